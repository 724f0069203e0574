"""Mel bands: a sine falls into the band around it, and nothing is lost between bands."""

from __future__ import annotations

import numpy as np
import pytest

from accord.dsp.mel import FLOOR, hz_to_mel, mel_centres, mel_map, mel_to_hz
from accord.dsp.spectra import FMIN, FRAME_RATE, N_FFT, N_MELS, SR
from tests.sounds import silence, sine, spectra_of

CENTRES = mel_centres(SR, N_MELS, FMIN)


def test_the_scale_is_its_own_inverse() -> None:
    hz = np.linspace(0.0, 11025.0, 50)
    np.testing.assert_allclose(mel_to_hz(hz_to_mel(hz)), hz, atol=1e-8)


def test_a_thousand_hertz_are_a_thousand_mel() -> None:
    """O'Shaughnessy (1987)."""
    assert float(hz_to_mel(1000.0)) == pytest.approx(1000.0, abs=0.1)


@pytest.mark.parametrize("band", [2, 10, 25, 40, 55, 62])
def test_a_sine_falls_into_its_band(band: int) -> None:
    mel = spectra_of(sine(CENTRES[band], 1.0)).mel
    assert mel[25].argmax() == band


@pytest.mark.parametrize("hz", [500.0, 1234.5, 5000.0])
def test_a_full_scale_sine_is_full_scale(hz: float) -> None:
    """Bands overlap so that shares add up to 1; a Hann window spreads a sine's power over 1.5 bins' worth."""
    mel = spectra_of(sine(hz, 1.0, 1.0)).mel[25]
    assert 10.0 * np.log10(np.sum(10.0 ** (mel / 10.0))) == pytest.approx(10.0 * np.log10(1.5), abs=0.1)


def test_ten_times_the_amplitude_is_twenty_decibels() -> None:
    soft, loud = spectra_of(sine(1000.0, 0.5, 0.05)).mel[12], spectra_of(sine(1000.0, 0.5, 0.5)).mel[12]
    band = loud.argmax()
    assert loud[band] - soft[band] == pytest.approx(20.0, abs=0.01)


def test_silence_is_the_floor() -> None:
    assert (spectra_of(silence(0.5)).mel == FLOOR).all()


def test_frames_are_centred_on_their_time() -> None:
    y = silence(2.0)
    y[SR] = 1.0
    loudest = spectra_of(y).mel.sum(axis=1).argmax()
    assert loudest == FRAME_RATE


def test_every_bin_between_the_edges_feeds_two_bands() -> None:
    first_bin, share = mel_map(SR, N_FFT, N_MELS, FMIN)
    assert (np.diff(first_bin) >= 0).all()
    assert len(first_bin) == N_MELS + 2
    assert share.min() >= 0.0
    assert share.max() <= 1.0
