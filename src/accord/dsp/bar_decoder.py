"""The most likely order of bars over a sequence of beats, whose number of beats may change."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numba import njit
from numpy.typing import NDArray


def decode(
    log_odds: NDArray[np.float64], lengths: Mapping[int, float], slip: float, change: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each beat's place in its bar, and how many beats that bar should hold.

    Parameters
    ----------
    log_odds : ndarray, shape (n,)
        How much speaks for (or, below 0, against) a downbeat at each beat.
    lengths : mapping of int to float
        Beats that a bar may hold, and the price of each such bar.
    slip : float
        Price of a bar with a beat too few or too many.
    change : float
        Price of a bar after which bars hold another number of beats.

    Returns
    -------
    places : ndarray of int, shape (n,)
        0 for the downbeat.
    held : ndarray of int, shape (n,)
        One of ``lengths``.

    Notes
    -----
    N. Whiteley, A. T. Cemgil, S. Godsill, "Bayesian Modelling of Temporal Structure in Musical Audio", ISMIR 2006, on
    beats instead of frames: the path of largest sum over downbeats, by the algorithm of Viterbi.
    """
    bars = np.array(list(lengths), dtype=np.int64)
    prices = np.array(list(lengths.values()), dtype=np.float64)
    first = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(bars)))
    state = _path(np.asarray(log_odds, dtype=np.float64), bars, prices, first, slip, change)
    bar = np.searchsorted(first, state, side="right") - 1
    return state - first[bar], bars[bar]


@njit(cache=True)
def _path(
    log_odds: NDArray[np.float64],
    bars: NDArray[np.int64],
    prices: NDArray[np.float64],
    first: NDArray[np.int64],
    slip: float,
    change: float,
) -> NDArray[np.int64]:
    """Return the state of each beat: place ``p`` of bars of ``bars[i]`` beats is ``first[i] + p``."""
    n, states = len(log_odds), first[-1]
    score, fresh = np.zeros(states), np.empty(states)
    origins = np.zeros((n, states), dtype=np.int16)
    for k in range(n):
        best = np.argmax(score)
        ended = first[1] - 1
        for i in range(1, len(bars)):
            if score[first[i + 1] - 1] > score[ended]:
                ended = first[i + 1] - 1
        for i in range(len(bars)):
            for place in range(bars[i]):
                origin = first[i] + (place - 1) % bars[i]
                value = score[origin]
                if score[best] - slip > value:
                    origin, value = best, score[best] - slip
                if place == 0:
                    if score[ended] - change > value:
                        origin, value = ended, score[ended] - change
                    value += log_odds[k] - prices[i]
                fresh[first[i] + place] = value
                origins[k, first[i] + place] = origin
        score[:] = fresh
    path = np.empty(n, dtype=np.int64)
    at = np.argmax(score)
    for k in range(n - 1, -1, -1):
        path[k] = at
        at = origins[k, at]
    return path
