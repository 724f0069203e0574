"""T16: labels form a meet-semilattice, and no derivation widens what may be done."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import NoLabel
from accord.domain.labels import Label, Obligation, Purpose
from accord.rights.algebra import meet, within

NAMES = st.sampled_from(["a", "b", "c", "d"])
LABELS = st.builds(
    Label,
    st.frozensets(st.sampled_from(Purpose)),
    st.frozensets(st.sampled_from(Obligation)),
    st.frozensets(NAMES, min_size=1),
    st.frozensets(NAMES),
)


@given(LABELS, LABELS)
def test_t16_meet_is_commutative(one: Label, other: Label) -> None:
    assert meet(one, other) == meet(other, one)


@given(LABELS, LABELS, LABELS)
def test_t16_meet_is_associative(one: Label, two: Label, three: Label) -> None:
    assert meet(meet(one, two), three) == meet(one, meet(two, three)) == meet(one, two, three)


@given(LABELS)
def test_t16_meet_is_idempotent(label: Label) -> None:
    assert meet(label, label) == label == meet(label)


@given(st.lists(LABELS, min_size=1, max_size=5))
def test_t16_what_is_derived_is_never_above_an_input(inputs: list[Label]) -> None:
    derived = meet(*inputs)
    assert all(within(derived, label) for label in inputs)
    assert derived == reduce(meet, inputs)


@given(LABELS, LABELS, LABELS)
def test_t16_meet_is_monotone(one: Label, other: Label, third: Label) -> None:
    # The greatest lower bound: whatever is below both is below their meet, and a narrower input never widens it.
    assert within(meet(one, third), meet(one))
    assert within(meet(one, other, third), meet(other, third))
    if within(third, one) and within(third, other):
        assert within(third, meet(one, other))


@given(LABELS, LABELS)
def test_the_order_agrees_with_meet(one: Label, other: Label) -> None:
    assert within(one, other) == (meet(one, other) == one)


def test_nothing_is_derived_from_nothing() -> None:
    with pytest.raises(NoLabel, match="Nothing can be derived from nothing"):
        meet()
