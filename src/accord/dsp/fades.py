"""Fades: where a track has risen to its level."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from accord.dsp.loudness import ABSOLUTE_GATE, ENERGY_RATE, OFFSET, block_means, decibels

Floats = NDArray[np.float64]

WIDTH, HOP = 40, 20
"""Cells of 5 ms over which a level is taken, and from one to the next."""
RATE = ENERGY_RATE / HOP
"""Levels a second: 10."""
HORIZON = 40.0
"""Seconds from the first sound on that are looked at."""
LOUD = 15.0
"""dB below the loudest moment within which a track is at its level."""
LONGEST = 25.0
"""Seconds of the longest fade that is looked for."""
DEPTH = 40.0
"""dB below a track's level that count as silence."""
SHALLOWEST = 20.0
"""dB that a fade rises at least."""
BRIEFEST = 0.6
"""Seconds; what rises faster is an attack."""
ADVANTAGE = 0.6
"""Share of the best step's squared errors that a ramp may leave, to be taken for a fade."""


def end_of_rise(mean_squares: Floats) -> tuple[float, float]:
    """Find where a track has risen to its level.

    Parameters
    ----------
    mean_squares : ndarray, shape (n,)
        K-weighted mean squares at ``loudness.ENERGY_RATE`` a second.

    Returns
    -------
    seconds : float
        End of the fade, else of the silence at the start, else 0.
    confidence : float
        0 to 1: how much better a fade explains the level than a sudden start does, or the other way round.

    Notes
    -----
    Least squares on the level in dB, from the first sound on: a ramp, straight in amplitude or in dB, up to a level,
    against a step from one level to another. A quiet introduction is a step, not a fade.
    """
    audible = mean_squares > 10.0 ** ((ABSOLUTE_GATE - OFFSET) / 10.0)
    if not audible.any():
        return 0.0, 0.0
    begin = int(audible.argmax())
    level = decibels(block_means(mean_squares[begin : begin + int(HORIZON * ENERGY_RATE)], WIDTH, HOP))
    body = float(level[level > level.max() - LOUD].mean())
    level = np.maximum(level, body - DEPTH)
    silent = int((level > body - DEPTH).argmax())
    silence = begin / ENERGY_RATE + (silent / RATE + WIDTH / ENERGY_RATE if silent else 0.0)
    heard = level[silent:]
    if heard.size < 2 * RATE:
        return silence, 0.0
    length, rise = _best_ramp(heard, int(min(LONGEST * RATE, 0.8 * heard.size)), 0.06, DEPTH)
    for _ in range(2):
        # the less of the music that follows is looked at, the less it blurs the fit
        near = heard[: 2 * length + int(2 * RATE)]
        length, rise = _best_ramp(near, length + int(RATE), 0.0, DEPTH)
    share = _ramp_errors(near, length, DEPTH)[0] / max(_best_step(near), 1e-9)
    if rise >= SHALLOWEST and length >= BRIEFEST * RATE and share < ADVANTAGE:
        return begin / ENERGY_RATE + (silent + length) / RATE + 0.5 * WIDTH / ENERGY_RATE, float(1.0 - share)
    return silence, float(np.clip(share, 0.0, 1.0))


@njit(cache=True)
def _best_ramp(level: Floats, longest: int, step: float, depth: float) -> tuple[int, float]:
    """Return the length and the height of the best ramp up to a constant level; lengths grow by a share ``step``."""
    best_length, best_left, best_rise = 0, np.inf, 0.0
    length = 0
    while length < longest:
        length += max(1, int(step * length))
        left, rise = _ramp_errors(level, length, depth)
        if left < best_left:
            best_length, best_left, best_rise = length, left, rise
    return best_length, best_rise


@njit(cache=True)
def _ramp_errors(level: Floats, length: int, depth: float) -> tuple[float, float]:
    """Return the sum of squared errors and the height of the better ramp, straight in amplitude or in dB."""
    n = level.size
    best_left, best_rise = np.inf, 0.0
    shape = np.zeros(n)
    for in_amplitude in (True, False):
        for t in range(min(length, n)):
            place = (t + 0.5) / length
            shape[t] = max(20.0 * np.log10(place), -depth) if in_amplitude else place - 1.0
        height = 1.0
        if not in_amplitude:
            centred = shape - shape.mean()
            height = min(max((centred * level).sum() / (centred * centred).sum(), 0.0), depth)
        errors = level - height * shape
        errors -= errors.mean()
        left = (errors * errors).sum()
        if left < best_left:
            best_left, best_rise = left, -height * shape[0]
    return best_left, best_rise


@njit(cache=True)
def _best_step(level: Floats) -> float:
    """Return the sum of squared errors of the best step from one level to another."""
    n = level.size
    total, squares = level.sum(), (level * level).sum()
    best = squares - total * total / n
    before = 0.0
    for t in range(1, n):
        before += level[t - 1]
        after = total - before
        best = min(best, squares - before * before / t - after * after / (n - t))
    return float(max(best, 0.0))
