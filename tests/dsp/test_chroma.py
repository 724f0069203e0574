"""Pitch-class profiles: the right class for every note, the bass apart, the tuning found."""

from __future__ import annotations

import numpy as np
import pytest

from accord.dsp.chroma import BINS, fold, tuning
from tests.sounds import chord, hz, noise, sine, spectra_of, tone


@pytest.mark.parametrize("note", range(55, 91, 5))
def test_a_sine_is_its_pitch_class(note: int) -> None:
    spectra = spectra_of(sine(hz(note), 2.0))
    assert fold(spectra.treble, 0.0).sum(axis=0).argmax() == note % 12


@pytest.mark.parametrize("note", range(34, 46))
def test_a_bass_note_under_a_chord_leads_the_bass(note: int) -> None:
    spectra = spectra_of(tone(note, 2.0, 0.2) + chord([72, 76, 79], 2.0))
    assert fold(spectra.bass, 0.0).sum(axis=0).argmax() == note % 12


@pytest.mark.parametrize("cents", [-45, -30, -10, 0, 10, 30, 45])
def test_the_tuning_is_found(cents: int) -> None:
    spectra = spectra_of(np.concatenate([tone(note + cents / 100.0, 0.7) for note in (57, 62, 64, 69)]))
    assert tuning(spectra.treble) == pytest.approx(cents / 100.0, abs=0.04)


def test_folding_in_tune_keeps_a_note_in_its_class() -> None:
    spectra = spectra_of(sine(hz(69.4), 2.0))
    tuned = fold(spectra.treble, tuning(spectra.treble)).sum(axis=0)
    assert tuned.argmax() == 9
    assert tuned[9] > 4.0 * np.sort(tuned)[-2]


def test_folding_forgets_nothing() -> None:
    """The weights of neighbouring classes add up to 1 for every cell and offset."""
    for offset in (-0.5, -0.2, 0.0, 0.35):
        np.testing.assert_allclose(fold(np.eye(BINS), offset).sum(axis=1), 1.0, atol=1e-6)


def test_harmonics_lend_to_their_fundamental() -> None:
    without_fundamental = sum(sine(n * hz(57), 2.0, 0.1) for n in (2, 3, 4, 5))
    assert fold(spectra_of(np.asarray(without_fundamental)).treble, 0.0).sum(axis=0).argmax() == 9


def test_noise_has_flat_profiles() -> None:
    profile = fold(spectra_of(noise(10.0)).treble, 0.0).sum(axis=0)
    assert profile.std() < 0.25 * profile.mean()


def test_level_changes_strength_and_not_shape() -> None:
    soft, loud = (fold(spectra_of(chord([60, 64, 67], 2.0) * gain).treble, 0.0).sum(axis=0) for gain in (0.1, 1.0))
    assert loud.sum() > 2.0 * soft.sum()
    np.testing.assert_allclose(soft / soft.max(), loud / loud.max(), atol=0.02)
