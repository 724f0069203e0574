"""How much of an envelope's variation lies in a band of modulation frequencies."""

from __future__ import annotations

import numpy as np
import scipy.fft
from numpy.typing import NDArray

WINDOW = 100
"""Frames of each transform: 2 s at 50 a second, so that 0.5 Hz is the resolution."""


def modulation_share(envelope: NDArray[np.floating], rate: float, low: float, high: float) -> float:
    """Return the share of an envelope's variation between two modulation frequencies.

    Parameters
    ----------
    envelope : ndarray, shape (n,)
        Levels.
    rate : float
        Values a second.
    low, high : float
        Hz.

    Returns
    -------
    float
        0 to 1, of the variation between 0.5 and 16 Hz; 0 where there is none.

    Notes
    -----
    E. Scheirer, M. Slaney, "Construction and Evaluation of a Robust Multifeature Speech/Music Discriminator",
    ICASSP 1997: syllables come about four a second.
    """
    y = np.asarray(envelope, dtype=np.float64)
    if len(y) < WINDOW:
        return 0.0
    count = (len(y) - WINDOW) // (WINDOW // 2) + 1
    frames = y[np.arange(count)[:, None] * (WINDOW // 2) + np.arange(WINDOW)]
    frames = (frames - frames.mean(axis=1, keepdims=True)) * np.hanning(WINDOW)
    power = (np.abs(scipy.fft.rfft(frames)) ** 2).sum(axis=0)
    frequency = np.arange(len(power)) * rate / WINDOW
    total = power[(frequency >= 0.5) & (frequency <= 16.0)].sum()
    return float(power[(frequency >= low) & (frequency <= high)].sum() / total) if total > 1e-9 else 0.0
