"""Means over stretches of time, against sums by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.dsp.averages import means

FRAMES = np.arange(10.0)[:, None]


def test_a_whole_frame_is_that_frame() -> None:
    np.testing.assert_allclose(means(FRAMES, 2.0, np.array([0.75]), np.array([1.25])), [[2.0]])


def test_parts_count_by_their_length() -> None:
    """A quarter of frame 2 and three quarters of frame 3."""
    found = means(FRAMES, 1.0, np.array([2.25]), np.array([3.25]))
    np.testing.assert_allclose(found, [[0.25 * 2.0 + 0.75 * 3.0]])


def test_no_length_is_the_frame_at_its_start() -> None:
    np.testing.assert_allclose(means(FRAMES, 1.0, np.array([4.0]), np.array([4.0])), [[4.0]])


def test_beyond_the_end_the_last_frame_goes_on() -> None:
    np.testing.assert_allclose(means(FRAMES, 1.0, np.array([50.0]), np.array([60.0])), [[9.0]], atol=1e-9)


@given(st.lists(st.floats(0.0, 9.0), min_size=2, max_size=8, unique=True))
def test_stretches_add_up(edges: list[float]) -> None:
    at = np.sort(np.array(edges))
    lengths = np.diff(at)
    parts = means(FRAMES, 1.0, at[:-1], at[1:])[:, 0]
    whole = means(FRAMES, 1.0, at[:1], at[-1:])[0, 0]
    assert (parts * lengths).sum() == pytest.approx(whole * lengths.sum(), abs=0.05)
