"""How far a mean over held-out rows can be trusted: bootstrap intervals, and those of paired differences.

Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13: percentile intervals; rows are drawn with
replacement. Models are compared on the same rows, which takes most of the noise out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 2000
CONFIDENCE = 0.95
SEED = 20180101
BLOCK = 100
"""Draws at once, which bounds memory."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with what it may as well have been."""

    mean: float
    low: float
    high: float

    @property
    def half(self) -> float:
        """Half of its width."""
        return (self.high - self.low) / 2.0

    @property
    def is_clear(self) -> bool:
        """Whether zero is outside."""
        return self.low > 0.0 or self.high < 0.0


def interval(values: NDArray[np.float64]) -> Interval:
    """Return the mean of values, one a row, with its 95 % interval; the same for the same values."""
    rng = np.random.default_rng(SEED)
    means = np.concatenate(
        [
            values[rng.integers(0, len(values), (min(BLOCK, DRAWS - first), len(values)))].mean(axis=1)
            for first in range(0, DRAWS, BLOCK)
        ]
    )
    low, high = np.quantile(means, [(1.0 - CONFIDENCE) / 2.0, (1.0 + CONFIDENCE) / 2.0])
    return Interval(float(values.mean()), float(low), float(high))


def difference(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> Interval:
    """Return the mean difference of two models on the same rows, with its interval."""
    return interval(ours - theirs)
