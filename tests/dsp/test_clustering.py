"""Blocks of a self-similarity matrix, drawn by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.analysis import Floats
from accord.dsp.clustering import alike, block_means, cut

BAND, LEAST, MOST = 7, 2, 20
PENALTY = 0.5 / np.maximum(np.arange(MOST + 1.0), 1.0)


def blocks(labels: str, length: int) -> Floats:
    """Similarity 1 among units of one letter, -0.5 otherwise."""
    units = np.repeat(list(labels), length)
    return np.where(units[:, None] == units[None, :], 1.0, -0.5)


def test_blocks_are_cut_at_their_edges() -> None:
    np.testing.assert_array_equal(cut(blocks("ABAC", 8), BAND, LEAST, MOST, PENALTY), [0, 8, 16, 24, 32])


def test_what_returns_gets_its_label_back() -> None:
    np.testing.assert_array_equal(alike(block_means(blocks("ABACB", 8), np.arange(0, 41, 8)), 0.6), [0, 1, 0, 2, 1])


def test_a_penalty_on_odd_lengths_moves_a_doubtful_edge() -> None:
    similarity = blocks("AB", 8)
    similarity[7], similarity[:, 7] = 0.25, 0.25  # the last unit of A is as near to B
    uneven = np.where(np.arange(MOST + 1) % 4 == 0, 0.0, 0.2)
    np.testing.assert_array_equal(cut(similarity, BAND, LEAST, MOST, PENALTY + uneven), [0, 8, 16])


def test_one_unit_is_one_block() -> None:
    np.testing.assert_array_equal(cut(np.ones((1, 1)), BAND, LEAST, MOST, PENALTY), [0, 1])
    np.testing.assert_array_equal(alike(block_means(np.ones((1, 1)), np.array([0, 1])), 0.6), [0])


@given(st.integers(1, 60), st.integers(0, 1000))
def test_any_matrix_is_cut_within_bounds(n: int, seed: int) -> None:
    noise = np.random.default_rng(seed).uniform(-1.0, 1.0, (n, n))
    edges = cut((noise + noise.T) / 2.0, BAND, LEAST, MOST, PENALTY)
    assert (edges[0], edges[-1]) == (0, n)
    lengths = np.diff(edges)
    assert lengths.max() <= MOST
    assert n < LEAST or lengths.min() >= LEAST
    labels = alike(block_means(noise, edges), 0.6)
    assert set(labels) == set(range(labels.max() + 1))
