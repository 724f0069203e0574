"""Means of frames over any stretches of time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def means(frames: NDArray[np.floating], rate: float, start: Floats, end: Floats) -> Floats:
    """Average frames over stretches that need not begin or end on a frame.

    Parameters
    ----------
    frames : ndarray, shape (n, d)
        At least one; frame i is centred on ``i / rate`` and lasts ``1 / rate``. The last one lasts for ever.
    rate : float
        Frames a second.
    start, end : ndarray, shape (k,)
        Seconds; no stretch ends before it starts.

    Returns
    -------
    ndarray, shape (k, d)
        Means; of a stretch without length, the frame at its start.
    """
    sums = np.zeros((len(frames) + 1, frames.shape[1]))
    np.cumsum(frames, axis=0, out=sums[1:])
    first = np.clip(start * rate + 0.5, 0.0, len(frames) - 1e-3)
    last = np.clip(end * rate + 0.5, first + 1e-3, len(frames))
    return np.asarray((_at(sums, last) - _at(sums, first)) / (last - first)[:, None])


def _at(sums: Floats, place: Floats) -> Floats:
    below = np.minimum(place.astype(np.int64), len(sums) - 2)
    share = (place - below)[:, None]
    return np.asarray(sums[below] * (1.0 - share) + sums[below + 1] * share)
