"""Targets: tracks that come near to the attributes that were asked for."""

from __future__ import annotations

import numpy as np

from accord.recommend.pool import Floats, Rows
from accord.recommend.terms.term import Columns, Reason
from accord.recommend.tunables import COLUMNS


class Targets(Columns):
    """How far a track is from each target: a track that meets all loses nothing."""

    def columns(self, rows: Rows) -> tuple[list[Reason], Floats]:
        """Return the reasons, and shape (rows, reasons): what each adds."""
        tuning, attributes = self.asked.tuning, self.asked.pool.attributes
        share = self.weight("target") / max(1, len(tuning.target))
        values = [-share * tuning.misfit(name, attributes[rows, COLUMNS[name]]) for name in tuning.target]
        reasons = [Reason(f"target {name}", "target") for name in tuning.target]
        return reasons, np.stack(values, axis=1) if values else np.zeros((len(rows), 0))
