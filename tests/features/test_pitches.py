"""The pitches of segments: one for a tone, three for a chord, all for noise."""

from __future__ import annotations

import numpy as np
import pytest

from accord.domain.analysis import Analysis, Floats
from accord.features.pitches import pitches
from tests.sounds import EXTREMES, Sound, chord, evidence_of, hz, noise, silence, sine


def pitches_of(y: Sound) -> Floats:
    evidence = evidence_of(y)
    whole: Floats = pitches(evidence, np.array([0.0]), np.array([evidence.duration]))[0]
    return whole


@pytest.mark.parametrize("note", range(57, 69))
def test_a_pure_tone_is_one_pitch(note: int) -> None:
    found = pitches_of(sine(hz(note), 2.0))
    assert found[note % 12] == 1.0
    assert np.delete(found, note % 12).max() < 0.2


def test_a_chord_is_its_three_pitches() -> None:
    assert set(np.argsort(pitches_of(chord([57, 61, 64], 2.0)))[-3:]) == {9, 1, 4}


def test_noise_is_flatter_than_a_chord() -> None:
    assert np.median(pitches_of(noise(3.0))) > 0.5 > np.median(pitches_of(chord([60, 64, 67], 3.0)))


def test_silence_has_no_strongest_pitch() -> None:
    np.testing.assert_array_equal(pitches_of(silence(1.0)), np.ones(12))


def test_each_segment_has_its_own() -> None:
    evidence = evidence_of(np.concatenate([sine(hz(60), 1.0), sine(hz(66), 1.0)]))
    found = pitches(evidence, np.array([0.0, 1.0]), np.array([1.0, 1.0]))
    np.testing.assert_array_equal(found.argmax(axis=1), [0, 6])


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_give_shares(name: str) -> None:
    found = pitches_of(EXTREMES[name])
    assert found.max() == 1.0
    assert found.min() >= 0.0


def test_golden(heard: Analysis) -> None:
    expected = [0.472, 0.021, 0.035, 0.012, 0.469, 0.287, 0.011, 0.196, 0.122, 0.377, 0.017, 0.188]
    np.testing.assert_allclose(heard.segments.pitches.mean(axis=0), expected, atol=0.01)
