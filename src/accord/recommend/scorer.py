"""The scorer: a track's score is a sum of named contributions, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accord.features.space import PARTS
from accord.recommend.pool import Pool, Rows
from accord.recommend.similarity import likeness
from accord.recommend.tunables import Tuning

Floats = NDArray[np.float64]

WEIGHTS: Mapping[str, float] = {"timbre": 0.3, "harmony": 0.15, "rhythm": 0.25, "mood": 0.3, "tags": 0.3, "target": 1.0}
"""What each kind of reason counts. Mean likenesses and shares are 0 to 1, so a weight is the most a kind can add."""


@dataclass(frozen=True, slots=True)
class Seed:
    """What a recommendation starts from: a track, an artist or a genre."""

    kind: str
    """``track``, ``artist`` or ``genre``."""
    id: str
    """As the request spells it."""
    rows: Rows
    """The rows of the pool that it stands for."""
    genre: str | None = None
    """For a genre, its normalised name."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One column of contributions: what it is because of, and how."""

    because: str
    """``track ID``, ``artist ID``, ``genre NAME`` or ``target NAME``."""
    how: str
    """``timbre``, ``harmony``, ``rhythm``, ``mood``, ``tags`` or ``target``."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of some tracks with what they are made of."""

    reasons: tuple[Reason, ...]
    contributions: Floats
    """Shape (n, reasons)."""

    @property
    def totals(self) -> Floats:
        """Shape (n,): the sum of the contributions."""
        return np.asarray(self.contributions.sum(axis=1))


def score(pool: Pool, rows: Rows, seeds: Sequence[Seed], tuning: Tuning) -> Scores:
    """Score tracks by how they sound beside the seeds, the tags they share, and how near they come to the targets.

    Each seed has an equal share of the weights. A seed of several tracks is heard at their mean (centroid; B. Logan,
    Music Recommendation from Song Sets, ISMIR 2004). Targets subtract: a track that meets all loses nothing.

    Parameters
    ----------
    pool : Pool
        All tracks.
    rows : ndarray of int, shape (n,)
        The tracks to score.
    seeds : sequence of Seed
        What the recommendation starts from.
    tuning : Tuning
        Its targets are weighed; its bounds are for ``candidates``.

    Returns
    -------
    Scores
    """
    reasons: list[Reason] = []
    columns: list[Floats] = []
    heard = [seed for seed in seeds if len(seed.rows)]
    for seed in heard:
        because, share = f"{seed.kind} {seed.id}", 1.0 / len(heard)
        alike = likeness(pool.embedding[rows], pool.embedding[seed.rows].mean(axis=0))
        for part, column in zip(PARTS, alike.T, strict=True):
            reasons.append(Reason(because, part))
            columns.append(share * WEIGHTS[part] * column)
        reasons.append(Reason(because, "tags"))
        columns.append(share * WEIGHTS["tags"] * _shared_tags(pool, rows, seed))
    for name in tuning.target:
        reasons.append(Reason(f"target {name}", "target"))
        columns.append(-WEIGHTS["target"] / len(tuning.target) * tuning.misfit(name, pool.attributes[rows]))
    return Scores(tuple(reasons), np.stack(columns, axis=1) if columns else np.zeros((len(rows), 0)))


def _shared_tags(pool: Pool, rows: Rows, seed: Seed) -> Floats:
    """Return the share of a seed's genres that each track names; for a genre, whether it names that one."""
    wanted = {seed.genre} if seed.genre else frozenset[str]().union(*(pool.genres[row] for row in seed.rows))
    shared = np.zeros(len(pool))
    for genre in wanted:
        shared[pool.by_genre[genre]] += 1.0 / len(wanted)
    return shared[rows]
