"""Recommendations: candidates, scored, ranked, each with the reasons that add up to its score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accord.recommend.candidates import Candidates, candidates
from accord.recommend.pool import Pool
from accord.recommend.ranker import rank
from accord.recommend.scorer import Seed, score
from accord.recommend.tunables import Tuning


@dataclass(frozen=True, slots=True)
class Contribution:
    """A part of a score."""

    because: str
    how: str
    contribution: float


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


def recommend(pool: Pool, seeds: Sequence[Seed], tuning: Tuning, limit: int) -> Recommendation:
    """Return the tracks that fit seeds and tuning best.

    Parameters
    ----------
    pool : Pool
        All tracks.
    seeds : sequence of Seed
        What to start from.
    tuning : Tuning
        Bounds that are kept and targets that are weighed.
    limit : int
        How many tracks to return at most; fewer where fewer are within the bounds.

    Returns
    -------
    Recommendation
    """
    found = candidates(pool, seeds, tuning)
    scores = score(pool, found.rows, seeds, tuning)
    totals = scores.totals
    tracks = []
    for place, spacing in rank(pool, found.rows, totals, limit):
        parts = [
            Contribution(reason.because, reason.how, float(value))
            for reason, value in zip(scores.reasons, scores.contributions[place], strict=True)
            if value
        ]
        if spacing:
            parts.append(Contribution("variety", "spacing", spacing))
        parts.sort(key=lambda part: -abs(part.contribution))
        total = sum(part.contribution for part in parts)
        tracks.append(Recommended(pool.ids[found.rows[place]], total, tuple(parts)))
    return Recommendation(tuple(tracks), found)
