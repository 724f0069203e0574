"""Spectro-temporal pictures of short stretches, as sums over separable cosines."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

ORDERS_IN_TIME = 3
"""Constant, falling, and loud at both ends."""


def band_cosines(bands: int, orders: int) -> NDArray[np.float32]:
    """Return cosines over bands, shape (bands, orders): the mean, then half a period, a whole one, and so on."""
    place = (np.arange(bands) + 0.5) / bands
    cosines = np.cos(np.pi * place[:, None] * np.arange(orders))
    return np.asarray(cosines / bands, dtype=np.float32)


@njit(cache=True)
def project(
    coefficients: NDArray[np.float32], first: NDArray[np.int64], last: NDArray[np.int64], out: NDArray[np.float64]
) -> None:
    """Fill the projections of stretches of frames on cosines over time.

    Parameters
    ----------
    coefficients : ndarray of float32, shape (n, orders)
        Of each frame, over its bands.
    first, last : ndarray of int, shape (k,)
        Stretch i holds frames ``first[i]`` to ``last[i] - 1``; frames before 0 and after the end count as the
        nearest.
    out : ndarray, shape (k, ORDERS_IN_TIME, orders)
        Means over time of coefficient times cosine; changed in place.
    """
    n, orders = coefficients.shape
    for i in range(first.size):
        length = last[i] - first[i]
        for t in range(first[i], last[i]):
            frame = min(max(t, 0), n - 1)
            for p in range(ORDERS_IN_TIME):
                weight = np.cos(np.pi * p * (t - first[i] + 0.5) / length) / length
                for q in range(orders):
                    out[i, p, q] += weight * coefficients[frame, q]
