"""Mel bands as a sparse map: each bin of a spectrum feeds at most two bands."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

FLOOR = -90.0
"""dB that stand for silence in a mel band."""


def mel_map(sr: int, n_fft: int, n_mels: int, fmin: float) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the bins between the edges of triangular mel bands, and each bin's place between its two edges.

    Parameters
    ----------
    sr, n_fft : int
        Sampling rate in Hz and length of the transform.
    n_mels : int
        Number of bands between ``fmin`` and ``sr / 2``.
    fmin : float
        Hz.

    Returns
    -------
    first_bin : ndarray of int, shape (n_mels + 2,)
        Bins ``first_bin[e]`` to ``first_bin[e + 1] - 1`` lie between edges e and e + 1: they are on the falling side
        of band e - 1 and on the rising side of band e.
    share : ndarray of float32, shape (n_fft // 2 + 1,)
        0 to 1: what a bin gives to the band that rises; the rest it gives to the one that falls.

    Notes
    -----
    S. S. Stevens, J. Volkmann, E. B. Newman, "A Scale for the Measurement of the Psychological Magnitude Pitch",
    JASA, 1937, in the form of D. O'Shaughnessy, "Speech Communication", 1987.
    """
    edges = np.linspace(hz_to_mel(fmin), hz_to_mel(sr / 2), n_mels + 2)
    position = (hz_to_mel(np.arange(n_fft // 2 + 1) * sr / n_fft) - edges[0]) / (edges[1] - edges[0])
    share = (position - np.floor(position)).astype(np.float32)
    return np.searchsorted(position, np.arange(n_mels + 2)).astype(np.int64), share


def hz_to_mel(hz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return frequencies in mel."""
    return np.asarray(2595.0 * np.log10(1.0 + np.asarray(hz, dtype=np.float64) / 700.0))


def mel_to_hz(mel: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return mels in Hz."""
    return np.asarray(700.0 * (10.0 ** (np.asarray(mel, dtype=np.float64) / 2595.0) - 1.0))


def mel_centres(sr: int, n_mels: int, fmin: float) -> NDArray[np.float64]:
    """Return the centre of each band in Hz, shape (n_mels,)."""
    return mel_to_hz(np.linspace(hz_to_mel(fmin), hz_to_mel(sr / 2), n_mels + 2)[1:-1])


@njit(cache=True, fastmath=True)
def mel_decibels(
    spectrum: NDArray[np.complex64],
    first_bin: NDArray[np.int64],
    share: NDArray[np.float32],
    scale: float,
    out: NDArray[np.float32],
) -> None:
    """Fill ``out`` with the level of each mel band in dB.

    Parameters
    ----------
    spectrum : ndarray of complex64, shape (frames, bins)
        Short-time spectra.
    first_bin, share : ndarray
        From ``mel_map``.
    scale : float
        Factor that makes the power of a full-scale sine 1.
    out : ndarray of float32, shape (frames, n_mels)
        dB, ``FLOOR`` and above. Changed in place.
    """
    n_mels = out.shape[1]
    floor = np.float32(10.0 ** (FLOOR / 10.0))
    for t in range(len(spectrum)):
        rising_before = np.float32(0.0)
        for edge in range(n_mels + 1):
            total = np.float32(0.0)
            rising = np.float32(0.0)
            for k in range(first_bin[edge], first_bin[edge + 1]):
                z = spectrum[t, k]
                power = z.real * z.real + z.imag * z.imag
                total += power
                rising += power * share[k]
            if edge > 0:
                level = (rising_before + total - rising) * np.float32(scale)
                out[t, edge - 1] = np.float32(10.0) * np.log10(max(level, floor))
            rising_before = rising
