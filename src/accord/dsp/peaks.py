"""Peaks of an onset envelope."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True)
def peaks(
    envelope: NDArray[np.float32], gap: int, window: int, rise: float, patience: float, excess: NDArray[np.float32]
) -> NDArray[np.int64]:
    """Return the frames at which something begins.

    Parameters
    ----------
    envelope : ndarray of float32, shape (n,)
        Onset strength.
    gap : int
        Frames: a peak is the largest value within so many on either side.
    window : int
        Frames on either side over which the mean is taken that a peak must exceed.
    rise : float
        By how much it must exceed it soon after another peak.
    patience : float
        Frames without a peak after which half of that is enough, then a quarter, and so on: where nothing strikes, a
        change of note is an event.
    excess : ndarray of float32, shape (n,)
        Height of each peak above the mean around it; changed in place at the peaks.

    Returns
    -------
    ndarray of int, shape (k,)
        Frames in order; any two are more than ``gap`` apart.

    Notes
    -----
    S. Böck, F. Krebs, M. Schedl, "Evaluating the Online Capabilities of Onset Detection Methods", ISMIR 2012, with a
    window centred on the peak and a threshold that falls with time.
    """
    n = envelope.size
    found = np.empty(n, dtype=np.int64)
    count = 0
    total = 0.0
    for i in range(min(window, n)):
        total += envelope[i]
    for t in range(n):
        if t + window < n:
            total += envelope[t + window]
        if t - window - 1 >= 0:
            total -= envelope[t - window - 1]
        mean = total / (min(t + window, n - 1) - max(t - window, 0) + 1)
        value = envelope[t]
        waited = t - found[count - 1] if count > 0 else t
        if (count > 0 and waited <= gap) or value <= mean + rise * 0.5 ** (waited / patience):
            continue
        largest = True
        for i in range(max(t - gap, 0), min(t + gap + 1, n)):
            if envelope[i] > value:
                largest = False
                break
        if largest:
            excess[t] = value - mean
            found[count] = t
            count += 1
    return found[:count].copy()
