"""Detrended fluctuation analysis: series whose exponent theory gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from accord.dsp.fluctuation import scaling_exponent

N = 20_000


def exponent(series: NDArray[np.float64]) -> float:
    return scaling_exponent(series, shortest=30, longest=500)


def white(seed: int = 0) -> NDArray[np.float64]:
    return np.random.default_rng(seed).standard_normal(N)


def pink() -> NDArray[np.float64]:
    """1/f noise: white noise whose amplitudes fall with the root of the frequency."""
    spectrum = np.fft.rfft(white())
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    return np.fft.irfft(spectrum)


def test_white_noise_has_a_half() -> None:
    assert exponent(white()) == pytest.approx(0.5, abs=0.05)


def test_pink_noise_has_one() -> None:
    assert exponent(pink()) == pytest.approx(1.0, abs=0.08)


def test_a_random_walk_has_three_halves() -> None:
    assert exponent(np.cumsum(white())) == pytest.approx(1.5, abs=0.1)


def test_a_fixed_rhythm_is_below_all_of_them() -> None:
    pulses = (np.arange(N) % 25 < 3).astype(np.float64)
    assert exponent(pulses) < 0.1


def test_a_loose_rhythm_lies_between_a_strict_one_and_none() -> None:
    strict = (np.arange(N) % 25 < 3).astype(np.float64)
    assert exponent(strict) < exponent(strict + 0.3 * white()) < exponent(pink())


@settings(deadline=None, max_examples=40)
@given(gain=st.floats(1e-6, 1e6), offset=st.floats(-10.0, 10.0))
def test_neither_gain_nor_offset_counts(gain: float, offset: float) -> None:
    series = white(1)[:4000]
    assert exponent(gain * (series + offset)) == pytest.approx(exponent(series), abs=1e-3)


@pytest.mark.parametrize(
    "series",
    [np.zeros(0), np.zeros(5), np.ones(119), np.zeros(N), np.full(N, 0.1), white()[:100]],
    ids=["nothing", "five", "too short", "silence", "constant", "short noise"],
)
def test_too_little_to_say_counts_as_chance(series: NDArray[np.float64]) -> None:
    assert exponent(series) == 0.5


def test_a_long_series_is_no_burden() -> None:
    assert exponent(np.tile(white(), 50)) < 0.6
