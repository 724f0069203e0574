"""The nearest neighbours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.recommend.model.gram import Gram
from accord.recommend.model.interactions import Interactions
from accord.recommend.model.neighbours import nearest, overtaken
from tests.recommend.listening_worlds import WORLDS
from tests.recommend.test_gram import ROWS, dense


def by_sorting(gram: Gram, k: int, damping: float, least: int) -> list[list[int]]:
    """What the neighbours are by definition."""
    table, roots = dense(gram), np.sqrt(gram.totals.astype(np.float64))
    found = []
    for item in range(gram.n_items):
        near = [
            (-table[item, other] / (roots[item] * roots[other] + damping), other)
            for other in range(gram.n_items)
            if other != item and table[item, other] >= least
        ]
        found.append(sorted(other for _, other in sorted(near)[:k]))
    return found


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(("k", "damping", "least"), [(5, 0.0, 1), (20, 10.0, 2), (7, 3.5, 5), (1000, 1.0, 1)])
def test_neighbours_are_the_first_when_all_are_sorted(
    world: str, threads: int, k: int, damping: float, least: int
) -> None:
    gram = Gram.of(WORLDS[world]())
    found = nearest(gram, k, damping, least, threads=threads)
    lists = [found.items[item, : found.sizes[item]].tolist() for item in range(gram.n_items)]
    assert lists == by_sorting(gram, k, damping, least)
    table = dense(gram)
    for item, neighbours in enumerate(lists):
        assert found.support[item, : found.sizes[item]].tolist() == table[item, neighbours].tolist()
        assert (found.items[item, found.sizes[item] :] == -1).all()


@given(ROWS, st.integers(1, 4), st.integers(1, 3), st.sets(st.integers(0, 9)))
@settings(deadline=None)
def test_some_are_found_as_among_all(rows: list[list[str]], k: int, least: int, some: set[int]) -> None:
    gram = Gram.of(Interactions.of_rows(rows), 1)
    only = np.array(sorted(item for item in some if item < gram.n_items), dtype=np.int64)
    few, all_of_them = nearest(gram, k, 1.0, least, only, 1), nearest(gram, k, 1.0, least, None, 1)
    assert all((now == every[only]).all() for now, every in zip(few, all_of_them, strict=True))


@given(ROWS, ROWS, st.integers(1, 3), st.integers(1, 3), st.floats(0.0, 20.0))
@settings(deadline=None)
def test_nobody_is_overtaken_unseen(
    stay: list[list[str]], go: list[list[str]], k: int, least: int, damping: float
) -> None:
    gram = Gram.of(Interactions.of_rows(stay + go), 1)
    before = nearest(gram, k, damping, least, threads=1)
    going = Interactions.of_rows(go).over(gram.ids)
    gram.subtract(going)
    rarer = np.unique(going.items).astype(np.int64)
    again = {*overtaken(gram, before, rarer, damping, least, 1).tolist(), *rarer.tolist()}
    now = nearest(gram, k, damping, least, threads=1)
    differ = np.flatnonzero((before.items != now.items).any(axis=1))
    assert set(differ.tolist()) <= again


def test_damping_keeps_a_pair_of_one_row_from_being_nearest() -> None:
    rows = Interactions.of_rows([*["ab"] * 9, *["a"] * 1, *["b"] * 1, "ac"])
    gram = Gram.of(rows)
    assert gram.ids[nearest(gram, 1, 0.0, 1).items[2, 0]] == "a"
    assert gram.ids[nearest(gram, 1, 10.0, 1).items[0, 0]] == "b"


def test_pairs_that_too_few_share_are_no_neighbours() -> None:
    gram = Gram.of(Interactions.of_rows(["ab"] * 4 + ["ac"] * 5))
    found = nearest(gram, 3, 0.0, 5)
    assert [found.items[item, : found.sizes[item]].tolist() for item in range(3)] == [[2], [], [0]]
