"""Hidden Markov models, beside what trying all paths gives."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.dsp.hidden_markov import Floats, likeliest_path, probabilities, steady


def chances(seed: int, times: int = 5, states: int = 3) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    change = rng.random((states, states)) + 0.05
    return 3.0 * rng.standard_normal((times, states)), np.log(change / change.sum(axis=1, keepdims=True))


def all_paths(evidence: Floats, change: Floats) -> dict[tuple[int, ...], float]:
    times, states = evidence.shape
    return {
        path: sum(evidence[t, state] for t, state in enumerate(path))
        + sum(change[a, b] for a, b in itertools.pairwise(path))
        for path in itertools.product(range(states), repeat=times)
    }


@settings(deadline=None)  # the first example compiles
@given(st.integers(0, 10_000))
def test_the_likeliest_path_is_that_of_all_paths(seed: int) -> None:
    evidence, change = chances(seed)
    scores = all_paths(evidence, change)
    assert scores[tuple(likeliest_path(evidence, change))] == pytest.approx(max(scores.values()))


@settings(deadline=None)  # the first example compiles
@given(st.integers(0, 10_000))
def test_probabilities_are_sums_over_all_paths(seed: int) -> None:
    evidence, change = chances(seed)
    expected = np.zeros_like(evidence)
    for path, score in all_paths(evidence, change).items():
        for t, state in enumerate(path):
            expected[t, state] += np.exp(score)
    np.testing.assert_allclose(probabilities(evidence, change), expected / expected.sum(axis=1, keepdims=True))


def test_the_steadier_the_chain_the_fewer_changes() -> None:
    evidence, _ = chances(1, times=200, states=4)
    changes = [np.count_nonzero(np.diff(likeliest_path(evidence, steady(4, stay)))) for stay in (0.25, 0.9, 0.9999)]
    assert changes == sorted(changes, reverse=True)
    assert changes[0] > changes[2]


def test_one_time_and_none() -> None:
    change = steady(3, 0.5)
    one = np.log([[0.2, 0.7, 0.1]])
    assert likeliest_path(one, change).tolist() == [1]
    np.testing.assert_allclose(probabilities(one, change), np.exp(one))
    assert len(likeliest_path(one[:0], change)) == len(probabilities(one[:0], change)) == 0


def test_a_long_chain_stays_finite() -> None:
    evidence, change = chances(2, times=20_000)
    np.testing.assert_allclose(probabilities(100.0 * evidence, change).sum(axis=1), 1.0)
