"""Timbre: what each of the first four coefficients is named for, and nothing else, moves it."""

from __future__ import annotations

import numpy as np
import pytest

from accord.domain.analysis import Floats
from accord.dsp.mel import mel_centres
from accord.dsp.spectra import FMIN, N_MELS, SR
from accord.features.timbre import BASIS, FEATURE, timbre
from tests.sounds import EXTREMES, MINOR, Sound, cadence, clicks, evidence_of, noise, sine, time, tone


def timbre_of(y: Sound) -> Floats:
    evidence = evidence_of(y)
    whole: Floats = timbre(evidence, np.array([0.0]), np.array([evidence.duration]))[0]
    return whole


def tilted(decibels_per_octave: float) -> Sound:
    """Noise whose spectrum rises or falls."""
    spectrum = np.fft.rfft(noise(1.0))
    octaves = np.log2(np.maximum(np.fft.rfftfreq(SR, 1 / SR), 20.0) / 1000.0)
    return np.fft.irfft(spectrum * 10.0 ** (decibels_per_octave * octaves / 20.0)).astype(np.float32)


def test_louder_moves_the_first_alone() -> None:
    soft, loud = timbre_of(noise(1.0, 0.01)), timbre_of(noise(1.0, 0.1))
    assert loud[0] - soft[0] == pytest.approx(20.0, abs=0.1)
    np.testing.assert_allclose(loud[1:], soft[1:], atol=0.5)


def test_brighter_moves_the_second_up() -> None:
    dark, even, bright = (timbre_of(tilted(slope))[1] for slope in (-6.0, 0.0, 6.0))
    assert dark + 20.0 < even < bright - 20.0


def test_ends_against_middle_is_the_third() -> None:
    low, middle, high = mel_centres(SR, N_MELS, FMIN)[[4, 31, 60]]
    ends = sine(low, 1.0) + sine(high, 1.0)
    assert timbre_of(ends)[2] > timbre_of(sine(middle, 1.0))[2] + 20.0


def test_a_sharper_attack_moves_the_fourth_up() -> None:
    plucked, held = tone(60, 0.5, decay=12.0), tone(60, 0.5)
    swelling = tone(60, 0.5) * (time(0.5) / 0.5).astype(np.float32)
    assert timbre_of(plucked)[3] > timbre_of(held)[3] + 10.0 > timbre_of(swelling)[3] + 20.0


def test_segments_are_described_one_by_one() -> None:
    parts = [noise(0.5, 0.1), noise(0.5, 0.001, seed=2), sine(200.0, 0.5)]
    evidence = evidence_of(np.concatenate(parts))
    found = timbre(evidence, np.array([0.05, 0.55, 1.05]), np.full(3, 0.4))
    assert found.shape == (3, 12)
    assert found[0, 0] - found[1, 0] == pytest.approx(40.0, abs=1.0)
    assert found[2, 1] < found[0, 1] - 20.0


def test_the_basis_is_of_different_surfaces() -> None:
    assert len(BASIS) == 12
    assert len({(row.time_order, row.band_order) for row in BASIS}) == 12


def test_golden() -> None:
    """The basis is fixed: whoever changes these numbers raises the version."""
    assert FEATURE.version == 1
    struck = cadence(9, MINOR)[:22050] + clicks([0.5], 1.0, 0.2)
    expected = [31.6, -158.0, -9.5, 0.3, 76.4, 18.1, -2.0, -19.7, -53.1, 27.7, -6.9, -14.8]
    np.testing.assert_allclose(timbre_of(struck), expected, atol=0.2)


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_give_numbers(name: str) -> None:
    assert np.isfinite(timbre_of(EXTREMES[name])).all()
