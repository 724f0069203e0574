"""The end of the fade-in, on fades of known shape and length."""

from __future__ import annotations

import numpy as np
import pytest

from accord.features.end_of_fade_in import end_of_fade_in
from tests.sounds import EXTREMES, MAJOR, Sound, cadence, evidence_of, silence

BODY = np.tile(cadence(0, MAJOR, seconds=0.5), 10)
"""25 seconds of chords that each die away."""


def faded(y: Sound, seconds: float, shape: str) -> Sound:
    place = np.minimum(np.arange(len(y)) / (seconds * 22050), 1.0)
    gain = place if shape == "linear" else 10.0 ** (60.0 * (place - 1.0) / 20.0)
    return np.asarray(y * gain, dtype=np.float32)


@pytest.mark.parametrize("shape", ["linear", "exponential"])
@pytest.mark.parametrize("seconds", [3.0, 6.0, 10.0])
def test_a_fade_ends_where_it_ends(shape: str, seconds: float) -> None:
    estimate = end_of_fade_in(evidence_of(faded(BODY, seconds, shape)))
    assert estimate.value == pytest.approx(seconds, abs=1.0)
    assert estimate.confidence > 0.4


def test_what_starts_at_once_has_no_fade() -> None:
    assert end_of_fade_in(evidence_of(BODY)).value == 0.0


def test_a_quiet_introduction_is_no_fade() -> None:
    quiet = BODY.copy()
    quiet[: 22050 * 5] *= 0.1
    assert end_of_fade_in(evidence_of(quiet)).value == 0.0


def test_silence_before_the_music_counts() -> None:
    assert end_of_fade_in(evidence_of(np.concatenate([silence(3.0), BODY]))).value == pytest.approx(3.0, abs=0.3)
    later = end_of_fade_in(evidence_of(np.concatenate([silence(50.0), faded(BODY, 6.0, "linear")])))
    assert later.value == pytest.approx(56.0, abs=1.0)


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_give_numbers(name: str) -> None:
    evidence = evidence_of(EXTREMES[name])
    estimate = end_of_fade_in(evidence)
    assert 0.0 <= estimate.value <= evidence.duration
    assert 0.0 <= estimate.confidence <= 1.0


def test_golden() -> None:
    estimate = end_of_fade_in(evidence_of(faded(BODY, 6.0, "exponential")))
    assert estimate.value == pytest.approx(6.1, abs=0.05)
    assert estimate.confidence == pytest.approx(0.954, abs=0.02)
