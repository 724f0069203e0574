"""Time signature: bars of three, four, five and seven, compound metre, the demo library."""

from __future__ import annotations

import numpy as np
import pytest

from accord.domain.analysis import Analysis, Estimate, Intervals
from accord.features.beats import beats
from accord.features.metre import BeatEvidence, beat_evidence
from accord.features.time_signature import BEATS_IN_BAR, phase_means, time_signature
from tests.features.conftest import Demo
from tests.rhythms import click_track, compound, metred
from tests.sounds import EXTREMES, Sound, evidence_of, noise


def metre_of(y: Sound) -> Estimate:
    evidence = evidence_of(y)
    found = beats(evidence)
    return time_signature(beat_evidence(evidence, found) if len(found.start) > 1 else None)


@pytest.mark.parametrize("bpm", [100, 120])
@pytest.mark.parametrize("metre", [3, 4, 5, 7])
def test_accented_bars(metre: int, bpm: int) -> None:
    estimate = metre_of(metred(metre, bpm))
    assert estimate.value == metre
    assert estimate.confidence > 0.65


def test_beats_of_three_parts_are_compound() -> None:
    evidence, period = evidence_of(compound(70.0)), 60.0 / 70.0
    dotted = Intervals(np.arange(20.0) * period, np.full(20, period), np.ones(20))
    assert time_signature(beat_evidence(evidence, dotted)).value == 6


@pytest.mark.parametrize("bpm", [60, 90, 120, 140])
def test_equal_clicks_have_no_metre_of_their_own(bpm: int) -> None:
    assert metre_of(click_track(bpm)).confidence < 0.8


def test_a_clear_metre_is_surer_than_a_buried_one() -> None:
    y = metred(3)
    buried = y + noise(len(y) / 22050, 0.5)
    assert metre_of(y).confidence >= metre_of(buried).confidence


@pytest.mark.parametrize("count", [2, 7])
def test_too_few_beats_count_four_without_certainty(count: int) -> None:
    few = BeatEvidence(np.ones((count, 6, 4)), np.zeros(count), np.zeros((count, 16)))
    assert time_signature(few) == Estimate(4.0, 0.0)
    assert time_signature(None) == Estimate(4.0, 0.0)


def test_phase_means() -> None:
    assert phase_means(np.array([3.0, 1.0, 2.0, 5.0, 1.0, 4.0]), 3) == [4.0, 1.0, 3.0]


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_have_one_of_the_metres(name: str) -> None:
    estimate = metre_of(EXTREMES[name])
    assert estimate.value in BEATS_IN_BAR
    assert 0.0 <= estimate.confidence <= 1.0


def test_the_demo_library(demo: Demo) -> None:
    wrong = {
        name: (demo.truth(name)["meter"], demo.value(name, "time_signature"))
        for name in demo.names
        if demo.value(name, "time_signature") != demo.truth(name)["time_signature"]
    }
    assert len(wrong) <= len(demo.names) / 6, wrong


def test_golden(heard: Analysis) -> None:
    assert heard.estimates["time_signature"].value == 4
    assert heard.estimates["time_signature"].confidence == pytest.approx(0.79, abs=0.03)
