"""What a person heard, as far as the library has it: how often, when last, and at what time of day."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from accord.recommend.pool import Floats, Pool, Rows

DAYPARTS = ("night", "morning", "afternoon", "evening")
"""Quarters of a day, from midnight on."""
HALF_LIFE = 180 * 86_400.0
"""Seconds after which a play counts half."""
QUARTER = 6 * 3600


class Play(NamedTuple):
    """A track that was played."""

    track_id: str
    at: float | None = None
    """Seconds since 1970, UTC; ``None`` where that is not known."""
    times: int = 1


@dataclass(frozen=True, eq=False)
class History:
    """What was heard, recording by recording."""

    rows: Rows
    """The row of the first track of each recording, ascending."""
    plays: Floats
    last: Floats
    """Seconds since 1970 at which each was heard last; NaN where that is not known."""
    shares: Floats
    """What each counts; they sum to 1. Often heard counts for more, long ago for less."""
    dayparts: Floats
    """Shape (n, 4): how many plays began in each quarter of the day."""

    def __len__(self) -> int:
        """Return how many recordings were heard."""
        return len(self.rows)

    def lift(self, daypart: int) -> Floats:
        """Return how much more of each recording's plays fall into a quarter of the day than of all plays: -1 to 1."""
        timed = self.dayparts.sum(axis=1)
        whole = max(float(timed.sum()), 1.0)
        # A play is added to each as the average of all, so that one play in the evening makes no habit.
        average = self.dayparts[:, daypart].sum() / whole
        return np.asarray((self.dayparts[:, daypart] + average) / (timed + 1.0) - average)


def history(
    pool: Pool, plays: Iterable[Play], now: float = 0.0, utc_offset: float = 0.0, half_life: float = HALF_LIFE
) -> History:
    """Return what was heard of a pool; of what is not in it nothing is kept.

    Parameters
    ----------
    pool : Pool
        All tracks.
    plays : iterable of Play
        In any order.
    now : float
        Seconds since 1970, from which age is counted.
    utc_offset : float
        Seconds by which the listener's clock is ahead of UTC.
    half_life : float
        Seconds after which a play counts half.

    Returns
    -------
    History
    """
    count: dict[int, int] = {}
    last: dict[int, float] = {}
    hours: dict[int, list[int]] = {}
    for track_id, at, times in plays:
        row = pool.row_of.get(track_id)
        if row is None:
            continue
        first = int(pool.recordings[row])
        count[first] = count.get(first, 0) + times
        quarters = hours.setdefault(first, [0, 0, 0, 0])
        if at is not None:
            last[first] = max(at, last.get(first, at))
            quarters[daypart(at, utc_offset)] += times
    rows = sorted(count)
    heard, when = np.array([count[row] for row in rows], float), np.array([last.get(row, math.nan) for row in rows])
    age = np.where(np.isnan(when), 0.0, np.maximum(now - when, 0.0))
    worth = np.log2(1.0 + heard) * 0.5 ** (age / half_life)
    total = float(worth.sum())
    shares = worth / total if total > 0 else np.full(len(rows), 1.0 / max(1, len(rows)))
    table = np.array([hours[row] for row in rows], float).reshape(-1, len(DAYPARTS))
    return History(np.array(rows, dtype=np.intp), heard, when, shares, table)


def daypart(at: float, utc_offset: float = 0.0) -> int:
    """Return the quarter of the day in which a moment lies."""
    return int((at + utc_offset) % 86_400 // QUARTER)


NOTHING_HEARD = History(np.zeros(0, dtype=np.intp), np.zeros(0), np.zeros(0), np.zeros(0), np.zeros((0, 4)))
