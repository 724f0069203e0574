"""Hour: tracks that sound like what the listener plays at this time of day."""

from __future__ import annotations

import numpy as np

from accord.features.space import PARTS
from accord.recommend.pool import Floats, Rows
from accord.recommend.terms.term import Columns, Reason


class Hour(Columns):
    """Likeness to each recording that is played more at this time of day than the rest of the history is."""

    def columns(self, rows: Rows) -> tuple[list[Reason], Floats]:
        """Return the reasons, and shape (rows, reasons): what each adds."""
        points, worth = self.asked.points, self.worth()
        some = np.flatnonzero(worth[0])
        values = (self.asked.alike(rows)[:, :, some] * worth[:, None, some]).sum(axis=0)
        return [Reason(points[place].because, "hour") for place in some.tolist()], values

    def total(self, rows: Rows) -> Floats:
        """Return shape (n,): what each row gets."""
        worth = self.worth()
        if not worth.any():
            return np.zeros(len(rows))
        return np.asarray((self.asked.alike(rows) @ worth[:, :, None]).sum(axis=(0, 2)))

    def worth(self) -> Floats:
        """Return shape (parts, points): what the same sound is worth; 0 if it is not played more at this time."""
        points, daypart = self.asked.points, self.asked.taste.daypart
        heard = np.array([point.heard for point in points], dtype=np.intp)
        worth = np.zeros(len(points))
        if daypart is not None and (heard >= 0).any():
            lift = self.asked.taste.history.lift(daypart)[heard[heard >= 0]]
            worth[heard >= 0] = self.weight("hour") * np.maximum(lift, 0.0) * self.asked.shares[heard >= 0]
        return np.tile(worth / len(PARTS), (len(PARTS), 1))
