"""Harmonic and percussive shares: clicks are percussive, chords harmonic, and the medians are medians."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from accord.dsp.harmonic_percussive import BAND_WIDTH, TIME_WIDTH, shares
from tests.sounds import chord, clicks, evidence_of, silence

CLICKS = list(np.arange(0.25, 4.0, 0.25))


def percussive_share(y: NDArray[np.float32]) -> float:
    evidence = evidence_of(y)
    return float(evidence.percussive.sum() / (evidence.percussive.sum() + evidence.harmonic.sum()))


def test_clicks_are_percussive_and_chords_harmonic() -> None:
    assert percussive_share(clicks(CLICKS, 4.0)) > 0.8
    assert percussive_share(chord([48, 60, 64, 67], 4.0)) < 0.35


def test_the_louder_the_drums_the_more_percussive() -> None:
    bed = chord([48, 60, 64, 67], 4.0)
    soft, middle, loud = (percussive_share(bed + clicks(CLICKS, 4.0, level)) for level in (0.05, 0.3, 1.0))
    assert soft < middle < loud


def test_against_medians_by_definition() -> None:
    mel = np.random.default_rng(3).uniform(-80.0, 0.0, (60, 20)).astype(np.float32)
    harmonic, percussive = np.empty(60, dtype=np.float32), np.empty(60, dtype=np.float32)
    shares(mel, harmonic, percussive)
    in_time = np.pad(mel, ((TIME_WIDTH // 2,) * 2, (0, 0)), mode="edge")
    in_band = np.pad(mel, ((0, 0), (BAND_WIDTH // 2,) * 2), mode="edge")
    lasting = np.median([in_time[i : i + 60] for i in range(TIME_WIDTH)], axis=0)
    broad = np.median([in_band[:, i : i + 20] for i in range(BAND_WIDTH)], axis=0)
    mask = 1.0 / (1.0 + 10.0 ** ((broad - lasting) / 5.0))
    power = 10.0 ** (mel / 10.0)
    np.testing.assert_allclose(harmonic, (mask * power).sum(axis=1), rtol=1e-3)
    np.testing.assert_allclose(percussive, ((1.0 - mask) * power).sum(axis=1), rtol=1e-3)


def test_nothing_is_lost_between_the_two() -> None:
    evidence = evidence_of(chord([60, 64, 67], 1.0) + clicks([0.5], 1.0))
    power = (10.0 ** (evidence.mel / 10.0)).sum(axis=1)
    np.testing.assert_allclose(evidence.harmonic + evidence.percussive, power, rtol=1e-3)


@pytest.mark.parametrize("frames", [0, 1, 3])
def test_very_short(frames: int) -> None:
    harmonic, percussive = np.empty(frames, dtype=np.float32), np.empty(frames, dtype=np.float32)
    shares(np.full((frames, 64), -90.0, dtype=np.float32), harmonic, percussive)
    assert np.isfinite(harmonic + percussive).all()


def test_silence_is_neither() -> None:
    evidence = evidence_of(silence(1.0))
    assert (evidence.harmonic + evidence.percussive).max() < 1e-6
