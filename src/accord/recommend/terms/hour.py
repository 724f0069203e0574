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
        points, daypart = self.asked.points, self.asked.taste.daypart
        heard = [place for place, point in enumerate(points) if point.heard >= 0]
        if daypart is None or not heard:
            return [], np.zeros((len(rows), 0))
        lift = self.asked.taste.history.lift(daypart)[[points[place].heard for place in heard]]
        worth = self.weight("hour") * np.maximum(lift, 0.0) * self.asked.shares[heard]
        alike = self.asked.alike(rows)[:, :, heard].sum(axis=0) / len(PARTS)
        return [Reason(points[place].because, "hour") for place in heard], alike * worth
