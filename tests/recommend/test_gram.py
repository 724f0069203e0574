"""Counts of pairs, and that a row leaves no trace in them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from accord.recommend.model import counting
from accord.recommend.model.gram import Gram, take_out
from accord.recommend.model.interactions import Interactions
from tests.recommend.listening_worlds import WORLDS, communities, without

ROWS = st.lists(st.lists(st.sampled_from("abcdefghij"), max_size=7), max_size=9)


def dense(gram: Gram) -> NDArray[np.int64]:
    """The whole matrix."""
    table = np.diag(gram.totals.astype(np.int64))
    for item in range(gram.n_items):
        run = slice(gram.indptr[item], gram.indptr[item] + gram.lengths[item])
        table[item, gram.partners[run]] = gram.counts[run]
        table[gram.partners[run], item] = gram.counts[run]
    return table


def product(rows: Interactions) -> NDArray[np.int64]:
    """What the matrix is by definition."""
    x = np.zeros((len(rows), rows.n_items), dtype=np.int64)
    x[np.repeat(np.arange(len(rows)), np.diff(rows.indptr)), rows.items] = 1
    return np.asarray(x.T @ x)


@given(ROWS)
@settings(deadline=None)
def test_counts_are_the_product_of_the_rows_with_themselves(rows: list[list[str]]) -> None:
    made = Interactions.of_rows(rows)
    assert (dense(Gram.of(made, 1)) == product(made)).all()


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("threads", [1, 2])
def test_whole_worlds_are_counted_alike_by_any_number_of_threads(world: str, threads: int) -> None:
    rows = WORLDS[world]()
    assert (dense(Gram.of(rows, threads)) == product(rows)).all()


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = communities()
    whole = Gram.of(rows).digest()
    monkeypatch.setattr(counting, "BLOCK", 100)
    assert Gram.of(rows).digest() == whole


@given(ROWS, ROWS)
@settings(deadline=None)
def test_taking_out_is_never_having_counted(stay: list[list[str]], go: list[list[str]]) -> None:
    both, going = Interactions.of_rows(stay + go), Interactions.of_rows(go)
    left = Gram.of(both).minus(going)
    assert left.digest() == Gram.of(Interactions.of_rows(stay)).digest()
    assert all(left.counts[left.indptr[i] : left.indptr[i] + left.lengths[i]].all() for i in range(left.n_items))


@given(ROWS, ROWS)
@settings(deadline=None)
def test_adding_is_having_counted_at_once(first: list[list[str]], second: list[list[str]]) -> None:
    more = Gram.of(Interactions.of_rows(first)).plus(Interactions.of_rows(second))
    assert more.digest() == Gram.of(Interactions.of_rows(first + second)).digest()
    assert more.minus(Interactions.of_rows(second)).digest() == Gram.of(Interactions.of_rows(first)).digest()


def test_what_is_kept_has_no_place_left_of_who_went() -> None:
    rows, gone = WORLDS["rarities"](), np.arange(0, 300, 3)
    left = Gram.of(rows)
    left.subtract(rows.select(gone))
    anew = Gram.of(without(rows, gone))
    assert b"".join(left.pieces()) == b"".join(anew.pieces())
    assert left.tight().ids == anew.ids
    assert len(anew.ids) < len(rows.ids)


def test_rows_that_were_never_counted_change_nothing() -> None:
    gram = Gram.of(Interactions.of_rows(["abc", "bcd"]))
    before = gram.digest()
    for stranger in (["ad"], ["abc", "ab"], ["bc", "bc", "bc"], ["a", "a"]):
        with pytest.raises(ValueError, match="taken out"):
            gram.subtract(Interactions.of_rows(stranger))
        assert gram.digest() == before


def test_bytes_say_all() -> None:
    gram = Gram.of(communities())
    data = b"".join(gram.pieces())
    again = Gram.from_bytes(data)
    assert again.digest() == gram.digest()
    again.subtract(communities().select([0]))
    for broken in (b"", data[:7], data[:200], data[:-4], data + b"\0", data.replace(b"<i8", b"<f8", 1)):
        with pytest.raises(ValueError):  # noqa: PT011
            Gram.from_bytes(broken)


@pytest.mark.parametrize("gone", [[0], [3, 7, 8], list(range(12))])
def test_rows_are_taken_out_of_bytes_as_if_they_had_never_been_there(gone: list[int]) -> None:
    rows = communities().plus(Interactions.of_rows([["only", "they", "zzz", *"abc"]]))
    whole = [*gone, len(rows) - 1]
    data = bytearray(b"".join(Gram.of(rows).pieces()))
    for number in whole:  # one after the other, as people leave
        take_out(memoryview(data), rows.select([number]))
    left, anew = Gram.from_bytes(bytes(data)), Gram.of(without(rows, np.array(whole))).tight()
    assert left.digest() == anew.digest()
    assert left.tight().ids == anew.ids
    assert b"only" not in data
    assert b"zzz" not in data
    before = bytes(data)
    with pytest.raises(ValueError, match="taken out"):
        take_out(memoryview(data), rows.select([whole[0]] * 40))
    assert data == before


def test_what_comes_after_something_was_taken_out_is_what_counting_anew_gives() -> None:
    rows = communities().plus(Interactions.of_rows([["0only", "they"]]))
    data = bytearray(b"".join(Gram.of(rows).pieces()))
    take_out(memoryview(data), rows.select([len(rows) - 1]))
    more = Interactions.of_rows([["a", "new"], ["they", "new"]])
    anew = Gram.of(without(rows, np.array([len(rows) - 1])).plus(more)).tight()
    assert Gram.from_bytes(bytes(data)).plus(more).tight().digest() == anew.digest()
