"""Listeners, their keys, and the log."""

from __future__ import annotations

from accord.domain.errors.root import AccordError


class ListenerError(AccordError):
    """A request for a person's data that does not show who the person is."""

    http_status = 401
    exit_code = 9
    remedy = "Send the listener's token as `Authorization: Token TOKEN`; `accord listener token NAME` makes one."


class UnknownListener(ListenerError):
    """No listener here has that name or token."""


class NoListenerToken(ListenerError):
    """The request carries no listener's token."""


class WrongPassword(ListenerError):
    """No listener here has that name and password."""

    remedy = "Try again; whoever runs this Accord sets a password with `accord listener password NAME`."


class ForeignPage(ListenerError):
    """A form that was not sent by a page of this server."""

    http_status = 403
    remedy = "Open the page /me of this server, and press the button there."


class ForeignPlaylist(ListenerError):
    """A change of a playlist that belongs to somebody else."""

    http_status = 403
    remedy = "Make a playlist of your own, or ask its owner to make it collaborative."


class KeyLost(AccordError):
    """A listener's key is not in the key folder, so that what they heard cannot be read."""

    http_status = 503
    exit_code = 10
    remedy = "Put the key folder (ACCORD_KEYS) back, or clear what is lost: `accord listener remove NAME`."


class LogError(AccordError):
    """The log of what was done with data does not hold."""

    exit_code = 11
    remedy = "`accord log verify` says where it breaks; docs/verify.md says what that means."


class LogBroken(LogError):
    """An entry of the log was changed, dropped, moved or forged."""


class LogTruncated(LogError):
    """The log is shorter than a checkpoint that was signed."""

    remedy = "Restore the missing entries from a copy; `accord log verify` says how many are missing."


class ForbiddenFact(LogError):
    """A fact that may not stand in the log, because it is not one of those declared to hold no personal data."""

    remedy = "Report this with the command and its output; what was to be logged was not done."
