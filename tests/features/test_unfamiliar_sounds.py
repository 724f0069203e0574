"""What the beat network never saw: noise, speech, silence, drones, loose time, telephones. Unsure, not inventive."""

from __future__ import annotations

import numpy as np
import pytest
import soxr

from accord.domain.analysis import Estimate, Intervals
from accord.dsp.spectra import SR
from accord.features.bars import bars
from accord.features.beats import beats
from accord.features.metre import beat_evidence
from accord.features.tempo import tempo
from accord.features.time_signature import BEATS_IN_BAR, time_signature
from tests.rhythms import dance
from tests.sounds import Sound, evidence_of, noise, silence, sine, tone
from tests.voices import spoken

TELEPHONE = 8000
"""Samples a second."""


def rumble(seconds: float) -> Sound:
    """Brown noise."""
    y = np.cumsum(noise(seconds, 1.0))
    y -= np.convolve(y, np.full(2001, 1.0 / 2001.0), "same")
    return np.asarray(0.1 * y / y.std(), dtype=np.float32)


def drone(seconds: float) -> Sound:
    """Fifths and octaves that are held throughout."""
    return np.asarray(sum(tone(note, seconds) for note in (36, 43, 48, 55)), dtype=np.float32)


def swells(seconds: float) -> Sound:
    """Long notes that come and go when they like."""
    rng, y = np.random.default_rng(5), silence(seconds)
    for _ in range(round(seconds / 2.5)):
        length = rng.uniform(4.0, 8.0)
        note = tone(rng.choice([36, 43, 48, 52, 55, 60, 64, 67]), length)
        at = round(rng.uniform(0.0, seconds - length - 0.1) * SR)
        y[at : at + len(note)] += note * np.sin(np.pi * np.arange(len(note)) / len(note)) ** 2
    return y


def loose(seconds: float) -> Sound:
    """A tune each of whose notes lasts as long as it likes."""
    rng, y, at = np.random.default_rng(2), silence(seconds), 0.5
    while at < seconds - 1.5:
        note = tone(rng.choice([55, 57, 59, 60, 62, 64, 65, 67]), 1.2, decay=3.0)
        y[round(at * SR) : round(at * SR) + len(note)] += note
        at += 0.6 * np.exp(rng.normal(0.0, 0.3))
    return y


def heard_in(y: Sound, sr: int = SR) -> tuple[Intervals, Intervals, Estimate, Estimate]:
    """Beats, bars, tempo and time signature."""
    evidence = evidence_of(y, sr)
    found = beats(evidence)
    inside = beat_evidence(evidence, found) if len(found.start) > 1 else None
    metre = time_signature(inside)
    return found, bars(found, inside, BEATS_IN_BAR[int(metre.value)]), tempo(found), metre


@pytest.mark.parametrize("y", [silence(30.0), sine(440.0, 20.0)], ids=["silence", "tone"])
def test_where_nothing_happens_nothing_is_heard(y: Sound) -> None:
    found, measures, speed, metre = heard_in(y)
    assert len(found.start) <= 1
    assert len(measures.start) == 0
    assert speed.confidence == metre.confidence == 0.0


@pytest.mark.parametrize(
    "y", [noise(30.0, 0.1), rumble(30.0), drone(30.0), swells(40.0)], ids=["hiss", "rumble", "drone", "swells"]
)
def test_what_has_no_beat_is_not_believed_to_have_one(y: Sound) -> None:
    found, measures, speed, metre = heard_in(y)
    assert found.confidence.mean() < 0.35
    assert speed.confidence < 0.3
    assert metre.confidence < 0.15
    assert measures.confidence.mean() < 0.15


@pytest.mark.parametrize("y", [spoken(), loose(40.0)], ids=["speech", "loose time"])
def test_what_goes_on_without_a_steady_beat_is_doubted(y: Sound) -> None:
    found, measures, speed, metre = heard_in(y)
    assert found.confidence.mean() < 0.65
    assert speed.confidence < 0.6
    assert metre.confidence < 0.4
    assert measures.confidence.mean() < 0.5


def test_a_telephone_hears_the_same_beats() -> None:
    y = dance(bars=12)
    full, *_ = heard_in(y)
    narrow, _, speed, _ = heard_in(np.asarray(soxr.resample(y, SR, TELEPHONE), dtype=np.float32), TELEPHONE)
    np.testing.assert_allclose(narrow.start, full.start, atol=0.03)
    assert speed.value == pytest.approx(124.0, rel=0.01)
    assert speed.confidence > 0.8
