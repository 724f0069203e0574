"""How long sound takes to die away."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from accord.dsp.periodicity import moving_mean

SHORTEST_FALL = 0.2
"""Seconds for which the level must fall without a rise to count as a free decay."""
SMOOTHING = 0.055
"""Seconds over which levels are averaged first."""
STEEPEST = 300.0
"""dB a second; what falls faster was cut off."""


def decay_time(level: NDArray[np.float64], rate: float) -> float:
    """Return the time in which sound falls by 60 dB, from the free decays of a recording.

    Parameters
    ----------
    level : ndarray, shape (n,)
        dB.
    rate : float
        Levels a second.

    Returns
    -------
    float
        Seconds, 0.2 to 10: the median over free decays, weighted by their depth; 0 where there is none.

    Notes
    -----
    After R. Ratnam, D. L. Jones, B. C. Wheeler, et al., "Blind Estimation of Reverberation Time", JASA, 2003: the
    gaps of a sound show the room.
    """
    width = 2 * round(SMOOTHING * rate / 2) + 1
    lift = level - level.min() if level.size else level
    smooth = moving_mean(lift, width)
    falling = np.diff(smooth) < 0.0
    edges = np.flatnonzero(np.diff(np.concatenate(([0], falling.astype(np.int8), [0]))))
    starts, ends = edges[::2], edges[1::2]
    long = ends - starts >= SHORTEST_FALL * rate
    starts, ends = starts[long], ends[long]
    depth = smooth[starts] - smooth[ends]
    slope = depth * rate / np.maximum(ends - starts, 1)
    kept = (depth > 6.0) & (slope < STEEPEST)
    if not kept.any():
        return 0.0
    times, weights = 60.0 / slope[kept], depth[kept]
    order = np.argsort(times)
    middle = np.searchsorted(np.cumsum(weights[order]), 0.5 * weights.sum())
    return float(np.clip(times[order][min(int(middle), len(order) - 1)], 0.2, 10.0))
