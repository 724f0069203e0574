"""Rises of level, drawn on the grid of energies."""

from __future__ import annotations

import numpy as np
import pytest

from accord.domain.analysis import Floats
from accord.dsp.fades import end_of_rise
from accord.dsp.loudness import ENERGY_RATE


def level(seconds: float, decibels: float = -20.0, roughness: float = 1.0, seed: int = 1) -> Floats:
    """Mean squares that scatter around a level, as music does."""
    rng = np.random.default_rng(seed)
    steps = np.repeat(rng.normal(decibels, roughness, round(seconds * 4)), ENERGY_RATE // 4)
    return np.asarray(10.0 ** (steps / 10.0))


def ramp(seconds: float, shape: str) -> Floats:
    place = (np.arange(round(seconds * ENERGY_RATE)) + 0.5) / (seconds * ENERGY_RATE)
    return np.asarray(place**2 if shape == "amplitude" else 10.0 ** (5.0 * (place - 1.0)))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("shape", ["amplitude", "decibels"])
@pytest.mark.parametrize("seconds", [4.0, 8.0, 15.0])
def test_a_ramp_ends_where_it_ends(seconds: float, shape: str, seed: int) -> None:
    energies = level(40.0, seed=seed)
    gain = ramp(seconds, shape)
    energies[: len(gain)] *= gain
    found, confidence = end_of_rise(energies)
    assert found == pytest.approx(seconds, abs=0.15 * seconds + 0.5)
    assert confidence > 0.4


@pytest.mark.parametrize("seed", range(5))
def test_steady_music_has_none(seed: int) -> None:
    assert end_of_rise(level(40.0, seed=seed))[0] == 0.0


def test_a_step_is_no_ramp() -> None:
    assert end_of_rise(np.concatenate([level(6.0, -45.0), level(30.0, -20.0)]))[0] == 0.0


def test_a_swell_that_does_not_come_from_silence_is_no_fade() -> None:
    energies = level(40.0)
    energies[: 8 * ENERGY_RATE] *= np.linspace(0.1, 1.0, 8 * ENERGY_RATE)
    assert end_of_rise(energies)[0] == 0.0


def test_silence_counts() -> None:
    found, _ = end_of_rise(np.concatenate([np.zeros(5 * ENERGY_RATE), level(20.0)]))
    assert found == pytest.approx(5.0, abs=0.1)


@pytest.mark.parametrize("n", [0, 1, 10, 300])
def test_very_short_and_silent(n: int) -> None:
    assert end_of_rise(np.zeros(n)) == (0.0, 0.0)
    assert np.isfinite(end_of_rise(np.full(n, 0.01))).all()
