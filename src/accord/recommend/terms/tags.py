"""Tags: tracks whose files name the same genres."""

from __future__ import annotations

import numpy as np

from accord.recommend.pool import Floats, Rows
from accord.recommend.terms.term import Columns, Reason


class Tags(Columns):
    """The share of a point's genres that a track names; for a genre, whether it names that one."""

    def columns(self, rows: Rows) -> tuple[list[Reason], Floats]:
        """Return the reasons, and shape (rows, reasons): what each adds."""
        pool, points = self.asked.pool, self.asked.points
        wanted = [
            {point.genre} if point.genre else frozenset[str]().union(*(pool.genres[row] for row in point.rows))
            for point in points
        ]
        names = sorted({name for several in wanted for name in several})
        place = {name: column for column, name in enumerate(names)}
        shares = np.zeros((len(names), len(points)))
        for column, several in enumerate(wanted):
            for name in several:
                shares[place[name], column] = self.weight("tags") * points[column].share / len(several)
        values = pool.tags.named(rows, names) @ shares
        itself = np.array([point.rows[0] if len(point.rows) == 1 else -1 for point in points], dtype=np.intp)
        values[pool.recordings[rows][:, None] == np.where(itself < 0, -1, pool.recordings[itself])] = 0.0
        return [Reason(point.because, "tags") for point in points], values
