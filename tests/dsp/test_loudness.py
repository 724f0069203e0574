"""Loudness: the filter of the standard, its channel weights, the grid of energies, the gates."""

from __future__ import annotations

import numpy as np
import pytest

from accord.dsp.loudness import ENERGY_RATE, SILENCE, block_means, channel_weights, decibels, integrated, k_weighting
from tests.sounds import noise, sine, spectra_of


def test_the_filter_is_that_of_the_standard_at_48_kilohertz() -> None:
    """BS.1770-4, tables 1 and 2."""
    shelf = [1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585]
    high_pass = [1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621]
    np.testing.assert_allclose(k_weighting(48000), [shelf, high_pass], atol=1e-6)


@pytest.mark.parametrize("sr", [8000, 22050, 44100, 192000])
def test_the_filter_is_stable_at_any_rate(sr: int) -> None:
    for _, _, _, a1, a2 in k_weighting(sr):
        assert np.abs(np.roots([1.0, a1, a2])).max() < 1.0


def test_the_low_frequency_channel_does_not_count() -> None:
    channels = np.zeros((48000, 6), dtype=np.float32)
    channels[:, 3] = sine(60.0, 1.0, 1.0, 48000)
    assert integrated(spectra_of(channels, 48000).mean_squares) == SILENCE
    np.testing.assert_array_equal(channel_weights(6), [1, 1, 1, 0, 1.41, 1.41])


def test_two_channels_are_three_decibels_louder_than_one() -> None:
    mono = sine(997.0, 2.0, 0.5)
    one = integrated(spectra_of(mono).mean_squares)
    two = integrated(spectra_of(np.stack([mono, mono], axis=1)).mean_squares)
    assert two - one == pytest.approx(10.0 * np.log10(2.0), abs=1e-6)


def test_odd_channels_count_as_well() -> None:
    mono = noise(1.0)
    one = spectra_of(mono).mean_squares
    three = spectra_of(np.stack([mono * 0, mono * 0, mono], axis=1)).mean_squares
    np.testing.assert_allclose(one, three, rtol=1e-9)


@pytest.mark.parametrize("sr", [8000, 11025, 22050, 44100, 48000])
def test_the_grid_has_its_rate_at_any_sampling_rate(sr: int) -> None:
    assert len(spectra_of(sine(100.0, 1.5, sr=sr), sr).mean_squares) == 1.5 * ENERGY_RATE


def test_quiet_passages_are_gated() -> None:
    loud, quiet = np.full(2000, 1e-2), np.full(6000, 1e-5)
    assert integrated(np.concatenate([loud, quiet])) == pytest.approx(integrated(loud), abs=0.2)


def test_silence_and_nothing() -> None:
    assert integrated(np.zeros(400)) == SILENCE
    assert integrated(np.zeros(0)) == SILENCE
    assert decibels(np.zeros(1))[0] == SILENCE


def test_block_means() -> None:
    np.testing.assert_allclose(block_means(np.arange(6.0), width=4, hop=2), [1.5, 3.5])
    np.testing.assert_allclose(block_means(np.arange(3.0), width=4, hop=2), [1.0])
