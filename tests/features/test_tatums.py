"""Tatums: beats divided as they are played."""

from __future__ import annotations

import numpy as np
import pytest

from accord.domain.analysis import Analysis, Intervals
from accord.features.metre import beat_evidence
from accord.features.tatums import tatums
from tests.features.conftest import Demo
from tests.heard import assert_consecutive
from tests.rhythms import MAJOR_SONG, click_track, comping, compound, dance, hat, kick, struck
from tests.sounds import Sound, evidence_of


def in_beat(y: Sound, bpm: float) -> float:
    """Tatums in a beat, where the beats are known."""
    evidence = evidence_of(y)
    start = np.arange(0.0, evidence.duration - 0.2, 60.0 / bpm)
    beats = Intervals(start, np.full(len(start), 60.0 / bpm), np.ones(len(start)))
    return len(tatums(beats, beat_evidence(evidence, beats)).start) / len(start)


def sixteenths(bpm: float, bars: int = 8) -> Sound:
    beat = 60.0 / bpm
    seconds = 4 * bars * beat
    times = [beat * k / 4 for k in range(16 * bars)]
    drums = struck(hat(0.4), times, seconds) + struck(kick(), times[::4], seconds)
    return drums + comping(MAJOR_SONG, 4 * beat, seconds, 0.5)


@pytest.mark.parametrize(
    ("y", "bpm", "parts"),
    [(click_track(100), 100, 1), (dance(), 124, 2), (compound(), 70, 3), (sixteenths(96), 96, 4)],
    ids=["clicks", "eighths", "compound", "sixteenths"],
)
def test_beats_fall_into_as_many_as_are_played(y: Sound, bpm: float, parts: int) -> None:
    assert in_beat(y, bpm) == parts


def test_what_is_too_fast_is_a_texture_and_no_pulse() -> None:
    assert in_beat(sixteenths(200), 200) < 4


def test_every_beat_is_a_tatum_and_every_bar_a_beat(demo: Demo) -> None:
    for name in demo.names:
        heard = demo.analysis(name)
        assert set(heard.bars.start) <= set(heard.beats.start) <= set(heard.tatums.start)
        assert_consecutive(heard.tatums, heard.duration)
        assert len(heard.tatums.start) % len(heard.beats.start) == 0


def test_without_beats_there_are_no_tatums() -> None:
    none = Intervals(np.zeros(0), np.zeros(0), np.zeros(0))
    assert len(tatums(none, None).start) == 0


def test_one_beat_is_one_tatum() -> None:
    one = Intervals(np.zeros(1), np.ones(1), np.ones(1))
    assert len(tatums(one, None).start) == 1


def test_golden(heard: Analysis) -> None:
    assert len(heard.tatums.start) == 2 * len(heard.beats.start)
    np.testing.assert_allclose(heard.tatums.start[:3], [0.0, 0.242, 0.485], atol=0.02)
    assert heard.tatums.confidence.mean() == pytest.approx(0.65, abs=0.1)
