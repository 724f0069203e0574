"""Variety: a list does not repeat itself."""

from __future__ import annotations

import numpy as np

from accord.features.space import PARTS
from accord.recommend.asked import Asked
from accord.recommend.pool import Floats, Rows


class Variety:
    """Likeness to the most alike of the earlier tracks takes something.

    Maximal marginal relevance (J. Carbonell and J. Goldstein, The Use of MMR, SIGIR 1998).
    """

    how = "variety"

    def __init__(self, asked: Asked, rows: Rows) -> None:
        self._weight = asked.weights[self.how]
        embedding = asked.pool.embedding[rows].astype(np.float64)
        self._parts = [np.ascontiguousarray(embedding[:, part]) for part in PARTS.values()]
        self._squares = [np.square(part).sum(axis=1) for part in self._parts]
        self._most = np.zeros(len(rows))

    def worth(self) -> Floats:
        """Return shape (n,): what the next place adds to the score of each track, or takes."""
        return -self._weight * self._most

    def place(self, chosen: int) -> None:
        """Take note that a track, by its position, stands at that place."""
        if not self._weight:
            return
        alike = np.zeros(len(self._most))
        for part, squares in zip(self._parts, self._squares, strict=True):
            away = np.maximum(squares + squares[chosen] - 2.0 * (part @ part[chosen]), 0.0)
            alike += np.exp(-0.5 * away)
        np.maximum(self._most, alike / len(PARTS), out=self._most)
