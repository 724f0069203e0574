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
        values = self.asked.alike(rows) * self.worth()[:, None, :]
        return reasons, values.transpose(1, 0, 2).reshape(len(rows), len(reasons))

    def total(self, rows: Rows) -> Floats:
        """Return shape (n,): what each row gets."""
        return np.asarray((self.asked.alike(rows) @ self.worth()[:, :, None]).sum(axis=(0, 2)))

    def worth(self) -> Floats:
        """Return shape (parts, points): what the same sound is worth."""
        return np.array([self.weight(part) for part in PARTS])[:, None] * self.asked.shares
