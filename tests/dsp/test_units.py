"""Units of time: gapless, none too long, none that is nothing."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from accord.dsp.units import in_octave, units


def test_marks_are_edges_and_long_gaps_are_divided() -> None:
    np.testing.assert_allclose(units(np.array([3.0, 4.0]), 6.0, 1.5), [0.0, 1.5, 3.0, 4.0, 5.0, 6.0])


def test_marks_outside_and_at_the_ends_make_no_units() -> None:
    np.testing.assert_allclose(units(np.array([-1.0, 0.01, 2.0, 3.99, 7.0]), 4.0, 10.0), [0.0, 2.0, 4.0])


@given(st.lists(st.floats(-10.0, 200.0), max_size=50), st.floats(0.5, 150.0), st.floats(0.3, 10.0))
def test_units_fill_the_whole(marks: list[float], duration: float, longest: float) -> None:
    edges = units(np.array(marks), duration, longest)
    assert (edges[0], edges[-1]) == (0.0, duration)
    lengths = np.diff(edges)
    assert (lengths > 0.0).all()
    assert lengths.max() <= longest + 1e-9


@given(st.floats(0.02, 30.0), st.integers(2, 40), st.floats(0.3, 3.0))
def test_the_spacing_lies_in_one_octave(spacing: float, count: int, shortest: float) -> None:
    marks = in_octave(spacing * np.arange(count, dtype=np.float64), shortest)
    if len(marks) > 1:
        assert 0.999 * shortest <= float(np.median(np.diff(marks))) <= 2.001 * shortest


def test_marks_are_halved_joined_or_left() -> None:
    np.testing.assert_allclose(
        in_octave(np.array([0.0, 2.0, 5.0]), 0.6), [0.0, 0.5, 1.0, 1.5, 2.0, 2.75, 3.5, 4.25, 5.0]
    )
    np.testing.assert_allclose(in_octave(np.array([0.0, 0.5, 1.0, 1.5, 2.0]), 0.9), [0.0, 1.0, 2.0])
    np.testing.assert_allclose(in_octave(np.array([1.0, 2.0, 3.0]), 0.7), [1.0, 2.0, 3.0])
    for few in ([], [3.0], [2.0, 2.0, 2.0]):
        np.testing.assert_allclose(in_octave(np.array(few), 0.7), few)
