"""Mix: a list has the genres of the history in about the same shares."""

from __future__ import annotations

import numpy as np

from accord.recommend.asked import Asked
from accord.recommend.pool import Floats, Rows

GENRES = 24
"""Genres of the history that count, those with the largest shares."""
SMOOTHING = 0.01
"""Of the history that is mixed into the list, so that a genre which it lacks has a finite distance."""


class Mix:
    """How much nearer a track brings the genres of the list to those of the history.

    The distance is the Kullback-Leibler divergence of calibrated recommendations (H. Steck, RecSys 2018), in parts of
    that of a list with none of the genres; so the contributions of a whole list sum to the weight at most.
    """

    how = "mix"

    def __init__(self, asked: Asked, rows: Rows) -> None:
        self._weight = asked.weights[self.how]
        numbers, self._wanted = _wanted(asked)
        sorts, self._sort = np.unique(asked.pool.tags.sort[rows], return_inverse=True)
        counts = np.maximum(asked.pool.tags.of(sorts)[1], 1)
        self._named = asked.pool.tags.named(sorts, numbers) / counts[:, None]
        self._sum = np.zeros(len(numbers))
        self._length = 0
        self._now = -1.0
        self._next = self._nearness()

    def worth(self) -> Floats:
        """Return shape (n,): what the next place adds to the score of each track, or takes."""
        if not len(self._wanted):
            return np.zeros(len(self._sort))
        return self._weight * (self._next - self._now)[self._sort]

    def place(self, chosen: int) -> None:
        """Take note that a track, by its position, stands at that place."""
        self._now = self._next[self._sort[chosen]]
        self._sum = self._sum + self._named[self._sort[chosen]]
        self._length += 1
        self._next = self._nearness()

    def _nearness(self) -> Floats:
        """Return shape (sorts,): how near the list is with one track more of each sort."""
        shares = (1.0 - SMOOTHING) * (self._sum + self._named) / (self._length + 1) + SMOOTHING * self._wanted
        return np.asarray(np.log(shares / self._wanted) @ (self._wanted / np.log(1.0 / SMOOTHING)))


def _wanted(asked: Asked) -> tuple[Rows, Floats]:
    """Return the genres of the history, as numbers, and their shares, which sum to 1."""
    history, tags = asked.taste.history, asked.pool.tags
    numbers, lengths = tags.of(tags.sort[history.rows])
    shares = np.bincount(numbers, np.repeat(history.shares / np.maximum(lengths, 1), lengths), len(tags.number))
    largest = np.argsort(-shares, kind="stable")[:GENRES]
    largest = largest[shares[largest] > 0]
    table = np.asarray(shares[largest], dtype=np.float64)
    return largest, table / table.sum() if len(largest) else table
