"""The weights of neighbours."""

from __future__ import annotations

import numpy as np
import pytest

from accord.recommend.model import ridge
from accord.recommend.model.gram import Gram
from accord.recommend.model.interactions import Interactions
from accord.recommend.model.neighbours import nearest
from accord.recommend.model.ridge import rounded, solve
from tests.recommend.listening_worlds import WORLDS, communities, sounds
from tests.recommend.test_gram import dense


def test_counts_are_rounded_up_to_two_binary_digits() -> None:
    counts = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 16, 17, 25, 97, 2**30 - 1], dtype=np.int32)
    up = [0, 1, 2, 3, 4, 6, 6, 8, 8, 12, 12, 16, 16, 24, 32, 128, 2**30]
    assert rounded(counts).tolist() == up


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("k", [1, 2, 3, 4, 5, 6, 7, 30])
def test_weights_solve_the_regression(world: str, k: int) -> None:
    rows = WORLDS[world]()
    gram, content = Gram.of(rows), sounds(rows.ids)
    neighbours = nearest(gram, k, 5.0, 1)
    heard, likened = solve(gram, neighbours, np.arange(gram.n_items), 3.0, content)
    assert likened is not None
    table, diagonal = dense(gram).astype(np.float64), rounded(gram.totals).astype(np.float64)
    for item in range(gram.n_items):
        size = neighbours.sizes[item]
        near = neighbours.items[item, :size]
        block, stiffness = table[np.ix_(near, near)], 3.0 * np.sqrt(diagonal[near])
        np.fill_diagonal(block, diagonal[near] + stiffness)
        likeness = content[near].astype(np.float64) @ content[item].astype(np.float64)
        np.testing.assert_allclose(block @ heard[item, :size], table[near, item], atol=1e-9)
        np.testing.assert_allclose(block @ likened[item, :size], stiffness * likeness, atol=1e-9)
        assert not heard[item, size:].any()


def test_threads_and_batches_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = communities()
    gram, content = Gram.of(rows), sounds(rows.ids)
    neighbours, everything = nearest(gram, 30, 5.0, 1), np.arange(gram.n_items)
    one = solve(gram, neighbours, everything, 3.0, content, threads=1)
    two = solve(gram, neighbours, everything, 3.0, content, threads=2)
    monkeypatch.setattr(ridge, "BATCH", 7000)
    some = solve(gram, neighbours, everything[::-1].copy(), 3.0, content)
    for first, second, third in zip(one, two, some, strict=True):
        assert first is not None
        assert second is not None
        assert third is not None
        assert first.tobytes() == second.tobytes() == third[::-1].tobytes()


def test_who_is_always_heard_together_weighs_most() -> None:
    rows = Interactions.of_rows([*["ab"] * 30, *["ac"] * 3, *["cd"] * 20, *["b"] * 3])
    gram = Gram.of(rows)
    heard, _ = solve(gram, nearest(gram, 3, 0.0, 1), np.arange(4), 1.0)
    assert heard[0].tolist() == sorted(heard[0].tolist(), reverse=True)
    assert heard[0, 0] > 5 * abs(heard[0, 1])


def test_the_more_penalty_the_less_weight() -> None:
    gram = Gram.of(communities())
    neighbours, everything = nearest(gram, 10, 5.0, 1), np.arange(gram.n_items)
    sums = [np.abs(solve(gram, neighbours, everything, penalty)[0]).sum() for penalty in (0.5, 2.0, 8.0, 32.0)]
    assert sums == sorted(sums, reverse=True)
