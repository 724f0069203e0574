"""The rules of consent, pure: in which state a record is now, and what a person's yes or no makes of it."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from accord.domain.labels import Purpose
from accord.rights.consent_record import ConsentRecord
from accord.rights.consent_states import FOLLOWING, ConsentState, allows
from accord.rights.notices import Notice, Notices

REASONS: dict[ConsentState, str] = {
    ConsentState.UNKNOWN: "Nobody has asked yet.",
    ConsentState.REQUESTED: "Asked, not answered.",
    ConsentState.DEFERRED: "Asked, to be answered later.",
    ConsentState.REFUSED: "Refused.",
    ConsentState.GIVEN: "Given.",
    ConsentState.RENEWED: "Given again.",
    ConsentState.EXPIRED: "It was given for a time that is over.",
    ConsentState.INVALIDATED: "The notice changed after it was given.",
    ConsentState.REVOKED: "Whoever runs this Accord ended it.",
    ConsentState.WITHDRAWN: "Withdrawn.",
}
"""State -> a sentence for people."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand between a listener and a purpose."""

    notice: Notice
    """The current one."""
    state: ConsentState
    record: ConsentRecord | None
    """The newest; ``None`` where nothing was recorded."""

    @property
    def purpose(self) -> Purpose:
        """The purpose."""
        return self.notice.purpose

    @property
    def valid(self) -> bool:
        """Whether data may be used for the purpose."""
        return allows(self.state)

    @property
    def reason(self) -> str:
        """One sentence for people."""
        if self.valid and not self.notice.optional:
            return "Part of having an account."
        return REASONS[self.state]


def state_at(record: ConsentRecord, notices: Notices, now: float) -> ConsentState:
    """Return the state of a record at a time.

    Parameters
    ----------
    record : ConsentRecord
        With its events.
    notices : Notices
        All that were published: a record on one that people are no longer asked about is invalidated.
    now : float
        Seconds since 1970, UTC.

    Returns
    -------
    ConsentState
        That of the last event, unless the notice changed or the time is over since.
    """
    if not allows(record.state):
        return record.state
    if record.notice_hash not in notices.accepted(record.purpose):
        return ConsentState.INVALIDATED
    if record.expires_at is not None and record.expires_at <= now:
        return ConsentState.EXPIRED
    return record.state


def valid_at(record: ConsentRecord, notices: Notices, now: float) -> bool:
    """Return whether a use may rest on a record at a time."""
    return allows(state_at(record, notices, now))


def allowed(records: Iterable[ConsentRecord], notices: Notices, now: float) -> frozenset[Purpose]:
    """Return the purposes for which a listener's records let their data be used at a time."""
    return frozenset(record.purpose for record in records if valid_at(record, notices, now))


def standing(record: ConsentRecord | None, notice: Notice, notices: Notices, now: float) -> Standing:
    """Return how things stand, given the newest record of a listener for the notice's purpose."""
    return Standing(notice, ConsentState.UNKNOWN if record is None else state_at(record, notices, now), record)


def goes_on(record: ConsentRecord | None, answer: ConsentState, notices: Notices) -> bool:
    """Return whether an answer belongs to this record; else it begins one of its own.

    A record ends for good when it is withdrawn, revoked or invalidated, and one on an older notice never goes on.
    """
    return (
        record is not None
        and record.notice_hash in notices.accepted(record.purpose)
        and answer in FOLLOWING[record.state]
    )


def expiry(notice: Notice, now: float) -> int | None:
    """Return when a consent given now ends: the same day of the month some months on, or that month's last day."""
    if notice.months is None:
        return None
    then = datetime.fromtimestamp(now, UTC)
    years, month = divmod(then.month - 1 + notice.months, 12)
    year, month = then.year + years, month + 1
    day = min(then.day, calendar.monthrange(year, month)[1])
    return int(then.replace(year=year, month=month, day=day).timestamp())
