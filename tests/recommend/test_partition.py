"""Dividing points: what is plainly there is found, and it comes out the same again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from accord.recommend.clusters.partition import MOST, groups_for, nearest, partition

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


def ids(count: int) -> list[str]:
    return [f"{number:022d}" for number in range(count)]


def blobs(sizes: list[int], away: float = 10.0, seed: int = 0) -> tuple[Floats, Ints]:
    """Points around as many corners of a simplex, mixed; and where each belongs."""
    rng = np.random.default_rng(seed)
    of = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    return away * np.eye(max(len(sizes), 4))[of] + rng.normal(size=(len(of), max(len(sizes), 4))), of


def continuum(count: int, seed: int) -> Floats:
    """Points as tracks lie: along a few directions, some styles denser than others, no gaps."""
    rng = np.random.default_rng(seed)
    directions = rng.normal(size=(10, 58)) * np.linspace(1.5, 0.4, 10)[:, None]
    styles = rng.normal(size=(30, 10))[rng.choice(30, count, p=rng.dirichlet(np.full(30, 0.7)))]
    places = 0.7 * styles + 0.6 * rng.normal(size=(count, 10))
    return np.asarray(places @ directions / 3.0 + 0.5 * rng.normal(size=(count, 58)))


def moved(before: Ints, after: Ints) -> float:
    """Return the share of points whose group is another, with groups of before and after paired as fits best."""
    both = np.zeros((before.max() + 1, after.max() + 1))
    np.add.at(both, (before, after), 1)
    return float(1.0 - both[linear_sum_assignment(-both)].sum() / len(before))


@pytest.mark.parametrize("sizes", [[40, 30, 20], [200, 50], [300, 200, 150, 100], [60]])
def test_groups_that_are_there_are_found_the_largest_first(sizes: list[int]) -> None:
    points, of = blobs(sizes, away=30.0)
    found = partition(points, np.ones(len(points)), ids(len(points)), groups_for(len(points)))
    if len(sizes) > 1:
        assert len(found.centres) == len(sizes)
        assert moved(of, found.of) == 0.0
        assert found.explained > 0.9
    held = np.bincount(found.of)
    assert list(held) == sorted(held, reverse=True)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(1, MOST), st.integers(0, 5), st.booleans())
def test_each_point_is_with_the_nearest_centre(count: int, groups: int, seed: int, same: bool) -> None:
    rng = np.random.default_rng(seed)
    points = np.zeros((count, 3)) if same else rng.normal(size=(count, 3))
    weights = rng.integers(0, 3, count).astype(float)
    weights[0] = 1.0
    found = partition(points, weights, ids(count), groups, seed)
    assert 1 <= len(found.centres) <= min(groups, count)
    assert np.isfinite(found.centres).all()
    np.testing.assert_array_equal(found.of, nearest(points, found.centres))
    held = np.bincount(found.of, weights, len(found.centres))
    assert (held > 0.0).all()
    assert list(held) == sorted(held, reverse=True)
    assert 0.0 <= found.explained <= 1.0
    if same:
        assert len(found.centres) == 1


def test_the_same_seed_gives_the_same_bytes_and_another_one_may_not() -> None:
    points, weights = continuum(400, 1), np.ones(400)
    one, again = (partition(points, weights, ids(400), 6, seed=3) for _ in range(2))
    assert one.centres.tobytes() == again.centres.tobytes()
    assert one.of.tobytes() == again.of.tobytes()
    others = [partition(points, weights, ids(400), 6, seed=seed).of for seed in range(4, 8)]
    assert any(not np.array_equal(one.of, other) for other in others)


@pytest.mark.parametrize("count", [100, 400])
def test_one_in_a_hundred_tracks_more_moves_few(count: int) -> None:
    moves = []
    for seed in range(6):
        more = count + count // 100
        points, names = continuum(more, seed), ids(more)
        kept = np.sort(np.random.default_rng(seed).permutation(more)[:count])
        groups = groups_for(count)
        before = partition(points[kept], np.ones(count), [names[place] for place in kept], groups)
        after = partition(points, np.ones(more), names, groups)
        moves.append(moved(before.of, after.of[kept]))
    assert np.median(moves) < 0.05
    assert max(moves) < 0.25


def test_a_large_library_is_learnt_from_its_first_tracks(monkeypatch: pytest.MonkeyPatch) -> None:
    large = 256
    monkeypatch.setattr("accord.recommend.clusters.partition.LEARNT_FROM", large)
    points = continuum(large + 40, 2)
    names, ones = ids(len(points)), np.ones(len(points))
    whole = partition(points, ones, names, 6)
    few = partition(points[:large], ones[:large], names[:large], 6)
    assert sorted(map(bytes, whole.centres)) == sorted(map(bytes, few.centres))
    assert moved(few.of, whole.of[:large]) == 0.0


def test_what_counts_for_nothing_draws_no_centre() -> None:
    points, of = blobs([50, 50], away=30.0)
    found = partition(points, (of == 0).astype(float), ids(100), 4)
    aside = np.linalg.norm(found.centres - points[of == 1].mean(axis=0), axis=1)
    assert (aside > 20.0).all()


def test_more_tracks_are_begun_in_more_groups() -> None:
    counts = [groups_for(count) for count in (1, 12, 100, 1_000, 10_000, 1_000_000)]
    assert counts == [1, 2, 3, 6, 11, 12]
