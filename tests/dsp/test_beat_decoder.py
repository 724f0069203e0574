"""The beat decoder: activations whose best explanation is plain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from accord.dsp.beat_decoder import REACH, decode

SHORTEST, LONGEST = 36, 72
FLAT = np.zeros(LONGEST - SHORTEST + 1)
Activation = NDArray[np.float64]


def pulses(at: NDArray[np.int64], n: int, on: float = 3.0, off: float = -3.0) -> Activation:
    activation = np.full(n, off)
    activation[at] = on
    return activation


def beats(activation: Activation) -> NDArray[np.int64]:
    return decode(activation, SHORTEST, LONGEST, FLAT, 0.02)


@pytest.mark.parametrize("period", [40, 47, 60])
@pytest.mark.parametrize("phase", [0, 13, 30])
def test_a_steady_pulse_is_found(period: int, phase: int) -> None:
    at = np.arange(phase, 3000, period)
    np.testing.assert_array_equal(beats(pulses(at, 3000)), at)


def test_a_missing_onset_does_not_break_the_line() -> None:
    at = np.arange(5, 3000, 50)
    heard = np.delete(at, [10, 11, 30])
    np.testing.assert_array_equal(beats(pulses(heard, 3000)), at)


def test_a_stray_onset_does_not_either() -> None:
    at = np.arange(5, 3000, 50)
    activation = pulses(at, 3000)
    activation[[1030, 1535, 2022]] = 3.0
    np.testing.assert_array_equal(beats(activation), at)


def test_a_slowly_changing_tempo_is_followed() -> None:
    at = np.cumsum(np.rint(np.linspace(45, 60, 60)).astype(np.int64))
    found = beats(pulses(at, int(at[-1]) + 20))
    assert len(found) == len(at)
    assert np.abs(found - at).max() <= 1


def test_the_prior_chooses_between_octaves() -> None:
    at = np.arange(0, 3000, 30)
    activation = pulses(at, 3000, on=0.5, off=-0.5)
    periods = np.arange(25, 70)
    fast, slow = (decode(activation, 25, 69, -20.0 * np.log2(periods / centre) ** 2, 0.02) for centre in (30.0, 60.0))
    assert np.diff(fast).mean() == pytest.approx(30.0, abs=0.1)
    assert np.diff(slow).mean() == pytest.approx(60.0, abs=0.1)


def test_periods_change_by_no_more_than_the_reach() -> None:
    found = beats(np.random.default_rng(0).standard_normal(5000))
    assert np.abs(np.diff(found, n=2)).max() <= REACH


@pytest.mark.parametrize("n", [0, 1, SHORTEST - 1])
def test_what_is_shorter_than_a_period_has_at_most_one_beat(n: int) -> None:
    assert len(beats(np.ones(n))) <= 1


@settings(deadline=None, max_examples=40)
@given(arrays.arrays(np.float64, st.integers(0, 500), elements=st.floats(-4.0, 4.0)))
def test_beats_increase_by_a_period(activation: Activation) -> None:
    found = beats(activation)
    steps = np.diff(found)
    assert ((steps >= SHORTEST) & (steps <= LONGEST)).all()
    assert ((found >= 0) & (found < len(activation))).all()
    if len(activation) > 2 * LONGEST:
        assert len(found) >= 2
