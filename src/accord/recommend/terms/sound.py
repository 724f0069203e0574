"""Sound: tracks that sound like what was asked for, or like what the listener played and likes."""

from __future__ import annotations

import numpy as np

from accord.features.space import PARTS
from accord.recommend.pool import Floats, Rows
from accord.recommend.terms.term import Columns, Reason


class Sound(Columns):
    """Likeness to each point, part by part of the embedding.

    Because each point is compared on its own, a person of several tastes gets the sum of several hills, not a place in
    the valley between them (a kernel density).
    """

    def columns(self, rows: Rows) -> tuple[list[Reason], Floats]:
        """Return the reasons, and shape (rows, reasons): what each adds."""
        points = self.asked.points
        reasons = [Reason(point.because, part) for part in PARTS for point in points]
        worth = np.array([self.weight(part) for part in PARTS])
        values = self.asked.alike(rows) * (worth[:, None] * self.asked.shares)[:, None, :]
        return reasons, values.transpose(1, 0, 2).reshape(len(rows), len(reasons))

    def total(self, rows: Rows) -> Floats:
        """Return shape (n,): what each row gets."""
        worth = np.array([self.weight(part) for part in PARTS])
        return np.asarray(worth @ (self.asked.alike(rows) @ self.asked.shares))
