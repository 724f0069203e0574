"""Self-similarity: of what is alike, of what is opposite, of nothing at all."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from accord.domain.analysis import Floats
from accord.dsp.similarity import described, novelty, self_similarity


def test_alike_is_one_and_opposite_minus_one() -> None:
    block = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    np.testing.assert_allclose(self_similarity([block]), np.kron([[1, -1], [-1, 1]], np.ones((2, 2))))


def test_sides_count_alike_whatever_their_scale() -> None:
    rng = np.random.default_rng(0)
    one, other = rng.standard_normal((8, 3)), rng.standard_normal((8, 5))
    np.testing.assert_allclose(self_similarity([one, other]), self_similarity([1000.0 * one, other]))


def test_a_track_that_never_changes_is_like_nothing() -> None:
    assert np.abs(self_similarity([np.ones((5, 3))])).max() == 0.0


@given(arrays(np.float64, (7, 3), elements=st.floats(-100.0, 100.0)))
def test_it_is_symmetric_and_bounded(block: Floats) -> None:
    found = self_similarity([block])
    np.testing.assert_allclose(found, found.T, atol=1e-9)
    assert np.abs(found).max() <= 1.0 + 1e-9


def test_a_track_is_newest_where_it_changes() -> None:
    rng = np.random.default_rng(1)
    block = np.repeat(np.eye(3), 20, axis=0) + 0.1 * rng.standard_normal((60, 3))
    found = novelty(described([block]), 8)
    assert len(found) == 60
    assert found[0] == 0.0
    assert set(np.argsort(found)[-2:]) == {20, 40}


def test_what_never_changes_is_never_new() -> None:
    assert novelty(described([np.ones((9, 2))]), 4).max() == 0.0
    assert novelty(described([np.ones((1, 2))]), 4).tolist() == [0.0]
