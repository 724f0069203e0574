"""T4: the twelve states of the vocabulary, which of them let data be used, and who may bring which about."""

from __future__ import annotations

import itertools

import pytest

from accord.rights.consent_states import BY_WHOM, FOLLOWING, PARENT, ConsentState, Entity, allows, may_follow

VALID, INVALID = "dpv:ConsentStatusValidForProcessing", "dpv:ConsentStatusInvalidForProcessing"

TABLE = {
    "dpv:ConsentUnknown": (INVALID, False),
    "dpv:ConsentRequested": (INVALID, False),
    "dpv:ConsentRequestDeferred": (INVALID, False),
    "dpv:ConsentRefused": (INVALID, False),
    "dpv:ConsentGiven": (VALID, True),
    "dpv:ConsentRenewed": (VALID, True),
    "dpv:ConsentExpired": (INVALID, False),
    "dpv:ConsentInvalidated": (INVALID, False),
    "dpv:ConsentRevoked": (INVALID, False),
    "dpv:ConsentWithdrawn": (INVALID, False),
    VALID: (None, False),
    INVALID: (None, False),
}
"""State -> its parent, and whether data may be used in it. A parent is a class of states, which no record is in."""


@pytest.mark.parametrize(("state", "expected"), TABLE.items(), ids=str)
def test_t4_only_states_below_valid_for_processing_pass(state: str, expected: tuple[str | None, bool]) -> None:
    assert (PARENT.get(ConsentState(state)), allows(ConsentState(state))) == expected


def test_t4_the_table_has_all_twelve_states() -> None:
    assert len(TABLE) == 12
    assert set(TABLE) == {state.value for state in ConsentState}


def test_t4_what_is_no_state_is_refused() -> None:
    with pytest.raises(ValueError, match="ConsentGivenn"):
        ConsentState("dpv:ConsentGivenn")
    assert not allows("dpv:ConsentGivenn")  # type: ignore[arg-type]


def test_only_the_person_consents_and_withdraws_and_only_somebody_else_revokes() -> None:
    for state in (ConsentState.GIVEN, ConsentState.RENEWED, ConsentState.REFUSED, ConsentState.WITHDRAWN):
        assert BY_WHOM[state] == {Entity.SUBJECT}
    assert Entity.SUBJECT not in BY_WHOM[ConsentState.REVOKED]
    assert may_follow(ConsentState.GIVEN, ConsentState.WITHDRAWN, Entity.SUBJECT)
    assert not may_follow(ConsentState.GIVEN, ConsentState.WITHDRAWN, Entity.OPERATOR)
    assert may_follow(ConsentState.GIVEN, ConsentState.REVOKED, Entity.OPERATOR)
    assert not may_follow(ConsentState.GIVEN, ConsentState.REVOKED, Entity.SUBJECT)


def test_nobody_but_the_person_brings_a_record_into_a_state_that_allows_use() -> None:
    others = set(Entity) - {Entity.SUBJECT}
    pairs = itertools.product(ConsentState, filter(allows, ConsentState), others)
    assert not [found for found in pairs if may_follow(*found)]


def test_nothing_follows_what_ended_for_good() -> None:
    for state in (ConsentState.WITHDRAWN, ConsentState.REVOKED):
        assert not FOLLOWING[state]
    assert FOLLOWING[ConsentState.INVALIDATED] == {ConsentState.WITHDRAWN}


def test_whatever_can_be_given_can_be_withdrawn() -> None:
    for state in filter(allows, ConsentState):
        assert may_follow(state, ConsentState.WITHDRAWN, Entity.SUBJECT)
