"""Gliding pitch: voices and slides against steady notes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from accord.dsp.glide import glide_share
from tests.sounds import EXTREMES, Sound, chord, evidence_of, noise, tone
from tests.voices import sliding, spoken

CELLS = 36


def share(y: Sound) -> float:
    return glide_share(evidence_of(y).spectra.treble)


def scale(seconds: float = 10.0) -> Sound:
    """A major scale, up and down, in steady quarter seconds."""
    notes = [57, 59, 61, 62, 64, 66, 68, 69, 68, 66, 64, 62, 61, 59]
    count = round(seconds / 0.25)
    return np.concatenate([tone(notes[k % len(notes)], 0.25, decay=2.0) for k in range(count)])


def test_a_slide_glides_and_a_scale_does_not() -> None:
    assert share(sliding(3.0)) > 0.5
    assert share(scale()) < 0.05


def test_held_notes_and_chords_do_not_glide() -> None:
    assert share(tone(60, 8.0)) == 0.0
    assert share(chord([48, 60, 64, 67], 8.0)) < 0.02


def test_noise_has_no_line_to_follow() -> None:
    assert share(noise(8.0)) < 0.05


def test_a_distorted_chord_has_none_either() -> None:
    power_chord = np.tanh(20.0 * chord([40, 47, 52], 8.0) + noise(8.0, 0.3)).astype(np.float32)
    assert share(power_chord) < 0.05


def test_a_speaker_glides() -> None:
    assert share(spoken()) > 0.3


def test_a_quarter_tone_out_of_tune_is_no_glide() -> None:
    assert share(tone(60.5, 8.0)) < 0.02


def test_where_it_glides_most_counts() -> None:
    song = np.concatenate([scale(15.0), sliding(3.0, 10.0)])
    assert share(song) > 0.3


def test_a_known_path_through_the_cells() -> None:
    still = np.zeros((200, CELLS), dtype=np.float32)
    still[:, 10] = 1.0
    moving = np.eye(CELLS, dtype=np.float32)[np.arange(200) % CELLS]
    leaping = np.eye(CELLS, dtype=np.float32)[np.arange(200) * 12 % CELLS]
    assert glide_share(still) == 0.0
    assert glide_share(moving) == 1.0
    assert glide_share(leaping) == 0.0


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_give_a_share(name: str) -> None:
    assert 0.0 <= share(EXTREMES[name]) <= 1.0


def test_too_little_gives_nothing() -> None:
    assert glide_share(np.zeros((0, CELLS), dtype=np.float32)) == 0.0
    assert glide_share(np.ones((1, CELLS), dtype=np.float32)) == 0.0


@settings(deadline=None, max_examples=40)
@given(arrays.arrays(np.float32, st.tuples(st.integers(0, 120), st.just(CELLS)), elements=st.floats(0, 8, width=16)))
def test_it_is_a_share(profile: NDArray[np.float32]) -> None:
    assert 0.0 <= glide_share(profile) <= 1.0
