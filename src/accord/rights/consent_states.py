"""The states of consent, as the Data Privacy Vocabulary names them: which let data be used, and what may follow.

The terms and their two parents are those of DPV 2.3 (W3C Data Privacy Vocabularies and Controls Community Group, 2026),
module *consent status*.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class ConsentState(StrEnum):
    """What a person's consent to one purpose is."""

    UNKNOWN = "dpv:ConsentUnknown"
    REQUESTED = "dpv:ConsentRequested"
    DEFERRED = "dpv:ConsentRequestDeferred"
    REFUSED = "dpv:ConsentRefused"
    GIVEN = "dpv:ConsentGiven"
    RENEWED = "dpv:ConsentRenewed"
    EXPIRED = "dpv:ConsentExpired"
    INVALIDATED = "dpv:ConsentInvalidated"
    REVOKED = "dpv:ConsentRevoked"
    WITHDRAWN = "dpv:ConsentWithdrawn"
    VALID_FOR_PROCESSING = "dpv:ConsentStatusValidForProcessing"
    """The parent of the states that let data be used; no record is in it."""
    INVALID_FOR_PROCESSING = "dpv:ConsentStatusInvalidForProcessing"
    """The parent of the states that do not; no record is in it."""


class Entity(StrEnum):
    """Who brought a state about."""

    SUBJECT = "subject"
    """The person concerned."""
    OPERATOR = "operator"
    """Who runs this Accord."""
    ACCORD = "accord"
    """The program itself, because time passed or a notice changed."""


_S = ConsentState

PARENT: Mapping[ConsentState, ConsentState] = {
    _S.UNKNOWN: _S.INVALID_FOR_PROCESSING,
    _S.REQUESTED: _S.INVALID_FOR_PROCESSING,
    _S.DEFERRED: _S.INVALID_FOR_PROCESSING,
    _S.REFUSED: _S.INVALID_FOR_PROCESSING,
    _S.GIVEN: _S.VALID_FOR_PROCESSING,
    _S.RENEWED: _S.VALID_FOR_PROCESSING,
    _S.EXPIRED: _S.INVALID_FOR_PROCESSING,
    _S.INVALIDATED: _S.INVALID_FOR_PROCESSING,
    _S.REVOKED: _S.INVALID_FOR_PROCESSING,
    _S.WITHDRAWN: _S.INVALID_FOR_PROCESSING,
}
"""State -> its parent in the vocabulary."""

_ENDS = frozenset({_S.EXPIRED, _S.INVALIDATED, _S.REVOKED, _S.WITHDRAWN})

FOLLOWING: Mapping[ConsentState, frozenset[ConsentState]] = {
    _S.UNKNOWN: frozenset({_S.REQUESTED, _S.REFUSED, _S.GIVEN}),
    _S.REQUESTED: frozenset({_S.DEFERRED, _S.REFUSED, _S.GIVEN}),
    _S.DEFERRED: frozenset({_S.REQUESTED, _S.REFUSED, _S.GIVEN}),
    _S.REFUSED: frozenset({_S.REQUESTED, _S.GIVEN}),
    _S.GIVEN: _ENDS | {_S.RENEWED},
    _S.RENEWED: _ENDS | {_S.RENEWED},
    _S.EXPIRED: frozenset({_S.RENEWED, _S.WITHDRAWN}),
    _S.INVALIDATED: frozenset({_S.WITHDRAWN}),
    _S.REVOKED: frozenset(),
    _S.WITHDRAWN: frozenset(),
}
"""State of a record -> the states that may follow in the same record; whoever consents again begins another one."""

BY_WHOM: Mapping[ConsentState, frozenset[Entity]] = {
    _S.REQUESTED: frozenset({Entity.OPERATOR, Entity.ACCORD}),
    _S.DEFERRED: frozenset({Entity.SUBJECT}),
    _S.REFUSED: frozenset({Entity.SUBJECT}),
    _S.GIVEN: frozenset({Entity.SUBJECT}),
    _S.RENEWED: frozenset({Entity.SUBJECT}),
    _S.EXPIRED: frozenset({Entity.ACCORD}),
    _S.INVALIDATED: frozenset({Entity.OPERATOR, Entity.ACCORD}),
    _S.REVOKED: frozenset({Entity.OPERATOR}),
    _S.WITHDRAWN: frozenset({Entity.SUBJECT}),
}
"""State -> who may bring it about: the person withdraws, somebody else revokes."""


def allows(state: ConsentState) -> bool:
    """Return whether data may be used in this state; a state without a parent allows nothing."""
    return PARENT.get(state) is ConsentState.VALID_FOR_PROCESSING


def may_follow(before: ConsentState, after: ConsentState, by: Entity) -> bool:
    """Return whether ``by`` may bring a record from one state into another."""
    return after in FOLLOWING.get(before, frozenset()) and by in BY_WHOM.get(after, frozenset())
