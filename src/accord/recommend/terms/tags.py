"""Tags: tracks whose files name the same genres."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from accord.recommend.pool import Floats, Rows
from accord.recommend.terms.term import Columns, Reason

_NONE: Rows = np.zeros(0, dtype=np.intp)


class Tags(Columns):
    """The share of a point's genres that a track names; for a genre, whether it names that one."""

    def columns(self, rows: Rows) -> tuple[list[Reason], Floats]:
        """Return the reasons, and shape (rows, reasons): what each adds."""
        tags, points = self.asked.pool.tags, self.asked.points
        sorts, sort = np.unique(tags.sort[rows], return_inverse=True)
        numbers = np.flatnonzero(self._worth.any(axis=1))
        values = (tags.named(sorts, numbers) @ self._worth[numbers])[sort]
        values[self.asked.same(rows)] = 0.0
        return [Reason(point.because, "tags") for point in points], values

    def worth(self) -> Floats:
        """Return shape (genres,): what naming each is worth, by all points together."""
        return np.asarray(self._worth.sum(axis=1))

    @cached_property
    def _worth(self) -> Floats:
        """Shape (genres, points): what naming a genre is worth because of a point."""
        tags, points = self.asked.pool.tags, self.asked.points
        named = np.zeros((len(tags.number), len(points)), dtype=np.bool_)
        rows = [point.rows if point.genre is None else _NONE for point in points]
        numbers, lengths = tags.of(tags.sort[np.concatenate([_NONE, *rows])])
        column = np.repeat(np.arange(len(points)), [len(several) for several in rows])
        named[numbers, np.repeat(column, lengths)] = True
        for place, point in enumerate(points):
            if point.genre is not None and point.genre in tags.number:
                named[tags.number[point.genre], place] = True
        shares = self.asked.shares / np.maximum(named.sum(axis=0), 1)
        return np.asarray(named * (self.weight("tags") * shares))
