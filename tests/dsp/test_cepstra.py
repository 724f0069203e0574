"""The logarithm of cepstra's covariance, on levels whose cepstra are known."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.fft
from numpy.typing import NDArray

from accord.dsp.cepstra import BATCH, LEAST, log_covariance

COUNT = 4
BANDS = 64


def levels(deviations: NDArray[np.float64], frames: int = 3 * BATCH // 2) -> NDArray[np.float32]:
    """Frames around -30 dB whose cepstra vary by so much each, and not together."""
    cepstra = np.zeros((frames, BANDS))
    cepstra[:, 0] = -30.0 * np.sqrt(BANDS)
    drawn = np.random.default_rng(5).normal(size=(frames, len(deviations)))
    drawn -= drawn.mean(axis=0)
    whitened, _ = np.linalg.qr(drawn)
    cepstra[:, 1 : 1 + len(deviations)] = whitened * np.sqrt(frames) * deviations
    return np.asarray(scipy.fft.idct(cepstra, axis=1, norm="ortho"), dtype=np.float32)


def matrix(triangle: NDArray[np.float64]) -> NDArray[np.float64]:
    full = np.zeros((COUNT, COUNT))
    full[np.triu_indices(COUNT)] = triangle
    return full + np.triu(full, 1).T


def test_variances_show_as_their_logarithms() -> None:
    deviations = np.array([4.0, 3.0, 2.0, 1.0])
    found = matrix(log_covariance(levels(deviations), COUNT))
    np.testing.assert_allclose(found, np.diag(np.log(deviations**2 + LEAST)), atol=1e-3)


def test_what_varies_together_shows_off_the_diagonal() -> None:
    mel = levels(np.array([4.0, 3.0, 2.0, 1.0]))
    cepstra = scipy.fft.dct(mel.astype(np.float64), axis=1, norm="ortho")
    cepstra[:, 2] += 0.8 * cepstra[:, 1]
    found = matrix(log_covariance(scipy.fft.idct(cepstra, axis=1, norm="ortho").astype(np.float32), COUNT))
    assert found[0, 1] > 0.3
    assert np.abs(found[2:, :2]).max() < 1e-3


def test_neither_gain_nor_order_nor_silence_counts() -> None:
    mel = levels(np.array([4.0, 3.0, 2.0, 1.0]))
    wanted = log_covariance(mel, COUNT)
    shuffled = mel[np.random.default_rng(1).permutation(len(mel))]
    silent = np.concatenate([mel, np.full((500, BANDS), -90.0, dtype=np.float32)])
    for same in (mel - 12.0, shuffled, silent):
        np.testing.assert_allclose(log_covariance(same, COUNT), wanted, atol=1e-3)


@pytest.mark.parametrize("level", [-90.0, 0.0])
def test_what_stands_still_has_no_direction(level: float) -> None:
    still = np.full((10, BANDS), level, dtype=np.float32)
    np.testing.assert_allclose(log_covariance(still, COUNT), np.zeros(COUNT * (COUNT + 1) // 2), atol=1e-6)
