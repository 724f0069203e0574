"""A use passes only if the label allows it and every person concerned has consented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import ConsentMissing, PurposeDenied
from accord.domain.labels import Label, Obligation, Purpose
from accord.rights.decision import ConsentRef, decide, require

PEOPLE = st.sampled_from(["ann", "ben", "eve"])
LABELS = st.builds(
    Label,
    st.frozensets(st.sampled_from(Purpose)),
    st.frozensets(st.sampled_from(Obligation)),
    st.frozensets(st.sampled_from(["x", "y"]), min_size=1),
    st.frozensets(PEOPLE),
)
GIVEN = st.dictionaries(
    st.tuples(PEOPLE, st.sampled_from(Purpose)), st.builds(ConsentRef, st.uuids().map(str), st.just("f" * 64))
)
NOTHING: frozenset[str] = frozenset()


@given(st.sampled_from(Purpose), LABELS, GIVEN)
def test_a_decision_is_the_conjunction_of_label_and_consents(
    purpose: Purpose, label: Label, consents: dict[tuple[str, Purpose], ConsentRef]
) -> None:
    decision = decide(purpose, label, consents)
    consented = all((person, purpose) in consents for person in label.subjects)
    assert decision.allowed == (purpose in label.purposes and consented)
    assert decision.obligations == label.obligations


@given(st.sampled_from(Purpose), LABELS, GIVEN)
def test_t1_what_is_allowed_names_one_record_for_each_person(
    purpose: Purpose, label: Label, consents: dict[tuple[str, Purpose], ConsentRef]
) -> None:
    decision = decide(purpose, label, consents)
    if decision.allowed:
        assert decision.consents == tuple(consents[person, purpose] for person in sorted(label.subjects))
        assert decision.unasked == ()
    else:
        assert decision.consents == ()


def test_a_purpose_that_the_label_lacks_is_denied_by_name() -> None:
    label = Label(frozenset({Purpose.SERVICE}), frozenset(), frozenset({"b", "a"}), frozenset())
    assert require(Purpose.SERVICE, label).allowed
    with pytest.raises(PurposeDenied, match="What comes from a and b may not be used for dpv:CommercialPurpose"):
        require(Purpose.COMMERCIAL, label)


def test_who_gave_no_consent_is_missing() -> None:
    label = Label(frozenset(Purpose), frozenset(), frozenset({"x"}), frozenset({"ann", "ben"}))
    ref = ConsentRef("record", "f" * 64)
    with pytest.raises(ConsentMissing, match="1 of the 2 people"):
        require(Purpose.TRAINING, label, {("ann", Purpose.TRAINING): ref, ("ben", Purpose.SERVICE): ref})
    assert decide(Purpose.TRAINING, label, {("ann", Purpose.TRAINING): ref}).unasked == ("ben",)


def test_consent_does_not_widen_a_label() -> None:
    label = Label(frozenset(), frozenset(), frozenset({"x"}), frozenset({"ann"}))
    with pytest.raises(PurposeDenied):
        require(Purpose.SALE, label, {("ann", Purpose.SALE): ConsentRef("record", "f" * 64)})
