"""Which tracks may be recommended at all, counted honestly at each step; and in a large library which are worth it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accord.recommend.asked import NONE, Asked
from accord.recommend.pool import Floats, Rows
from accord.recommend.similarity import likenesses
from accord.recommend.terms.hour import Hour
from accord.recommend.terms.sound import Sound
from accord.recommend.terms.tags import Tags
from accord.recommend.tunables import COLUMNS

ALL = 1500
"""As many tracks are all scored."""
PROMISING = 500
"""Of more, so many that promise most are scored."""


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
    best = np.argpartition(-_roughly(asked)[rows], PROMISING - 1)[:PROMISING]
    return np.sort(rows[best])


def _roughly(asked: Asked) -> NDArray[np.float32]:
    """Return about what score each track of the pool will have, as far as it tells tracks apart.

    How tracks sound is taken from their cells: that is the one term for which all tracks would be too many.
    """
    pool, weights, taste = asked.pool, asked.weights, asked.taste
    found = _by_cell(asked).astype(np.float32)[pool.cells.of]
    for one in asked.together:
        scores = weights[one.learnt.kind] * one.scores
        found += scores.astype(np.float32)[one.learnt.items(pool)]
    found += pool.tags.sums(Tags(asked).worth()).astype(np.float32)[pool.tags.sort]
    for name in asked.tuning.target:
        misfit = asked.tuning.misfit(name, pool.attributes[:, COLUMNS[name]])
        misfit *= weights["target"] / len(asked.tuning.target)
        found -= misfit
    if weights["popularity"]:
        found += np.float32(weights["popularity"]) * pool.fame
    for said, worth in ((taste.liked, weights["liked"]), (taste.less, -weights["less"])):
        for seed in said:
            found[seed.rows] += worth
    return found


def _by_cell(asked: Asked) -> Floats:
    """Return shape (cells,): what a track in the middle of each gets for how it sounds."""
    alike = likenesses(asked.pool.cells.centres, asked.centres)
    worth = Sound(asked).worth() + Hour(asked).worth()
    return np.asarray((alike @ worth[:, :, None]).sum(axis=(0, 2)))


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
