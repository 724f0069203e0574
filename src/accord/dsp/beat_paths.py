"""Several ways to tap along: the best sequence of beats, and the best at simple multiples of its tempo."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accord.dsp import beat_decoder

FACTORS = (1 / 2, 2, 3, 1 / 3, 3 / 2, 2 / 3)
"""Of the best sequence's period: where else people may tap."""
RANGE = 1.25
"""Factor by which such a period may be left."""
APART = 0.1
"""Octaves; two ways that are nearer are one."""
FEWEST = 4
"""Beats without which there is no tempo."""


@dataclass(frozen=True, slots=True)
class Path:
    """A sequence of beats."""

    beats: NDArray[np.int64]
    """Steps at which they fall, ``beat_decoder.RATE`` a second."""
    support: float
    """Log-odds of its beats, summed and divided by the seconds of the track."""

    @property
    def period(self) -> float:
        """Median steps from beat to beat."""
        return float(np.median(np.diff(self.beats)))


def paths(
    log_odds: NDArray[np.float64],
    eagerness: float,
    fastest: int,
    slowest: int,
    prior: NDArray[np.float64],
    spread: float,
) -> list[Path]:
    """Return the best sequence of beats, then the best ones at other levels of its metre.

    Parameters
    ----------
    log_odds : ndarray, shape (n,)
        Of a beat, at ``beat_decoder.RATE``.
    eagerness : float
        Added to them where a sequence is sought.
    fastest, slowest : int
        Beat periods in steps.
    prior : ndarray, shape (slowest - fastest + 1,)
        Log-probability of each period, charged at each beat of the first sequence.
    spread : float
        Standard deviation of the logarithm of the ratio between one period and the next.

    Returns
    -------
    list of Path
        Empty where the first has fewer than ``FEWEST`` beats.
    """
    activation = log_odds + eagerness
    found = [_path(beat_decoder.decode(activation, fastest, slowest, prior, spread), log_odds)]
    if len(found[0].beats) < FEWEST:
        return []
    for factor in FACTORS:
        period = found[0].period * factor
        shortest, longest = max(int(period / RANGE), 2 * beat_decoder.REACH), int(np.ceil(period * RANGE))
        if fastest <= period <= slowest:
            even = np.zeros(longest - shortest + 1)
            path = _path(beat_decoder.decode(activation, shortest, longest, even, spread), log_odds)
            if len(path.beats) >= FEWEST and all(_apart(path, other) for other in found):
                found.append(path)
    return found


def _path(beats: NDArray[np.int64], log_odds: NDArray[np.float64]) -> Path:
    return Path(beats, float(log_odds[beats].sum()) * beat_decoder.RATE / max(len(log_odds), 1))


def _apart(path: Path, other: Path) -> bool:
    return bool(abs(np.log2(path.period / other.period)) >= APART)
