"""How strongly an envelope repeats itself after each lag."""

from __future__ import annotations

import numpy as np
import scipy.fft
from numpy.typing import NDArray

WINDOW = 600
"""Frames over which a rhythm is compared with itself: 12 s."""
HOP_LENGTH = 200
LONGEST = 400
"""Frames; longer lags say nothing of a beat."""


def local_strength(envelope: NDArray[np.floating], width: int = 151) -> NDArray[np.float64]:
    """Return an envelope's rise over its surroundings, in units of its local strength.

    Parameters
    ----------
    envelope : ndarray, shape (n,)
        Onset strength.
    width : int
        Odd number of frames of the surroundings; 151 is 3 s.

    Returns
    -------
    ndarray, shape (n,)
        Zero and above; a soft passage weighs almost as much as a loud one.
    """
    y = np.asarray(envelope, dtype=np.float64)
    rise = np.maximum(y - moving_mean(y, width), 0.0)
    overall = float(np.sqrt(np.mean(rise * rise))) if rise.size else 0.0
    return np.asarray(rise / (np.sqrt(moving_mean(rise * rise, width)) + 0.1 * overall + 1e-6))


def moving_mean(y: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Return the mean over ``width`` (odd) frames around each frame, what lies outside counting as zero."""
    half = width // 2
    sums = np.concatenate((np.zeros(half + 1), np.cumsum(y), np.full(half, y.sum())))
    return np.asarray(np.maximum(sums[width:] - sums[:-width], 0.0) / width)


def autocorrelation(envelope: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean autocorrelation of windows of an envelope.

    Parameters
    ----------
    envelope : ndarray, shape (n,)
        Non-negative strengths.

    Returns
    -------
    ndarray, shape (LONGEST,)
        Correlation at lags of 0 to ``LONGEST - 1`` frames; zeros where nothing varies.
    """
    y = np.pad(envelope, (0, max(0, WINDOW - len(envelope))))
    starts = np.arange(0, len(y) - WINDOW + 1, HOP_LENGTH)
    total = np.zeros(LONGEST)
    counted = 0
    for batch in np.array_split(starts, max(1, len(starts) // 64)):
        windows = y[batch[:, None] + np.arange(WINDOW)]
        windows -= windows.mean(axis=1, keepdims=True)
        power = np.abs(scipy.fft.rfft(windows, 2 * WINDOW)) ** 2
        r = scipy.fft.irfft(power)[:, :LONGEST]
        varied = r[:, 0] > 1e-9
        total += (r[varied] / r[varied, :1]).sum(axis=0)
        counted += int(varied.sum())
    unbiased = WINDOW / (WINDOW - np.arange(LONGEST))
    return np.asarray(total / max(counted, 1) * unbiased)


def strength_near(r: NDArray[np.float64], lag: float, tolerance: float = 0.015) -> float:
    """Return the largest correlation at lags within a tolerance of ``lag``; 0 beyond the last lag."""
    lags = lag * np.linspace(1.0 - tolerance, 1.0 + tolerance, 7)
    values = np.interp(lags, np.arange(len(r)), r)
    values[lags > len(r) - 2] = 0.0
    return float(values.max())
