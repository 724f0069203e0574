"""The time of decay: noise that dies away at a known rate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from accord.dsp.loudness import ENERGY_RATE
from accord.dsp.reverberation import decay_time
from tests.sounds import evidence_of, noise, time

Levels = NDArray[np.float64]


def bursts(t60: float, every: float = 1.5, seconds: float = 15.0) -> NDArray[np.float32]:
    """Noise struck again and again that dies away by 60 dB in ``t60``."""
    since = time(seconds) % every
    return (noise(seconds, 0.3) * 10.0 ** (-3.0 * since / t60)).astype(np.float32)


def decay_of(y: NDArray[np.float32]) -> float:
    return decay_time(evidence_of(y).loudness, ENERGY_RATE)


@pytest.mark.parametrize("t60", [0.4, 0.8, 1.5, 3.0])
def test_noise_with_a_known_decay(t60: float) -> None:
    assert decay_of(bursts(t60)) == pytest.approx(t60, rel=0.15)


def test_a_larger_hall_lasts_longer() -> None:
    assert decay_of(bursts(0.5)) < decay_of(bursts(1.0)) < decay_of(bursts(2.5))


def test_gain_does_not_count() -> None:
    assert decay_of(0.1 * bursts(1.0)) == pytest.approx(decay_of(bursts(1.0)), rel=0.05)


def test_steady_noise_does_not_decay() -> None:
    assert decay_of(noise(10.0)) == 0.0


def test_what_is_cut_off_is_no_decay() -> None:
    gated = noise(10.0) * (time(10.0) % 1.0 < 0.5)
    assert decay_of(gated.astype(np.float32)) == 0.0


@pytest.mark.parametrize("level", [np.zeros(0), np.zeros(1), np.full(2000, -100.0)], ids=["nothing", "one", "silence"])
def test_without_a_fall_there_is_none(level: Levels) -> None:
    assert decay_time(level, ENERGY_RATE) == 0.0


@settings(deadline=None, max_examples=40)
@given(arrays.arrays(np.float64, st.integers(0, 600), elements=st.floats(-100.0, 10.0)))
def test_it_is_none_or_in_range(level: Levels) -> None:
    seconds = decay_time(level, ENERGY_RATE)
    assert seconds == 0.0 or 0.2 <= seconds <= 10.0
