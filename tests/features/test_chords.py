"""Chords: cadences in every key, at any tuning, with beats and without."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from accord.domain.analysis import Analysis, Chord, Floats
from accord.features.chords import FEATURE, LABELS, NONE, PITCH_CLASSES, chords
from tests.features.conftest import Demo
from tests.sounds import EXTREMES, MAJOR, MINOR, Sound, chord, evidence_of, noise, silence, tone

BEATS: Floats = np.arange(0.5, 16.0, 0.5)
NO_BEATS: Floats = np.zeros(0)


def triad(root: int, shape: tuple[int, ...], seconds: float = 2.0) -> Sound:
    """A triad over its root; 0 is C."""
    return chord([60 + root + up for up in shape], seconds) + tone(36 + root, seconds, 0.2)


def names(found: tuple[Chord, ...]) -> list[str]:
    return [one.name for one in found]


def assert_gapless(found: tuple[Chord, ...], duration: float) -> None:
    ends = [one.start + one.duration for one in found]
    np.testing.assert_allclose([one.start for one in found], [0.0, *ends[:-1]], atol=1e-9)
    assert ends[-1] == pytest.approx(duration)
    assert all(one.duration > 0.0 and 0.0 <= one.confidence <= 1.0 and one.name in LABELS for one in found)
    assert all(a.name != b.name for a, b in itertools.pairwise(found))


@pytest.mark.parametrize("tonic", range(12))
def test_a_cadence_has_its_chords(tonic: int) -> None:
    """I, vi, IV, V, I: each name in any key, boundaries on the beats."""
    steps = [(0, MAJOR), (9, MINOR), (5, MAJOR), (7, MAJOR), (0, MAJOR)]
    y = np.concatenate([triad((tonic + step) % 12, shape) for step, shape in steps])
    found = chords(evidence_of(y), BEATS[BEATS < 10.0])
    assert_gapless(found, 10.0)
    expected = [PITCH_CLASSES[(tonic + step) % 12] + ("m" if shape == MINOR else "") for step, shape in steps]
    assert names(found) == expected
    np.testing.assert_allclose([one.start for one in found], [0.0, 2.0, 4.0, 6.0, 8.0])


def test_without_beats_changes_are_found_on_a_grid() -> None:
    found = chords(evidence_of(np.concatenate([triad(0, MAJOR, 4.0), triad(9, MINOR, 4.0)])), NO_BEATS)
    assert names(found) == ["C", "Am"]
    assert found[1].start == pytest.approx(4.0, abs=0.51)


def test_a_detuned_recording_has_the_same_chords() -> None:
    y = np.concatenate([triad(0, MAJOR), triad(7, MAJOR), triad(9, MINOR), triad(5, MAJOR)])
    lower = np.interp(np.arange(0, len(y) - 1, 432.0 / 440.0), np.arange(len(y)), y).astype(np.float32)
    assert (
        names(chords(evidence_of(lower), NO_BEATS)) == names(chords(evidence_of(y), NO_BEATS)) == ["C", "G", "Am", "F"]
    )


def test_silence_between_is_none() -> None:
    y = np.concatenate([triad(0, MAJOR, 4.0), silence(4.0), triad(7, MAJOR, 4.0)])
    assert names(chords(evidence_of(y), NO_BEATS)) == ["C", NONE, "G"]


def test_a_clear_chord_is_surer_than_one_under_noise() -> None:
    y = triad(2, MINOR, 6.0)
    clear, blurred = (
        max(one.confidence for one in chords(evidence_of(y + noise(6.0, level)), NO_BEATS) if one.name == "Dm")
        for level in (0.0, 0.15)
    )
    assert clear > blurred


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_are_gapless(name: str) -> None:
    assert_gapless(chords(evidence_of(EXTREMES[name]), NO_BEATS), len(EXTREMES[name]) / 22050)


@pytest.mark.parametrize("name", ["harbour_lullaby", "undertow", "carousel_for_two"])
def test_composed_music_has_the_chords_of_its_score(demo: Demo, name: str) -> None:
    found = demo.analysis(name).chords
    starts = np.array([one.start for one in found])
    right = []
    for true in demo.truth(name)["chords"]:
        root, quality = true["chord"].split(":")
        heard = found[int(np.searchsorted(starts, 0.5 * (true["start"] + true["end"]), side="right")) - 1].name
        right.append(heard == root + ("m" if quality.startswith("min") else ""))
    assert np.mean(right) > 0.8


def test_golden(heard: Analysis) -> None:
    """Whoever changes these raises the version."""
    assert FEATURE.version == 2
    assert names(heard.chords) == ["Am", "F", "C", "E"] * 2
