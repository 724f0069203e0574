"""Peak picking on envelopes drawn by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from accord.dsp.peaks import peaks

GAP, WINDOW, RISE, PATIENCE = 5, 25, 1.0, 20.0


def picked(envelope: NDArray[np.float32], patience: float = PATIENCE) -> list[int]:
    return [int(t) for t in peaks(envelope, GAP, WINDOW, RISE, patience, np.zeros_like(envelope))]


def drawn(at: dict[int, float], n: int = 200) -> NDArray[np.float32]:
    envelope = np.zeros(n, dtype=np.float32)
    for t, height in at.items():
        envelope[t] = height
    return envelope


def test_peaks_are_where_they_are() -> None:
    assert picked(drawn({20: 5.0, 60: 3.0, 150: 4.0})) == [20, 60, 150]


def test_of_two_that_are_close_the_higher_is_taken() -> None:
    assert picked(drawn({50: 3.0, 53: 5.0})) == [53]
    assert picked(drawn({50: 5.0, 53: 3.0})) == [50]


def test_a_small_change_counts_where_nothing_else_happens() -> None:
    busy = drawn({40: 5.0, 50: 0.7, 60: 5.0})
    lonely = drawn({40: 5.0, 120: 0.7, 190: 5.0})
    assert picked(busy) == [40, 60]
    assert picked(lonely) == [40, 120, 190]
    assert picked(lonely, patience=1e9) == [40, 190]


def test_a_plateau_begins_once() -> None:
    envelope = drawn({})
    envelope[80:84] = 4.0
    assert picked(envelope) == [80]


def test_nothing_begins_where_nothing_changes() -> None:
    assert picked(np.zeros(300, dtype=np.float32)) == []
    assert picked(np.full(300, 7.0, dtype=np.float32)) == []
    assert picked(np.zeros(0, dtype=np.float32)) == []


@given(arrays(np.float32, st.integers(0, 120), elements=st.floats(0.0, 20.0, width=32)))
def test_peaks_are_apart_and_above_their_surroundings(envelope: NDArray[np.float32]) -> None:
    excess = np.zeros_like(envelope)
    found = peaks(envelope, GAP, WINDOW, RISE, PATIENCE, excess)
    assert (np.diff(found) > GAP).all()
    for t in found:
        assert envelope[t] == envelope[max(t - GAP, 0) : t + GAP + 1].max()
        mean = envelope[max(t - WINDOW, 0) : t + WINDOW + 1].mean()
        np.testing.assert_allclose(excess[t], envelope[t] - mean, atol=1e-3)
