"""The scorer: a track's score is a sum of named contributions, and nothing else."""

from __future__ import annotations

import numpy as np

from accord.recommend.asked import Asked
from accord.recommend.contribution import Contribution
from accord.recommend.pool import Floats, Rows
from accord.recommend.table import named
from accord.recommend.terms.hour import Hour
from accord.recommend.terms.itself import Novelty, Popularity, Recency, Skips
from accord.recommend.terms.sound import Sound
from accord.recommend.terms.tags import Tags
from accord.recommend.terms.targets import Targets
from accord.recommend.terms.term import MakesTerm
from accord.recommend.terms.together import Together
from accord.recommend.terms.verdicts import Less, Liked

TERMS: tuple[MakesTerm, ...] = (
    *(Together, Sound, Tags, Hour, Targets),
    *(Novelty, Recency, Popularity, Liked, Less, Skips),
)
"""Whatever adds to a score."""


class Scorer:
    """Scores rows for one request.

    Parameters
    ----------
    asked : Asked
        The request.
    terms : tuple of MakesTerm
        What is summed.
    """

    def __init__(self, asked: Asked, terms: tuple[MakesTerm, ...] = TERMS) -> None:
        self._terms = [make(asked) for make in terms]

    def totals(self, rows: Rows) -> Floats:
        """Return shape (n,): the score of each row."""
        return np.asarray(sum((term.total(rows) for term in self._terms), np.zeros(len(rows))))

    def parts(self, rows: Rows, most: int | None = None) -> list[list[Contribution]]:
        """Return for each row the contributions that its score is the sum of; with ``most``, the largest by name."""
        return named([table for term in self._terms for table in term.tables(rows)], most)
