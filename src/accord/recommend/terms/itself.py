"""What is so of a track itself: new to the listener, heard a moment ago, skipped, by somebody of whom there is much."""

from __future__ import annotations

import numpy as np

from accord.recommend.pool import Floats, Rows
from accord.recommend.terms.term import Columns, Reason, at

DAY = 86_400.0
"""Seconds after which having been heard takes half as much."""


class Novelty(Columns):
    """Whether a track was not heard; for somebody who heard nothing here all are new, and none is told apart."""

    def columns(self, rows: Rows) -> tuple[list[Reason], Floats]:
        """Return the reasons, and shape (rows, reasons): what each adds."""
        if not len(self.asked.taste.history):
            return [], np.zeros((len(rows), 0))
        new = 1.0 - self.on_rows(self.asked.pool.recordings[rows], self.asked.taste.history.rows)
        return [Reason("this", "novelty")], self.weight("novelty") * new[:, None]


class Recency(Columns):
    """How lately a track was heard."""

    def columns(self, rows: Rows) -> tuple[list[Reason], Floats]:
        """Return the reasons, and shape (rows, reasons): what each adds."""
        history, now = self.asked.taste.history, self.asked.taste.now
        if now is None or not len(history):
            return [], np.zeros((len(rows), 0))
        age = np.maximum(now - np.where(np.isnan(history.last), -np.inf, history.last), 0.0)
        near = at(self.asked.pool.recordings[rows], history.rows, 0.5 ** (age / DAY))
        return [Reason("this", "recency")], -self.weight("recency") * near[:, None]


class Skips(Columns):
    """In what share of its times a track was skipped; one is added to the times, so that one skip is no verdict."""

    def columns(self, rows: Rows) -> tuple[list[Reason], Floats]:
        """Return the reasons, and shape (rows, reasons): what each adds."""
        taste, pool = self.asked.taste, self.asked.pool
        if not taste.skips:
            return [], np.zeros((len(rows), 0))
        of = pool.recordings[np.fromiter(taste.skips, dtype=np.intp, count=len(taste.skips))]
        skipped, place = np.unique(of, return_inverse=True)
        skips = np.bincount(place, np.fromiter(taste.skips.values(), dtype=np.float64, count=len(of)))
        share = skips / (skips + at(skipped, taste.history.rows, taste.history.plays) + 1.0)
        return [Reason("this", "skips")], -self.weight("skips") * at(pool.recordings[rows], skipped, share)[:, None]


class Popularity(Columns):
    """How much of a track's main artist is in the library, which knows no other fame."""

    def columns(self, rows: Rows) -> tuple[list[Reason], Floats]:
        """Return the reasons, and shape (rows, reasons): what each adds."""
        return [Reason("this", "popularity")], self.weight("popularity") * self.asked.pool.fame[rows][:, None]
