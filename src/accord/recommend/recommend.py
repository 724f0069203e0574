"""Recommendations: candidates, scored, ranked, each with the reasons that add up to its score."""

from __future__ import annotations

from dataclasses import dataclass

from accord.recommend.asked import Asked
from accord.recommend.candidates import Candidates, candidates
from accord.recommend.contribution import Contribution, gathered, total
from accord.recommend.ranker import rank
from accord.recommend.scorer import Scorer


@dataclass(frozen=True, slots=True)
class Recommended:
    """A track with its score and what that is made of."""

    track_id: str
    score: float
    """The sum of the contributions."""
    contributions: tuple[Contribution, ...]
    """Largest first."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The answer to a request."""

    tracks: tuple[Recommended, ...]
    candidates: Candidates


def recommend(asked: Asked, limit: int, most: int | None = None) -> Recommendation:
    """Return the tracks that a request asks for, the best first.

    Parameters
    ----------
    asked : Asked
        What to start from, bounds that are kept, targets and taste that are weighed.
    limit : int
        How many tracks to return at most; fewer where fewer are within the bounds.
    most : int or None
        How many contributions to name for each, the largest; the others are summed by how. By default all are named.

    Returns
    -------
    Recommendation
    """
    found, scorer = candidates(asked), Scorer(asked)
    placed = rank(asked, found.rows, scorer.totals(found.rows), limit)
    rows = found.rows[[place.position for place in placed]]
    tracks = []
    for row, parts, place in zip(rows.tolist(), scorer.parts(rows, most), placed, strict=True):
        contributions = gathered(parts + place.parts, most)
        tracks.append(Recommended(asked.pool.ids[row], total(contributions), contributions))
    return Recommendation(tuple(tracks), found)
