"""The most likely sequence of beats, given where sounds begin and roughly how fast the beat is."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

RATE = 100
"""Steps a second: fine enough that neighbouring beat periods differ by few per cent at 200 beats a minute."""
REACH = 6
"""Steps by which the period may change from one beat to the next."""


def decode(
    activation: NDArray[np.float64], shortest: int, longest: int, prior: NDArray[np.float64], spread: float
) -> NDArray[np.int64]:
    """Return the beats that explain an activation best.

    Parameters
    ----------
    activation : ndarray, shape (n,)
        Log-odds of a beat against none, at ``RATE``.
    shortest, longest : int
        Beat periods in steps.
    prior : ndarray, shape (longest - shortest + 1,)
        Log-probability of each period, charged at each beat.
    spread : float
        Standard deviation of the logarithm of the ratio between one period and the next.

    Returns
    -------
    ndarray of int, shape (beats,)
        Steps at which beats fall; empty where the activation is shorter than one period.

    Notes
    -----
    The bar-pointer model of N. Whiteley, A. T. Cemgil, S. Godsill, "Bayesian Modelling of Temporal Structure in
    Musical Audio", ISMIR 2006, with the tempo changing at beats only as in F. Krebs, S. Böck, G. Widmer, "An
    Efficient State-Space Model for Joint Tempo and Meter Tracking", ISMIR 2015. Between beats nothing is decided, so
    the recursion runs from beat to beat: O(n * periods * REACH).
    """
    periods = np.arange(shortest, longest + 1)
    change = np.full((len(periods), 2 * REACH + 1), -np.inf)
    for k in range(-REACH, REACH + 1):
        earlier = np.arange(len(periods)) + k
        valid = (earlier >= 0) & (earlier < len(periods))
        ratio = np.log(periods[valid] / periods[earlier[valid]])
        change[valid, k + REACH] = -0.5 * (ratio / spread) ** 2
    scores, origins = _forward(activation, periods, prior, change)
    return _backward(scores, origins, periods)


@njit(cache=True)
def _forward(
    activation: NDArray[np.float64],
    periods: NDArray[np.int64],
    prior: NDArray[np.float64],
    change: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Score the best sequence that ends with a beat at step t after a period; remember where it came from."""
    n, k = len(activation), len(periods)
    longest = periods[-1]
    ring = np.zeros((k, longest))
    origins = np.full((n, k), -1, dtype=np.int8)
    final = np.full((longest, k), -np.inf)
    done = np.empty(k)
    for t in range(n):
        for j in range(k):
            done[j] = ring[j, t % periods[j]] if t >= periods[j] else 0.0
        for i in range(k):
            best = -np.inf
            origin = -1
            for step in range(2 * REACH + 1):
                j = i + step - REACH
                if 0 <= j < k:
                    score = done[j] + change[i, step]
                    if score > best:
                        best, origin = score, step
            ring[i, t % periods[i]] = best + activation[t] + prior[i]
            # a path may begin at any phase of its first period, at no charge
            origins[t, i] = origin if t >= periods[i + origin - REACH] else -1
    for i in range(k):
        for back in range(1, min(periods[i], n) + 1):
            final[back - 1, i] = ring[i, (n - back) % periods[i]]
    return final, origins


@njit(cache=True)
def _backward(final: NDArray[np.float64], origins: NDArray[np.int8], periods: NDArray[np.int64]) -> NDArray[np.int64]:
    n = len(origins)
    best, at, period = -np.inf, -1, 0
    for i in range(len(periods)):
        for back in range(min(periods[i], n)):
            if final[back, i] > best:
                best, at, period = final[back, i], n - 1 - back, i
    beats = np.empty(n // periods[0] + 2, dtype=np.int64)
    count = 0
    while at >= 0:
        beats[count] = at
        count += 1
        step = origins[at, period]
        if step < 0:
            break
        period += step - REACH
        at -= periods[period]
    return beats[:count][::-1].copy()
