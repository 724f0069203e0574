"""Mel bands of the Auditory Toolbox, which networks of others were trained on: linear below 1 kHz, one area each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LINEAR = 200.0 / 3.0
"""Hz of a mel up to ``BREAK``."""
BREAK = 1000.0
STEP = np.log(6.4) / 27.0
"""Natural logarithm of the ratio that is a mel above ``BREAK``."""

Floats = NDArray[np.float64]


def auditory_bands(sr: int, n_fft: int, n_mels: int) -> NDArray[np.float32]:
    """Return what each bin of a spectrum gives to each band.

    Parameters
    ----------
    sr, n_fft : int
        Sampling rate in Hz and length of the transform.
    n_mels : int
        Number of triangular bands between 0 and ``sr / 2``.

    Returns
    -------
    ndarray of float32, shape (n_fft // 2 + 1, n_mels)
        The area under each triangle over Hz is 1.

    Notes
    -----
    M. Slaney, "Auditory Toolbox, version 2", Interval Research Corporation, Technical Report 1998-010, 1998.
    """
    edges = mel_to_hz(np.linspace(0.0, float(hz_to_mel(np.array(sr / 2.0))), n_mels + 2))
    bins = np.arange(n_fft // 2 + 1) * (sr / n_fft)
    low, centre, high = edges[:-2], edges[1:-1], edges[2:]
    rising = (bins[:, None] - low) / (centre - low)
    falling = (high - bins[:, None]) / (high - centre)
    return np.asarray(np.maximum(0.0, np.minimum(rising, falling)) * (2.0 / (high - low)), dtype=np.float32)


def hz_to_mel(hz: Floats) -> Floats:
    """Return frequencies in mel of this scale."""
    above = BREAK / LINEAR + np.log(np.maximum(hz, BREAK) / BREAK) / STEP
    return np.where(hz < BREAK, hz / LINEAR, above)


def mel_to_hz(mel: Floats) -> Floats:
    """Return mels of this scale in Hz."""
    above = BREAK * np.exp(STEP * (np.maximum(mel, BREAK / LINEAR) - BREAK / LINEAR))
    return np.where(mel < BREAK / LINEAR, mel * LINEAR, above)
