"""Which tracks may be recommended at all, counted honestly at each step; and in a large library which are worth it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accord.features.space import PARTS
from accord.recommend.asked import NONE, Asked
from accord.recommend.pool import Floats, Rows
from accord.recommend.similarity import likenesses
from accord.recommend.terms.targets import Targets
from accord.recommend.terms.together import Together

ALL = 4096
"""As many tracks are all scored; of more, those that one of the terms finds promising."""
BY_SOUND = 1000
"""Tracks at least that are looked at for how they sound."""
BY_OTHERS = 300
"""Tracks at most that are looked at for each other term."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The tracks that are left, and how many there were for each seed."""

    rows: Rows
    """Those to score, ascending."""
    initial: tuple[int, ...]
    """For each seed, the tracks that it can lead to: all analysed ones but its own; none for a seed without a sound."""
    after_filtering: tuple[int, ...]
    """Those of them within the bounds."""
    after_relinking: tuple[int, ...]
    """Those of them that are different recordings."""


def candidates(asked: Asked) -> Candidates:
    """Return the tracks that a recommendation may name.

    A seed track is never recommended, nor is another file of the same recording, nor what the listener hid. Of a seed
    artist or genre the own tracks are recommended too.

    Parameters
    ----------
    asked : Asked
        The request.

    Returns
    -------
    Candidates
    """
    pool, seeds = asked.pool, asked.seeds
    barred = np.zeros(len(pool), dtype=np.bool_)
    for rows in (asked.taste.hidden, *(seed.rows for seed in seeds if seed.kind == "track")):
        barred[pool.recordings[rows]] = True
    new = ~barred[pool.recordings]
    admitted = np.flatnonzero(new & asked.tuning.admits(pool.attributes))
    once = _once(pool.recordings, admitted)
    counts = (int(new.sum()), len(admitted), len(once))
    per_seed = [counts if len(seed.rows) else (0, 0, 0) for seed in seeds]
    initial, filtered, relinked = zip(*per_seed, strict=True) if per_seed else ((), (), ())
    left = promising(asked, once) if leads(asked) else NONE
    return Candidates(left, initial, filtered, relinked)


def leads(asked: Asked) -> bool:
    """Return whether a request leads anywhere: it does not if all that it names is without a sound."""
    if any(len(seed.rows) for seed in asked.seeds) or len(asked.points):
        return True
    wishes = asked.tuning
    return not asked.seeds and bool(wishes.target or wishes.least or wishes.most)


def promising(asked: Asked, rows: Rows) -> Rows:
    """Return those of many rows that may score high, ascending; of few rows all.

    Parameters
    ----------
    asked : Asked
        The request.
    rows : ndarray of int
        All that are allowed, ascending.

    Returns
    -------
    ndarray of int
    """
    if len(rows) <= ALL:
        return rows
    keep = np.zeros(len(asked.pool), dtype=np.bool_)
    for several in _promising(asked, rows):
        keep[several] = True
    found = rows[keep[rows]]
    return found if len(found) else rows[:ALL]


def _promising(asked: Asked, rows: Rows) -> Iterator[Rows]:
    pool = asked.pool
    if asked.points:
        cells, worth = pool.cells, np.array([asked.weights[part] for part in PARTS])
        near = worth @ (likenesses(cells.centres, asked.centres) @ asked.shares)
        of = cells.of[rows]
        order = np.argsort(-near, kind="stable")
        until = np.searchsorted(np.cumsum(np.bincount(of, minlength=len(near))[order]), BY_SOUND)
        taken = np.zeros(len(near), dtype=np.bool_)
        taken[order[: until + 1]] = True
        yield rows[taken[of]]
        allowed = np.zeros(len(pool), dtype=np.bool_)
        allowed[rows] = True
        for point in asked.points:
            if point.genre:
                named = point.rows[allowed[point.rows]]
                yield _best(named, near[cells.of[named]])
    if asked.learnt:
        together = Together(asked).total(rows)
        some = together > 0
        yield _best(rows[some], together[some])
    if asked.tuning.target:
        yield _best(rows, Targets(asked).total(rows))


def _best(rows: Rows, values: Floats) -> Rows:
    """Return the rows with the highest values; of equals, any, but always the same."""
    if len(rows) <= BY_OTHERS:
        return rows
    return rows[np.argpartition(-values, BY_OTHERS - 1)[:BY_OTHERS]]


def _once(recordings: Rows, rows: NDArray[np.intp]) -> Rows:
    """Return the first of ascending rows of each recording."""
    of = recordings[rows]
    is_first = of == rows
    if is_first.all():
        return rows
    there = np.zeros(len(recordings), dtype=np.bool_)
    there[rows[is_first]] = True
    others = np.flatnonzero(~is_first & ~there[of])  # their first is not among the rows
    kept = others[np.unique(of[others], return_index=True)[1]]
    return np.sort(np.concatenate([rows[is_first], rows[kept]]))
