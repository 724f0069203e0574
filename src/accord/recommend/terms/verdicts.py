"""Verdicts: what the listener said that they like, and of what they want less."""

from __future__ import annotations

import numpy as np

from accord.recommend.pool import Floats, Rows
from accord.recommend.terms.term import Columns, Reason


class Liked(Columns):
    """Tracks of an artist, album or genre that is liked; a liked track leads to others by its sound alone."""

    def columns(self, rows: Rows) -> tuple[list[Reason], Floats]:
        """Return the reasons, and shape (rows, reasons): what each adds."""
        said = [seed for seed in self.asked.taste.liked if seed.kind != "track"]
        values = [self.weight("liked") * self.on_rows(rows, seed.rows) for seed in said]
        reasons = [Reason(f"liked {seed.id}", "liked") for seed in said]
        return reasons, np.stack(values, axis=1) if values else np.zeros((len(rows), 0))


class Less(Columns):
    """Tracks of what the listener wants to meet less often."""

    def columns(self, rows: Rows) -> tuple[list[Reason], Floats]:
        """Return the reasons, and shape (rows, reasons): what each adds."""
        said = self.asked.taste.less
        values = [-self.weight("less") * self.on_rows(rows, seed.rows) for seed in said]
        reasons = [Reason(f"less {seed.id}", "less") for seed in said]
        return reasons, np.stack(values, axis=1) if values else np.zeros((len(rows), 0))
