"""Variety: a list does not repeat itself."""

from __future__ import annotations

import numpy as np

from accord.features.space import PARTS
from accord.recommend.asked import Asked
from accord.recommend.pool import Floats, Rows

_IN_PART = np.zeros((max(part.stop for part in PARTS.values()), len(PARTS)))
"""Shape (d, parts): 1 where a dimension is of a part."""
for _place, _part in enumerate(PARTS.values()):
    _IN_PART[_part, _place] = 1.0


class Variety:
    """Likeness to the most alike of the earlier tracks takes something.

    Maximal marginal relevance (J. Carbonell and J. Goldstein, The Use of MMR, SIGIR 1998).
    """

    how = "variety"

    def __init__(self, asked: Asked, rows: Rows) -> None:
        self._weight = asked.weights[self.how]
        self._embedding = asked.pool.embedding[rows].astype(np.float64)
        self._squares = np.square(self._embedding) @ _IN_PART
        self._most = np.zeros(len(rows))

    def worth(self) -> Floats:
        """Return shape (n,): what the next place adds to the score of each track, or takes."""
        return -self._weight * self._most

    def place(self, chosen: int) -> None:
        """Take note that a track, by its position, stands at that place."""
        if not self._weight:
            return
        products = self._embedding @ (self._embedding[chosen][:, None] * _IN_PART)
        away = np.maximum(self._squares + self._squares[chosen] - 2.0 * products, 0.0)
        np.maximum(self._most, np.exp(-0.5 * away).mean(axis=1), out=self._most)
