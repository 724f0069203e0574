"""Which tracks may be recommended at all, counted honestly at each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accord.recommend.pool import Pool, Rows
from accord.recommend.scorer import Seed
from accord.recommend.tunables import Tuning


@dataclass(frozen=True, slots=True)
class Candidates:
    """The tracks that are left, and how many there were for each seed."""

    rows: Rows
    initial: tuple[int, ...]
    """For each seed, the tracks that it can lead to: all analysed ones but its own; none for a seed without a sound."""
    after_filtering: tuple[int, ...]
    """Those of them within the bounds."""
    after_relinking: tuple[int, ...]
    """Those of them that are different recordings."""


def candidates(pool: Pool, seeds: Sequence[Seed], tuning: Tuning) -> Candidates:
    """Return the tracks that a recommendation from these seeds may name.

    A seed track is never recommended, nor is another file of the same recording. Of a seed artist or genre the own
    tracks are recommended too.

    Parameters
    ----------
    pool : Pool
        All tracks.
    seeds : sequence of Seed
        What the recommendation starts from.
    tuning : Tuning
        Its bounds are kept.

    Returns
    -------
    Candidates
    """
    named = [pool.recordings[seed.rows] for seed in seeds if seed.kind == "track"]
    new = ~np.isin(pool.recordings, np.concatenate(named)) if named else np.ones(len(pool), dtype=np.bool_)
    admitted = new & tuning.admits(pool.attributes)
    rows = np.flatnonzero(admitted)
    once = rows[np.unique(pool.recordings[rows], return_index=True)[1]]
    counts = (int(new.sum()), int(admitted.sum()), len(once))
    per_seed = [counts if len(seed.rows) else (0, 0, 0) for seed in seeds]
    left = once if any(len(seed.rows) for seed in seeds) else np.zeros(0, dtype=np.intp)
    initial, filtered, relinked = zip(*per_seed, strict=True) if per_seed else ((), (), ())
    return Candidates(left, initial, filtered, relinked)
