"""The pass over the samples: the same whatever the blocks, the same length whatever the rate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.dsp.chroma import BINS
from accord.dsp.spectra import CHROMA_RATE, FRAME_RATE, N_FFT, N_MELS, PASSAGE, SR, Spectra, SpectraBuilder, full_scale
from tests.sounds import chord, clicks, noise, sine, spectra_of

MUSIC = np.stack([chord([48, 64, 67], 1.3) + noise(1.3, 0.01), clicks([0.2, 0.9], 1.3)], axis=1)


def in_blocks(y: np.ndarray[tuple[int, int], np.dtype[np.float32]], sr: int, sizes: list[int]) -> Spectra:
    builder = SpectraBuilder(sr, y.shape[1], passages=True)
    first = 0
    for size in sizes:
        builder.add(np.ascontiguousarray(y[first : first + size]))
        first += size
    builder.add(np.ascontiguousarray(y[first:]))
    return builder.finish()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 20000), max_size=12), st.sampled_from([22050, 44100, 48000]))
def test_blocks_do_not_matter(sizes: list[int], sr: int) -> None:
    whole, parts = in_blocks(MUSIC, sr, []), in_blocks(MUSIC, sr, sizes)
    assert whole.duration == parts.duration
    assert whole.peak == parts.peak
    for name in ("mel", "bass", "treble", "mean_squares", "excerpts", "passages"):
        np.testing.assert_allclose(getattr(parts, name), getattr(whole, name), rtol=1e-3, atol=1e-4, err_msg=name)


def test_passages_are_kept_only_for_who_listens() -> None:
    y = noise(200.0)
    assert len(spectra_of(y).passages) == 0
    passages = in_blocks(y[:, None], SR, []).passages
    assert len(passages) == 16 * PASSAGE
    np.testing.assert_array_equal(passages[:PASSAGE], y[:PASSAGE])


@pytest.mark.parametrize("sr", [8000, 22050, 44100, 96000])
@pytest.mark.parametrize("seconds", [0.01, 0.5, 3.0])
def test_lengths(sr: int, seconds: float) -> None:
    spectra = spectra_of(sine(440.0, seconds, sr=sr), sr)
    assert spectra.duration == pytest.approx(seconds, abs=1.0 / sr)
    assert spectra.mel.shape == (pytest.approx(seconds * FRAME_RATE + 1, abs=1), N_MELS)
    assert spectra.bass.shape == spectra.treble.shape == (len(spectra.bass), BINS)
    assert len(spectra.bass) == pytest.approx(seconds * CHROMA_RATE + 1, abs=1)


def test_the_rate_hardly_matters() -> None:
    low, high = (spectra_of(sine(1000.0, 1.0, sr=sr), sr) for sr in (22050, 48000))
    np.testing.assert_allclose(low.mel[10:40].max(axis=1), high.mel[10:40].max(axis=1), atol=0.1)


def test_the_peak_is_the_largest_sample_of_either_sign() -> None:
    y = noise(0.5, 0.01)
    y[1000] = -0.75
    assert spectra_of(y).peak == 0.75


def test_the_scale_of_a_full_sine() -> None:
    window = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(N_FFT) / N_FFT)
    bin_of_sine = np.abs(np.fft.rfft(window * np.cos(2.0 * np.pi * 100 * np.arange(N_FFT) / N_FFT)))[100]
    assert bin_of_sine**2 * full_scale(N_FFT) == pytest.approx(1.0)


def test_channels_are_mixed_evenly() -> None:
    left = np.stack([sine(500.0, 1.0), np.zeros(22050, dtype=np.float32)], axis=1)
    both = np.stack([sine(500.0, 1.0)] * 2, axis=1)
    difference = spectra_of(both).mel[25].max() - spectra_of(left).mel[25].max()
    assert difference == pytest.approx(20.0 * np.log10(2.0), abs=0.01)
