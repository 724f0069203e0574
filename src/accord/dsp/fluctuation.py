"""Detrended fluctuation analysis: whether a series varies at random, keeps drifting, or returns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FEWEST_WINDOWS = 4
"""Windows of the longest scale that a series must hold."""


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
        NaN-free: 0.5 where the series is too short or constant.

    Notes
    -----
    C.-K. Peng, S. V. Buldyrev, S. Havlin, et al., "Mosaic Organization of DNA Nucleotides", Physical Review E, 1994.
    """
    profile = np.cumsum(series - series.mean()) if series.size else series
    longest = min(longest, series.size // FEWEST_WINDOWS)
    if longest < 2 * shortest or not np.any(profile):
        return 0.5
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
