"""Chord profiles: every triad, transposed evidence, silence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from accord.domain.analysis import Floats
from accord.dsp.chord_profiles import chord_log_odds

SHAPES = {
    "major": (0, (0, 4, 7)),
    "seventh": (0, (0, 4, 7, 10)),
    "major seventh": (0, (0, 4, 7, 11)),
    "minor": (1, (0, 3, 7)),
    "minor seventh": (1, (0, 3, 7, 10)),
}


def sounding(notes: tuple[int, ...], root: int) -> Floats:
    profile = np.full((1, 12), 0.05)
    profile[0, [(root + note) % 12 for note in notes]] = 1.0
    return profile


@pytest.mark.parametrize("root", range(12))
@pytest.mark.parametrize("shape", SHAPES)
def test_a_chord_over_its_root_is_itself(root: int, shape: str) -> None:
    minor, notes = SHAPES[shape]
    odds = chord_log_odds(sounding(notes, root), sounding((0,), root))
    assert odds.argmax() == root + 12 * minor


def test_the_bass_decides_between_a_sixth_and_a_seventh() -> None:
    """A, C, E and G are A minor over A and C major over C."""
    notes = sounding((0, 3, 7, 10), 9)
    over_a, over_c = (chord_log_odds(notes, sounding((0,), root))[0] for root in (9, 0))
    assert over_a[12 + 9] - over_a[0] > over_c[12 + 9] - over_c[0]


def test_silence_and_evenness_are_no_chord() -> None:
    chord = np.repeat(sounding((0, 4, 7), 0), 9, axis=0)
    treble = np.concatenate([chord, np.zeros((1, 12)), np.full((1, 12), 0.02)])
    bass = np.concatenate([np.repeat(sounding((0,), 0), 9, axis=0), np.zeros((1, 12)), np.full((1, 12), 0.02)])
    assert chord_log_odds(treble, bass).argmax(axis=1).tolist() == [0] * 9 + [24, 24]


@given(arrays(np.float64, (6, 12), elements=st.floats(0.0, 5.0)), st.integers(1, 11))
def test_transposition_turns_the_odds(rows: Floats, shift: int) -> None:
    here, there = (chord_log_odds(np.roll(rows, k, axis=1), np.roll(rows[::-1], k, axis=1)) for k in (0, shift))
    np.testing.assert_allclose(np.exp(here).sum(axis=1), 1.0, atol=1e-6)
    np.testing.assert_allclose(np.roll(here[:, :12], shift, axis=1), there[:, :12], atol=1e-6)
    np.testing.assert_allclose(np.roll(here[:, 12:24], shift, axis=1), there[:, 12:24], atol=1e-6)
