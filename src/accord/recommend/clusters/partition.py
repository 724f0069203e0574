"""Dividing points into groups that come out the same again, also where a few points are added or taken away."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

STARTS = 8
"""Times that a division is begun anew, to keep the best."""
ROUNDS = 40
"""Times that centres are moved at most."""
LEARNT_FROM = 2048
"""Points that centres are found from, the first by id; the others join the nearest."""
WORTH = 0.01
"""Share of the spread of all points that telling two groups apart must account for; else they are one."""
AT_ONCE = 4096
"""Points whose distances are taken at a time, so that they stay in the processor's cache."""
MOST = 12
"""Groups that a person can keep in mind."""


class Partition(NamedTuple):
    """Points in groups."""

    centres: Floats
    """Shape (groups, d)."""
    of: Ints
    """Shape (n,): the group of each point, whose centre is the nearest; the largest group is 0."""
    explained: float
    """Share of the spread of all points that lies between the groups, 0 to 1."""


def groups_for(count: int) -> int:
    """Return how many groups to begin with: 2 for a dozen points, 3 for 100, 6 for 1,000, at most ``MOST``."""
    return int(np.clip(round(1.1 * count**0.25), 1, MOST))


def partition(points: Floats, weights: Floats, ids: Sequence[str], groups: int, seed: int = 0) -> Partition:
    """Divide points into groups whose members lie near to each other.

    Parameters
    ----------
    points : ndarray, shape (n, d)
        In the order of their ids, which is as good as random.
    weights : ndarray, shape (n,)
        What each point counts, at least 0, and together more than 0.
    ids : sequence of str
        The name of each point, by which chance is drawn.
    groups : int
        How many groups to begin with. Two that hardly differ become one, so that there may be fewer.
    seed : int
        Another one gives another division where several are as good.

    Returns
    -------
    Partition

    Notes
    -----
    k-means (S. Lloyd, Least Squares Quantization in PCM, IEEE Transactions on Information Theory 28(2), 1982) from
    several k-means++ starts (D. Arthur, S. Vassilvitskii, SODA 2007), then merging by the least loss (J. H. Ward,
    JASA 58, 1963). Each point draws by a hash of its own id (P. Efraimidis, P. Spirakis, Weighted random sampling
    with a reservoir, Information Processing Letters 97(5), 2006), so that a few points more or less leave the draws of
    the others as they were, and mostly the groups too.
    """
    few, counts = points[:LEARNT_FROM], weights[:LEARNT_FROM]
    if not counts.any():
        few, counts = points, weights
    hashes = _hashes(ids[: len(few)], seed)
    starts = (_moved(few, counts, _start(few, counts, hashes, groups, turn)) for turn in range(STARTS))
    best, _ = min(starts, key=lambda found: found[1])
    return _largest_first(points, weights, _merged(few, counts, best))


def nearest(points: Floats, centres: Floats) -> Ints:
    """Return which centre is nearest to each point, the first of several."""
    of = np.empty(len(points), dtype=np.intp)
    for begin in range(0, len(points), AT_ONCE):
        some = slice(begin, begin + AT_ONCE)
        away = np.empty((len(centres), len(points[some])))
        for centre, there in zip(centres, away, strict=True):
            np.square(points[some] - centre).sum(axis=1, out=there)
        of[some] = away.argmin(axis=0)
    return of


def _hashes(ids: Sequence[str], seed: int) -> NDArray[np.uint64]:
    key = str(seed).encode()
    digests = (hashlib.blake2b(id_.encode(), digest_size=8, key=key).digest() for id_ in ids)
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def _chance(hashes: NDArray[np.uint64], turn: int) -> Floats:
    """Return a number between 0 and 1 for each hash, another one each turn (the end of MurmurHash3, A. Appleby)."""
    mixed = hashes + np.uint64(0x9E3779B97F4A7C15 * (turn + 1) % 2**64)
    for shift, factor in ((33, 0xFF51AFD7ED558CCD), (33, 0xC4CEB9FE1A85EC53)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return np.asarray(((mixed ^ (mixed >> np.uint64(33))) >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53


def _start(points: Floats, weights: Floats, hashes: NDArray[np.uint64], groups: int, turn: int) -> Floats:
    """Draw centres among the points, by weight and by squared distance from those that were drawn."""
    away = np.ones(len(points))
    drawn: list[Floats] = []
    for number in range(min(groups, len(points))):
        patience = -np.log(_chance(hashes, turn * MOST + number))
        worth = weights * away
        drawn.append(points[np.where(worth > 0.0, patience / np.maximum(worth, 1e-300), np.inf).argmin()])
        far = np.square(points - drawn[-1]).sum(axis=1)
        away = far if number == 0 else np.minimum(away, far)
    return np.array(drawn)


def _moved(points: Floats, weights: Floats, centres: Floats) -> tuple[Floats, float]:
    """Return centres in the middle of the points that are nearest to them, and how far those points lie from them."""
    of = nearest(points, centres)
    for _ in range(ROUNDS):
        centres = _middles(points, weights, of, centres)
        before, of = of, nearest(points, centres)
        if np.array_equal(before, of):
            break
    return centres, float(weights @ np.square(points - centres[of]).sum(axis=1))


def _middles(points: Floats, weights: Floats, of: Ints, centres: Floats) -> Floats:
    """Return the mean of each group; an empty one keeps its centre."""
    sizes = np.bincount(of, weights, len(centres))
    sums = np.stack([np.bincount(of, weights * axis, len(centres)) for axis in points.T], axis=1)
    return np.where(sizes[:, None] > 0.0, sums / np.maximum(sizes, 1e-300)[:, None], centres)


def _merged(points: Floats, weights: Floats, centres: Floats) -> Floats:
    """Return the centres after merging what is not worth telling apart."""
    whole = float(weights @ np.square(points - np.average(points, axis=0, weights=weights)).sum(axis=1))
    while len(centres) > 1:
        sizes = np.bincount(nearest(points, centres), weights, len(centres))
        both = sizes[:, None] * sizes / np.maximum(sizes[:, None] + sizes, 1e-300)
        loss = both * np.square(centres[:, None] - centres).sum(axis=2)
        loss[np.tril_indices(len(centres))] = np.inf
        one, other = divmod(int(loss.argmin()), len(centres))
        if loss[one, other] > WORTH * whole:
            break
        # Where both are empty, either will do.
        share = sizes[one] / (sizes[one] + sizes[other]) if sizes[one] + sizes[other] > 0.0 else 1.0
        centres[one] = share * centres[one] + (1.0 - share) * centres[other]
        centres = np.delete(centres, other, axis=0)
    return centres


def _largest_first(points: Floats, weights: Floats, centres: Floats) -> Partition:
    sizes = np.bincount(nearest(points, centres), weights, len(centres))
    centres = centres[np.lexsort((np.arange(len(centres)), -sizes))[: np.count_nonzero(sizes)]]
    of = nearest(points, centres)
    whole = weights @ np.square(points - np.average(points, axis=0, weights=weights)).sum(axis=1)
    within = weights @ np.square(points - centres[of]).sum(axis=1)
    return Partition(centres, of, float(max(0.0, 1.0 - within / whole)) if whole > 0.0 else 0.0)
