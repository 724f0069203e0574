"""Tempo: metronomes, bands, steps in tempo, the demo library."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.analysis import Analysis, Estimate, Intervals
from accord.features.beats import beats
from accord.features.tempo import FEATURE, tempo
from tests.features.conftest import Demo
from tests.rhythms import click_track, dance, metred
from tests.sounds import EXTREMES, Sound, evidence_of, noise


def tempo_of(y: Sound) -> Estimate:
    return tempo(beats(evidence_of(y)))


def at(starts: list[float]) -> Intervals:
    start = np.array(starts)
    return Intervals(start, np.diff(start, append=start[-1:] + 0.5), np.ones(len(start)))


FAST = pytest.param(
    190, marks=pytest.mark.xfail(strict=True, reason="the network hears a third of so fast a metronome")
)


@pytest.mark.parametrize("bpm", [60, 75, 90, 120, 140, 174, FAST])
def test_a_metronome_has_its_own_tempo(bpm: int) -> None:
    assert tempo_of(click_track(bpm)).value == pytest.approx(bpm, rel=0.01)


@pytest.mark.parametrize("bpm", [85, 100, 124, 138])
def test_a_band_has_the_tempo_of_its_drums(bpm: int) -> None:
    assert tempo_of(dance(bpm)).value == pytest.approx(bpm, rel=0.01)


def test_the_tempo_that_lasts_longer_wins() -> None:
    y = np.concatenate([metred(4, 100, 10), metred(4, 120, 4)])
    assert tempo_of(y).value == pytest.approx(100.0, rel=0.02)


def test_a_steady_tempo_is_surer_than_a_wavering_one() -> None:
    steady = [0.5 * k for k in range(60)]
    wavering = list(np.cumsum(0.5 + 0.15 * np.sin(np.arange(60) / 8.0)))
    assert tempo(at(steady)).confidence == 1.0
    assert tempo(at(wavering)).confidence < 0.5


@pytest.mark.parametrize("starts", [[], [1.0]])
def test_fewer_than_two_beats_have_none(starts: list[float]) -> None:
    assert tempo(at(starts)) == Estimate(0.0, 0.0)


@given(st.lists(st.floats(0.2, 1.5), min_size=2, max_size=100))
def test_it_lies_between_the_fastest_and_the_slowest_beats(periods: list[float]) -> None:
    estimate = tempo(at(list(np.cumsum(periods))))
    assert 60.0 / max(periods[1:]) * 0.999 <= estimate.value <= 60.0 / min(periods[1:]) * 1.001
    assert 0.0 <= estimate.confidence <= 1.0


def test_half_the_level_is_the_same_tempo(heard: Analysis, song: Sound) -> None:
    assert tempo_of(song * np.float32(0.5)).value == pytest.approx(heard.estimates["tempo"].value, rel=1e-3)


def test_noise_on_top_does_not_change_it(song: Sound) -> None:
    assert tempo_of(song + noise(len(song) / 22050, 0.01)).value == pytest.approx(124.0, rel=0.01)


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_stay_in_range(name: str) -> None:
    assert FEATURE.low <= tempo_of(EXTREMES[name]).value <= FEATURE.high


def test_the_demo_library_without_octave_slack(demo: Demo) -> None:
    wrong = {
        name: (demo.truth(name)["tempo"], demo.value(name, "tempo"))
        for name in demo.names
        if abs(demo.value(name, "tempo") / demo.truth(name)["tempo"] - 1.0) > 0.04
    }
    assert len(wrong) <= len(demo.names) / 12, wrong


def test_golden(heard: Analysis) -> None:
    assert heard.estimates["tempo"].value == pytest.approx(124.0, abs=0.5)
    assert heard.estimates["tempo"].confidence == pytest.approx(0.90, abs=0.02)
