"""Detrended fluctuation analysis: whether a series varies at random, keeps drifting, or returns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FEWEST_WINDOWS = 4
"""Windows of the longest scale that a series must hold."""
CHANCE = 0.5
"""The exponent of white noise, given where there is nothing to measure."""
ROUNDING = 1e-9
"""Deviation, as a share of the largest value, that is no variation but rounding."""


def scaling_exponent(series: NDArray[np.float64], shortest: int, longest: int) -> float:
    """Return the exponent with which a series' detrended fluctuation grows with the scale.

    Parameters
    ----------
    series : ndarray, shape (n,)
        Values at equal distances.
    shortest, longest : int
        Window lengths between which the exponent is taken; at least 4.

    Returns
    -------
    float
        0.5 for white noise, 1 for 1/f noise, 1.5 for a random walk, towards 0 for what returns in a fixed rhythm;
        0.5 too where the series is too short or constant.

    Notes
    -----
    C.-K. Peng, S. V. Buldyrev, S. Havlin, et al., "Mosaic Organization of DNA Nucleotides", Physical Review E, 1994.
    """
    longest = min(longest, series.size // FEWEST_WINDOWS)
    if longest < 2 * shortest:
        return CHANCE
    deviation = series - series.mean()
    spread = float(deviation.std())
    if spread <= ROUNDING * float(np.abs(series).max()):
        return CHANCE
    profile = np.cumsum(deviation / spread)
    scales = np.unique(np.geomspace(shortest, longest, 12).astype(np.int64))
    residues = np.array([_residue(profile, int(scale)) for scale in scales])
    slope = np.polyfit(np.log(scales), np.log(residues + 1e-12), 1)[0]
    return float(np.clip(slope, 0.0, 2.0))


def _residue(profile: NDArray[np.float64], scale: int) -> float:
    """Return the root mean square of what a straight line in each window leaves."""
    windows = profile[: profile.size // scale * scale].reshape(-1, scale)
    t = np.arange(scale) - 0.5 * (scale - 1)
    centred = windows - windows.mean(axis=1, keepdims=True)
    slopes = centred @ t / (t @ t)
    return float(np.sqrt(np.mean((centred - slopes[:, None] * t) ** 2)))
