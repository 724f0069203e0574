"""How much of each frame is harmonic (lasting) and how much percussive (broad), on mel bands."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

TIME_WIDTH = 17
"""Frames of the median along time: 0.34 s at 50 frames a second."""
BAND_WIDTH = 9
"""Bands of the median along frequency."""


@njit(cache=True)
def shares(mel: NDArray[np.float32], harmonic: NDArray[np.float32], percussive: NDArray[np.float32]) -> None:
    """Fill the harmonic and percussive power of each frame.

    Parameters
    ----------
    mel : ndarray of float32, shape (frames, bands)
        dB.
    harmonic, percussive : ndarray of float32, shape (frames,)
        Sums of power under soft masks; changed in place.

    Notes
    -----
    D. FitzGerald, "Harmonic/Percussive Separation Using Median Filtering", DAFx 2010, with soft masks and on mel
    bands, which keep the cost of the medians low.
    """
    frames, bands = mel.shape
    half_time, half_band = TIME_WIDTH // 2, BAND_WIDTH // 2
    windows = np.empty((bands, TIME_WIDTH), dtype=np.float32)
    row = np.empty(BAND_WIDTH, dtype=np.float32)
    if frames == 0:
        return
    for b in range(bands):
        for i in range(TIME_WIDTH):
            insert(windows[b], i, mel[min(max(i - half_time, 0), frames - 1), b])
    for t in range(frames):
        if t > 0:
            old, new = max(t - 1 - half_time, 0), min(t + half_time, frames - 1)
            for b in range(bands):
                replace(windows[b], mel[old, b], mel[new, b])
        h_sum = np.float32(0.0)
        p_sum = np.float32(0.0)
        for i in range(BAND_WIDTH):
            insert(row, i, mel[t, min(max(i - half_band, 0), bands - 1)])
        for b in range(bands):
            if b > 0:
                replace(row, mel[t, max(b - 1 - half_band, 0)], mel[t, min(b + half_band, bands - 1)])
            # soft mask of powers: 1 / (1 + 10 ** ((P - H) / 5)) is H^2 / (H^2 + P^2)
            mask = np.float32(1.0) / (
                np.float32(1.0) + np.exp(np.float32(0.4605170186) * (row[half_band] - windows[b, half_time]))
            )
            power = np.exp(np.float32(0.2302585093) * mel[t, b])
            h_sum += mask * power
            p_sum += (np.float32(1.0) - mask) * power
        harmonic[t] = h_sum
        percussive[t] = p_sum


@njit(cache=True, inline="always")
def insert(window: NDArray[np.float32], size: int, value: np.float32) -> None:
    """Insert a value into the first ``size`` places of a sorted window."""
    i = size
    while i > 0 and window[i - 1] > value:
        window[i] = window[i - 1]
        i -= 1
    window[i] = value


@njit(cache=True, inline="always")
def replace(window: NDArray[np.float32], old: np.float32, new: np.float32) -> None:
    """Replace one value of a full sorted window by another."""
    n = window.size
    i = 0
    while i < n - 1 and window[i] != old:
        i += 1
    while i < n - 1 and window[i + 1] < new:
        window[i] = window[i + 1]
        i += 1
    while i > 0 and window[i - 1] > new:
        window[i] = window[i - 1]
        i -= 1
    window[i] = new
