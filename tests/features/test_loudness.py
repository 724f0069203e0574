"""Integrated loudness: constructed programmes whose value follows from the standard."""

from __future__ import annotations

import numpy as np
import pytest

from accord.domain.analysis import Analysis
from accord.features.loudness import FLOOR, loudness
from tests.sounds import EXTREMES, Sound, evidence_of, silence, sine

SR = 48000


def stereo(*parts: tuple[float, float]) -> Sound:
    """1-kHz sines in two channels; parts are dBFS and seconds."""
    mono = np.concatenate([sine(1000.0, seconds, 10 ** (level / 20), SR) for level, seconds in parts])
    return np.stack([mono, mono], axis=1)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(-23.0, 5.0)], -23.0),
        ([(-33.0, 5.0)], -33.0),
        ([(-36.0, 2.0), (-23.0, 12.0), (-36.0, 2.0)], -23.0),
        ([(-72.0, 2.0), (-36.0, 2.0), (-23.0, 12.0), (-36.0, 2.0), (-72.0, 2.0)], -23.0),
        ([(-26.0, 4.0), (-20.0, 4.02), (-26.0, 4.0)], -23.0),
    ],
)
def test_cases_of_ebu_tech_3341(parts: list[tuple[float, float]], expected: float) -> None:
    """Cases 1 to 5 of EBU Tech 3341 (2016), shortened in proportion."""
    assert loudness(evidence_of(stereo(*parts), SR)).value == pytest.approx(expected, abs=0.1)


def test_a_full_scale_sine_in_one_channel_reads_minus_three() -> None:
    """BS.1770-4: 997 Hz at 0 dBFS in one channel is -3.01 LUFS."""
    assert loudness(evidence_of(sine(997.0, 5.0, 1.0, SR), SR)).value == pytest.approx(-3.01, abs=0.02)


@pytest.mark.parametrize("sr", [8000, 22050, 44100, 96000])
def test_the_rate_does_not_matter(sr: int) -> None:
    assert loudness(evidence_of(sine(997.0, 3.0, 1.0, sr), sr)).value == pytest.approx(-3.01, abs=0.1)


def test_more_audio_is_surer() -> None:
    assert loudness(evidence_of(sine(440.0, 20.0))).confidence > loudness(evidence_of(sine(440.0, 1.0))).confidence


def test_silence_is_the_floor() -> None:
    assert loudness(evidence_of(silence(2.0))).value == FLOOR


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_give_numbers(name: str) -> None:
    estimate = loudness(evidence_of(EXTREMES[name]))
    assert FLOOR <= estimate.value < 10.0
    assert 0.0 <= estimate.confidence <= 1.0


def test_golden(heard: Analysis) -> None:
    assert heard.estimates["loudness"].value == pytest.approx(-17.257, abs=0.01)
    assert heard.estimates["loudness"].confidence == pytest.approx(0.838, abs=0.01)
