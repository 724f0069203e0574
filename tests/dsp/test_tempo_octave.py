"""The ranking of beat periods: rhythms whose beat is plain."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from accord.dsp.tempo_octave import FRAME_RATE, LONGEST, SHORTEST, WEIGHTS, Period, _refined, rank_periods

Envelope = NDArray[np.float64]
N = 3000
NONE: Envelope = np.zeros(N)


def pulses(bpm: float, n: int = N) -> Envelope:
    """One frame of onset a beat, shared between neighbours where a beat lies between frames."""
    envelope = np.zeros(n)
    at = np.arange(0.0, n - 2, 60.0 * FRAME_RATE / bpm)
    whole = at.astype(np.int64)
    envelope[whole] += 1.0 - (at - whole)
    envelope[whole + 1] += at - whole
    return envelope


def bpm_of(period: Period) -> float:
    return 60.0 * FRAME_RATE / period.frames


@pytest.mark.parametrize("bpm", [60, 75, 90, 100, 120, 128, 140, 174])
def test_plain_pulses_are_the_beat(bpm: int) -> None:
    first = rank_periods(pulses(bpm), pulses(bpm), NONE)[0]
    assert bpm_of(first) == pytest.approx(bpm, rel=0.01)


@pytest.mark.parametrize("bpm", [90, 110, 130])
def test_eighths_between_beats_do_not_double_the_tempo(bpm: int) -> None:
    onsets = pulses(bpm) + 0.5 * pulses(2 * bpm)
    chords = pulses(bpm / 4)
    first = rank_periods(onsets, pulses(bpm / 2), chords)[0]
    assert bpm_of(first) == pytest.approx(bpm, rel=0.02)


def test_candidates_come_in_order_and_in_range() -> None:
    ranked = rank_periods(pulses(120), pulses(60), NONE)
    odds = [period.odds for period in ranked]
    assert odds == sorted(odds, reverse=True)
    assert all(SHORTEST - 1 <= period.frames <= LONGEST + 1 for period in ranked)


def test_gain_does_not_count() -> None:
    loud, soft = (rank_periods(gain * pulses(100), gain * pulses(50), NONE) for gain in (1.0, 0.5))
    assert [period.frames for period in loud] == pytest.approx([period.frames for period in soft], rel=1e-3)


def test_what_does_not_vary_has_no_beat() -> None:
    assert rank_periods(NONE, NONE, NONE) == []
    assert rank_periods(np.zeros(0), np.zeros(0), np.zeros(0)) == []


def test_noise_gives_numbers() -> None:
    rng = np.random.default_rng(0)
    for period in rank_periods(rng.random(N), rng.random(N), rng.random(N)):
        assert np.isfinite(period.odds)


def test_every_weight_is_a_number() -> None:
    assert all(np.isfinite(weight) and weight != 0.0 for weight in WEIGHTS.values())


@pytest.mark.parametrize("lag", [198.7, 198.8, 198.99, 199.0, 99.4, 99.45])
def test_a_period_is_refined_up_to_the_very_end_of_what_is_known(lag: float) -> None:
    rhythm = np.cos(2.0 * np.pi * np.arange(400) / lag)
    assert _refined(rhythm, lag) == pytest.approx(lag, abs=0.05)
