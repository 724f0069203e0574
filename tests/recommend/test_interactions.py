"""Rows of what was listened to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.recommend.model.interactions import Interactions, numbered

ROWS = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), max_size=8)


def as_sets(rows: Interactions) -> list[set[str]]:
    return [{rows.ids[item] for item in rows.row(number)} for number in range(len(rows))]


@given(ROWS)
def test_a_row_holds_each_item_once_and_in_order(rows: list[list[str]]) -> None:
    made = Interactions.of_rows(rows)
    assert as_sets(made) == [set(row) for row in rows]
    assert all((np.diff(made.row(number)) > 0).all() for number in range(len(made)))
    assert made.ids == tuple(sorted({id_ for row in rows for id_ in row}))


@given(ROWS, st.randoms())
def test_pairs_in_any_order_make_the_same_rows(rows: list[list[str]], random: object) -> None:
    made = Interactions.of_rows(rows)
    pairs = [(number, made.ids.index(id_)) for number, row in enumerate(rows) for id_ in row]
    random.shuffle(pairs)  # type: ignore[attr-defined]
    again = Interactions.of_pairs([row for row, _ in pairs], [item for _, item in pairs], made.ids, len(rows))
    assert as_sets(again) == as_sets(made)


@given(ROWS, ROWS)
def test_rows_are_put_together_over_both_vocabularies(first: list[list[str]], second: list[list[str]]) -> None:
    both = Interactions.of_rows(first).plus(Interactions.of_rows(second))
    whole = Interactions.of_rows(first + second)
    assert (both.ids, as_sets(both)) == (whole.ids, as_sets(whole))


def test_some_rows_and_all_others() -> None:
    rows = Interactions.of_rows(["ab", "", "cd", "a"])
    assert as_sets(rows.select([2, 1])) == [{"c", "d"}, set()]
    assert as_sets(rows.without([0, 2])) == [set(), {"a"}]
    assert rows.without([0, 2]).ids == rows.ids


def test_another_vocabulary_has_to_have_every_item() -> None:
    rows = Interactions.of_rows(["ab"])
    assert as_sets(rows.over(("a", "aa", "b"))) == [{"a", "b"}]
    with pytest.raises(KeyError):
        rows.over(("a", "c"))


def test_numbers_ascend_as_text() -> None:
    assert numbered(0) == ()
    assert list(numbered(1001)) == sorted(numbered(1001))


@pytest.mark.parametrize(
    ("ids", "items", "said"),
    [
        (("b", "a"), [0], "ids"),
        (("a", "a"), [0], "ids"),
        (("a",), [1], "vocabulary"),
        (("a",), [-1], "vocabulary"),
        (("a", "b"), [1, 0], "ascend"),
        (("a", "b"), [1, 1], "ascend"),
    ],
)
def test_what_is_not_in_order_is_refused(ids: tuple[str, ...], items: list[int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Interactions(ids, np.array([0, len(items)]), np.array(items, dtype=np.int32))
