"""What may not be used, and why."""

from __future__ import annotations

from accord.domain.errors.root import AccordError


class RightsError(AccordError):
    """A use that the label does not allow."""

    http_status = 403
    exit_code = 6
    remedy = "Use data whose label allows the purpose."


class NoLabel(RightsError):
    """Something without a label; unknown means denied."""

    remedy = "Register the source with its label before anything comes from it."


class PurposeDenied(RightsError):
    """The label of what was asked for does not allow the purpose."""

    remedy = "`accord rights ask` says what would be lawful instead."


class ConsentMissing(RightsError):
    """Someone whom the data is about has given no valid consent to the purpose."""

    remedy = "Ask the person: `accord me give PURPOSE`, or the page /me of the server."


class NoticeChanged(RightsError):
    """A consent to a notice that is no longer the current one."""

    http_status = 409
    remedy = "Read the notice again, and answer that one."


class OutsideProfile(RightsError):
    """Data or weights that may not be used in the profile that this Accord runs in."""

    remedy = "Leave it out, or run in another profile: ACCORD_PROFILE is personal, research or commercial."


class SourceRefused(RightsError):
    """Data from a source whose terms do not let Accord hold it at all."""

    remedy = "`accord rights ask` says what would be lawful instead."


class UnknownSource(RightsError):
    """A source that the registry does not know, or whose record is not whole: nothing of it may be used."""

    remedy = "`accord rights table` lists the sources that are known."


class UnknownLicence(RightsError):
    """A licence that the registry does not know: what is under it is treated as the operator's own copy."""

    http_status = 422
    remedy = "Write the licence as an SPDX expression, such as CC-BY-4.0, or as the URL of a Creative Commons licence."


class LicencesDisagree(RightsError):
    """Two licences are stated of one file: it is kept under what both allow."""

    http_status = 422
    remedy = "Correct the tag or the file beside the music; a file NAME.license speaks for the file NAME alone."


class UnclearQuestion(RightsError):
    """A question about rights in which no known source or no known purpose is named."""

    http_status = 400
    exit_code = 2
    remedy = "Name a source and a purpose; `accord rights table` lists both."


class ForeignEvents(RightsError):
    """An import that carries what another person heard."""

    remedy = "Each person imports their own export, into their own account."


class CommunityTooSmall(RightsError):
    """Too few people agreed to take part in sums that are shared: there is nothing to hide in."""

    http_status = 409
    remedy = "Wait until more people said yes, or spend more on one release: `accord export budget`."


class BudgetSpent(RightsError):
    """What may ever be told of the people here in shared sums was told, or nearly."""

    http_status = 409
    remedy = "`accord export budget` says what is left. It does not come back: what was shared cannot be unsaid."
