"""The share of a band of modulation frequencies: known modulations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from accord.dsp.modulation import modulation_share
from tests.sounds import evidence_of, noise, time

RATE = 50.0


def share(envelope: NDArray[np.floating]) -> float:
    return modulation_share(envelope, RATE, 3.0, 7.0)


def wave(hz: float, seconds: float = 20.0) -> NDArray[np.float64]:
    return np.asarray(np.sin(2.0 * np.pi * hz * np.arange(seconds * RATE) / RATE))


@pytest.mark.parametrize("hz", [4.0, 5.0, 6.0])
def test_what_varies_at_the_rate_of_syllables_is_all_inside(hz: float) -> None:
    assert share(wave(hz)) > 0.95


@pytest.mark.parametrize("hz", [1.0, 2.0, 9.0, 14.0])
def test_what_varies_at_another_rate_is_outside(hz: float) -> None:
    assert share(wave(hz)) < 0.05


def test_half_and_half_is_a_half() -> None:
    assert share(wave(5.0) + wave(10.0)) == pytest.approx(0.5, abs=0.05)


def test_white_noise_has_its_width() -> None:
    envelope = np.random.default_rng(0).standard_normal(20_000)
    assert share(envelope) == pytest.approx(9 / 32, abs=0.03)  # bins of 0.5 Hz: 3 to 7 of 0.5 to 16


def test_noise_whose_level_swings_four_times_a_second() -> None:
    swing = 0.5 * (1.0 + 0.9 * np.sin(2.0 * np.pi * 4.0 * time(10.0)))
    swung, plain = (evidence_of((noise(10.0) * level).astype(np.float32)) for level in (swing, np.ones_like(swing)))
    assert share(swung.mel.mean(axis=1)) > 0.85 > 0.5 > share(plain.mel.mean(axis=1))


@pytest.mark.parametrize("envelope", [np.zeros(0), np.ones(99), np.zeros(1000), np.full(1000, -70.0)])
def test_nothing_that_varies_gives_nothing(envelope: NDArray[np.float64]) -> None:
    assert share(envelope) == 0.0


@settings(deadline=None, max_examples=40)
@given(arrays.arrays(np.float32, st.integers(0, 400), elements=st.floats(-120.0, 20.0, width=32)))
def test_it_is_a_share(envelope: NDArray[np.float32]) -> None:
    assert 0.0 <= share(envelope) <= 1.0
