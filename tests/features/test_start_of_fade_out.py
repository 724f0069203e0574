"""The start of the fade-out, on fades of known shape and length."""

from __future__ import annotations

import numpy as np
import pytest

from accord.features.start_of_fade_out import start_of_fade_out
from tests.features.test_end_of_fade_in import faded
from tests.sounds import EXTREMES, MAJOR, chord, clicks, evidence_of, silence

BODY = chord([36, *(60 + step for step in MAJOR)], 20.0) + clicks(list(np.arange(0.0, 20.0, 0.5)), 20.0)


@pytest.mark.parametrize("shape", ["linear", "exponential"])
@pytest.mark.parametrize("seconds", [3.0, 8.0])
def test_a_fade_starts_where_it_starts(shape: str, seconds: float) -> None:
    estimate = start_of_fade_out(evidence_of(faded(BODY[::-1], seconds, shape)[::-1]))
    assert estimate.value == pytest.approx(20.0 - seconds, abs=1.0)


def test_what_ends_at_once_has_no_fade() -> None:
    assert start_of_fade_out(evidence_of(BODY)).value == 20.0


def test_silence_after_the_music_counts() -> None:
    assert start_of_fade_out(evidence_of(np.concatenate([BODY, silence(4.0)]))).value == pytest.approx(20.0, abs=0.3)


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_give_numbers(name: str) -> None:
    evidence = evidence_of(EXTREMES[name])
    estimate = start_of_fade_out(evidence)
    assert 0.0 <= estimate.value <= evidence.duration
    assert 0.0 <= estimate.confidence <= 1.0


def test_golden() -> None:
    estimate = start_of_fade_out(evidence_of(faded(BODY[::-1], 8.0, "exponential")[::-1]))
    assert estimate.value == pytest.approx(11.915, abs=0.05)
    assert estimate.confidence == pytest.approx(0.986, abs=0.02)
