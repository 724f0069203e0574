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
        names, self._wanted = _wanted(asked)
        counts = np.array([max(1, len(asked.pool.genres[row])) for row in rows.tolist()])
        self._named = asked.pool.tags.named(rows, names) / counts[:, None]
        self._sum = np.zeros(len(names))
        self._length = 0
        self._now = -1.0

    def worth(self) -> Floats:
        """Return shape (n,): what the next place adds to the score of each track, or takes."""
        if not len(self._wanted) or not self._weight:
            return np.zeros(len(self._named))
        return self._weight * (self._nearness(self._sum + self._named, self._length + 1) - self._now)

    def place(self, chosen: int) -> None:
        """Take note that a track, by its position, stands at that place."""
        self._sum = self._sum + self._named[chosen]
        self._length += 1
        if len(self._wanted):
            self._now = float(self._nearness(self._sum[None, :], self._length)[0])

    def _nearness(self, sums: Floats, length: int) -> Floats:
        shares = (1.0 - SMOOTHING) * sums / length + SMOOTHING * self._wanted
        return np.asarray(np.log(shares / self._wanted) @ self._wanted / np.log(1.0 / SMOOTHING))


def _wanted(asked: Asked) -> tuple[list[str], Floats]:
    """Return the genres of the history and their shares, which sum to 1."""
    history, tags = asked.taste.history, asked.pool.tags
    lengths = tags.begins[history.rows + 1] - tags.begins[history.rows]
    flat = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    numbers = tags.numbers[flat + np.repeat(tags.begins[history.rows], lengths)]
    shares = np.bincount(numbers, np.repeat(history.shares / np.maximum(lengths, 1), lengths), len(tags.number))
    largest = [number for number in np.argsort(-shares, kind="stable")[:GENRES].tolist() if shares[number] > 0]
    table = np.asarray(shares[largest], dtype=np.float64)
    every = [*tags.number]
    return [every[number] for number in largest], table / table.sum() if len(largest) else table
