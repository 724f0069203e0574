"""The ranker: best first, but not the same artist over and over."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from accord.recommend.pool import Pool, Rows

SPACING = 0.1
"""What each earlier track of the same artist takes from a track's score."""
CONSIDERED = 10
"""Candidates looked at for each place."""


def rank(pool: Pool, rows: Rows, totals: NDArray[np.float64], limit: int) -> list[tuple[int, float]]:
    """Return the tracks to recommend, in order.

    Each place goes to the track with the highest score, less ``SPACING`` for every track of one of its artists that
    stands before it (a greedy re-ranking; J. Carbonell and J. Goldstein, The Use of MMR, SIGIR 1998). Equal scores go
    by id, so the order is always the same.

    Parameters
    ----------
    pool : Pool
        All tracks.
    rows : ndarray of int, shape (n,)
        The candidates.
    totals : ndarray, shape (n,)
        Their scores.
    limit : int
        How many to return at most.

    Returns
    -------
    list of (int, float)
        Position in ``rows`` and what was taken off for spacing, 0 or less.
    """
    order = np.lexsort((rows, -totals))[: limit * CONSIDERED]
    left, places = totals[order].copy(), _places(pool, rows[order])
    heard = np.zeros(len(order), dtype=np.intp)  # tracks of its most heard artist that stand before each candidate
    counts: dict[str, int] = {}
    taken: list[tuple[int, float]] = []
    for _ in range(min(limit, len(order))):
        best = int(np.argmax(left - SPACING * heard))
        taken.append((int(order[best]), -SPACING * float(heard[best])))
        left[best] = -np.inf
        for artist in pool.artists[rows[order[best]]]:
            counts[artist] = counts.get(artist, 0) + 1
            np.maximum.at(heard, places[artist], counts[artist])
    return taken


def _places(pool: Pool, rows: Rows) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        for artist in pool.artists[row]:
            found.setdefault(artist, []).append(place)
    return found
