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
        points, worth = self.asked.points, self._worth()
        some = np.flatnonzero(worth)
        alike = self.asked.alike(rows)[:, :, some].sum(axis=0) / len(PARTS)
        return [Reason(points[place].because, "hour") for place in some.tolist()], alike * worth[some]

    def total(self, rows: Rows) -> Floats:
        """Return shape (n,): what each row gets."""
        worth = self._worth()
        if not worth.any():
            return np.zeros(len(rows))
        return np.asarray((self.asked.alike(rows) @ worth).sum(axis=0) / len(PARTS))

    def _worth(self) -> Floats:
        """Return shape (points,): the weight of each; 0 for what is not played more at this time than at others."""
        points, daypart = self.asked.points, self.asked.taste.daypart
        heard = np.array([point.heard for point in points], dtype=np.intp)
        worth = np.zeros(len(points))
        if daypart is not None and (heard >= 0).any():
            lift = self.asked.taste.history.lift(daypart)[heard[heard >= 0]]
            worth[heard >= 0] = self.weight("hour") * np.maximum(lift, 0.0) * self.asked.shares[heard >= 0]
        return worth
