"""Beats: metronomes, bands and the demo library, whose beats are known."""

from __future__ import annotations

import mir_eval
import numpy as np
import pytest

from accord.domain.analysis import Analysis, Intervals
from accord.features.beats import beats
from tests.features.conftest import Demo
from tests.heard import assert_consecutive
from tests.rhythms import click_track, dance, grid, lullaby, metred
from tests.sounds import EXTREMES, Sound, evidence_of, noise, silence, sine


def beats_of(y: Sound) -> Intervals:
    return beats(evidence_of(y))


@pytest.mark.parametrize("bpm", [60, 90, 120, 140, 174])
def test_a_metronome_is_found_click_by_click(bpm: int) -> None:
    found = beats_of(click_track(bpm))
    np.testing.assert_allclose(found.start, grid(bpm, 20.0), atol=0.035)
    assert found.confidence.mean() > 0.55


def test_a_band_is_found_from_its_first_beat_on() -> None:
    found = beats_of(dance(bars=8))
    np.testing.assert_allclose(found.start, np.arange(32) * 60.0 / 124.0, atol=0.025)


def test_slow_soft_music_has_beats() -> None:
    np.testing.assert_allclose(beats_of(lullaby()).start[:24], np.arange(24.0), atol=0.03)


def test_a_beat_without_a_sound_is_a_beat() -> None:
    y = click_track(120)
    y[round(9.8 * 22050) : round(10.2 * 22050)] = 0.0
    np.testing.assert_allclose(beats_of(y).start, grid(120, 20.0), atol=0.025)


def test_before_the_first_sound_and_after_the_last_there_is_none() -> None:
    y = np.concatenate([silence(3.0), click_track(100, 15.0), silence(4.0)])
    found = beats_of(y)
    assert found.start[0] == pytest.approx(3.0, abs=0.025)
    assert found.start[-1] == pytest.approx(3.0 + grid(100, 15.0)[-1], abs=0.025)


def test_a_change_of_tempo_is_followed() -> None:
    slow, fast = metred(4, 100, 8), metred(4, 118, 8)
    truth = np.concatenate([np.arange(32) * 0.6, 19.2 + np.arange(32) * 60 / 118])
    found = beats_of(np.concatenate([slow, fast]))
    assert mir_eval.beat.f_measure(truth, found.start) > 0.9


def test_clear_beats_are_surer_than_blurred_ones() -> None:
    clear, blurred = click_track(120), 0.1 * click_track(120) + noise(20.0, 0.05)
    assert beats_of(clear).confidence.mean() > beats_of(blurred).confidence.mean()


def test_silence_in_front_shifts_the_beats(heard: Analysis, song: Sound) -> None:
    for seconds in (0.37, 2.0):
        later = beats_of(np.concatenate([silence(seconds), song]))
        np.testing.assert_allclose(later.start, heard.beats.start + seconds, atol=0.03)


def test_half_the_level_is_the_same_beat(heard: Analysis, song: Sound) -> None:
    np.testing.assert_allclose(beats_of(song * np.float32(0.5)).start, heard.beats.start, atol=0.011)


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_give_beats_in_order_or_none(name: str) -> None:
    evidence = evidence_of(EXTREMES[name])
    assert_consecutive(beats(evidence), evidence.duration)


@pytest.mark.parametrize("y", [silence(8.0), sine(440.0, 8.0), silence(0.5)], ids=["silence", "tone", "half a second"])
def test_what_has_no_beat_has_at_most_its_own_beginning(y: Sound) -> None:
    assert len(beats_of(y).start) <= 1


def test_the_demo_library_is_tapped_along_with(demo: Demo) -> None:
    scores = {}
    for name in demo.names:
        truth, found = np.array(demo.truth(name)["beats"]), demo.analysis(name).beats.start
        scores[name] = mir_eval.beat.f_measure(mir_eval.beat.trim_beats(truth), mir_eval.beat.trim_beats(found))
    assert np.mean(list(scores.values())) > 0.95, scores
    assert min(scores.values()) > 0.9, scores


def test_beats_of_the_demo_library_are_consecutive(demo: Demo) -> None:
    for name in demo.names:
        assert_consecutive(demo.analysis(name).beats, demo.analysis(name).duration)


def test_golden(heard: Analysis) -> None:
    np.testing.assert_allclose(heard.beats.start[:4], [0.0, 0.485, 0.965, 1.445], atol=0.02)
    assert heard.beats.confidence.mean() == pytest.approx(0.90, abs=0.02)
