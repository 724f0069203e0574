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
DAY, QUARTER = 86_400, 6 * 3600


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
    known = [(pool.row_of[id_], at, times) for id_, at, times in plays if id_ in pool.row_of]
    rows, place = np.unique(pool.recordings[[row for row, _, _ in known]], return_inverse=True)
    moments = np.array([math.nan if at is None else at for _, at, _ in known], dtype=np.float64)
    times = np.array([times for _, _, times in known], dtype=np.float64)
    heard: Floats = np.bincount(place, times, len(rows)).astype(np.float64)
    dated = ~np.isnan(moments)
    last = np.full(len(rows), -np.inf)
    np.maximum.at(last, place[dated], moments[dated])
    when = np.where(np.isinf(last), math.nan, last)
    age = np.where(np.isnan(when), 0.0, np.maximum(now - when, 0.0))
    worth = np.log2(1.0 + heard) * 0.5 ** (age / half_life)
    total = float(worth.sum())
    shares = worth / total if total > 0 else np.full(len(rows), 1.0 / max(1, len(rows)))
    quarter = (moments[dated] + utc_offset) % DAY // QUARTER
    cells = place[dated] * len(DAYPARTS) + quarter.astype(np.intp)
    table: Floats = np.bincount(cells, times[dated], len(rows) * len(DAYPARTS)).astype(np.float64)
    return History(rows, heard, when, shares, table.reshape(-1, len(DAYPARTS)))


def daypart(at: float, utc_offset: float = 0.0) -> int:
    """Return the quarter of the day in which a moment lies."""
    return int((at + utc_offset) % DAY // QUARTER)


NOTHING_HEARD = History(np.zeros(0, dtype=np.intp), np.zeros(0), np.zeros(0), np.zeros(0), np.zeros((0, 4)))
