"""The ranker: best first, but not the same over and over."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from accord.recommend.asked import Asked
from accord.recommend.contribution import Contribution
from accord.recommend.pool import Floats, Rows
from accord.recommend.rules.mix import Mix
from accord.recommend.rules.rule import MakesRule
from accord.recommend.rules.spacing import AlbumSpacing, Spacing
from accord.recommend.rules.variety import Variety

CONSIDERED = 10
"""Candidates looked at for each place."""
RULES: tuple[MakesRule, ...] = (Spacing, AlbumSpacing, Variety, Mix)
"""Whatever changes the order."""


class Placed(NamedTuple):
    """A candidate that has a place in the list."""

    position: int
    """Among the candidates."""
    parts: list[Contribution]
    """What the place adds to its score, or takes."""


def rank(asked: Asked, rows: Rows, totals: Floats, limit: int, rules: tuple[MakesRule, ...] = RULES) -> list[Placed]:
    """Return the tracks to recommend, in order.

    Each place goes to the track with the highest score, together with what the rules add and take at that place (a
    greedy re-ranking). Equal scores go by id, so the order is always the same.

    Parameters
    ----------
    asked : Asked
        The request.
    rows : ndarray of int, shape (n,)
        The candidates, each recording once.
    totals : ndarray, shape (n,)
        Their scores.
    limit : int
        How many to return at most.
    rules : tuple of MakesRule
        What changes the order.

    Returns
    -------
    list of Placed
    """
    order = np.lexsort((rows, -totals))[: limit * CONSIDERED]
    left = totals[order].copy()
    kept = [make(asked, rows[order]) for make in rules]
    placed: list[Placed] = []
    for _ in range(min(limit, len(order))):
        worth = [rule.worth() for rule in kept]
        best = int(np.argmax(left + sum(worth, np.zeros(len(left)))))
        parts = [Contribution("list", rule.how, float(one[best])) for rule, one in zip(kept, worth, strict=True)]
        placed.append(Placed(int(order[best]), [part for part in parts if part.contribution]))
        left[best] = -np.inf
        for rule in kept:
            rule.place(best)
    return placed
