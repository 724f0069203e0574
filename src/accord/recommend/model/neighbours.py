"""The nearest neighbours of each item, by how many rows the two share for how common they are."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from accord.recommend.model.counting import first_from
from accord.recommend.model.gram import Gram
from accord.recommend.model.interactions import Ints
from accord.recommend.model.model import Neighbours
from accord.recommend.model.parallel import share

ROOM = 1 << 17
"""Neighbours that one share of the work looks for at most, so that its lists stay in the processor's cache."""


def nearest(
    gram: Gram, k: int, damping: float, least: int, only: Ints | None = None, threads: int | None = None
) -> Neighbours:
    """Return the k nearest neighbours of items.

    Near is what has a high damped cosine, ``G_ij / (sqrt(G_ii) sqrt(G_jj) + damping)``; of equals, what has the lower
    id. The damping keeps pairs of rarely heard items from being near for one row that they share.

    Parameters
    ----------
    gram : Gram
        The counts.
    k : int
        How many neighbours an item has at most.
    damping : float
        In rows; 0 or more.
    least : int
        Pairs that fewer rows share are never neighbours.
    only : ndarray of int, shape (m,), or None
        The items whose neighbours are wanted, ascending; by default all.
    threads : int or None
        How many threads; by default as many as there are processors.

    Returns
    -------
    Neighbours
        Of each item asked for, in that order.
    """
    owners = np.arange(gram.n_items, dtype=np.int64) if only is None else only
    found = empty(len(owners), k)
    pairs = (gram.indptr, gram.lengths, gram.partners, gram.counts, _roots(gram), float(damping), least)
    share(_nearest, owners, *pairs, *found, threads=threads, shares=min(64, 1 + len(owners) * k // ROOM))
    return found


def overtaken(
    gram: Gram, known: Neighbours, rarer: Ints, damping: float, least: int, threads: int | None = None
) -> Ints:
    """Return the items that have to be looked at again because others, heard by fewer rows now, came nearer to them.

    Parameters
    ----------
    gram : Gram
        The counts, after rows were taken out.
    known : Neighbours
        Of all items, before.
    rarer : ndarray of int, shape (m,)
        All items of the rows that were taken out, ascending.
    damping : float
        As before.
    least : int
        As before.
    threads : int or None
        How many threads; by default as many as there are processors.

    Returns
    -------
    ndarray of int
        Ascending; none of ``rarer``, whose own neighbours have to be looked for in any case. What an item that is in
        neither shares with others has not changed, nor has its nearness to any but those of ``rarer``, which grew.
    """
    n = gram.n_items
    roots, far = _roots(gram), np.empty(n)
    share(_farthest, gram.totals, roots, float(damping), *known, far, threads=threads)
    found = np.zeros(n, dtype=np.bool_)
    pairs = (gram.indptr, gram.lengths, gram.partners, gram.counts, roots, float(damping), least)
    share(_overtaken, rarer, *pairs, known.items, far, found, threads=threads)
    found[rarer] = False
    return np.flatnonzero(found)


def empty(n: int, k: int) -> Neighbours:
    """Return lists without neighbours for n items."""
    items, support = np.full((n, k), -1, dtype=np.int32), np.zeros((n, k), dtype=np.int32)
    return Neighbours(items, support, np.zeros(n, dtype=np.int32))


def _roots(gram: Gram) -> NDArray[np.float64]:
    return np.sqrt(gram.totals.astype(np.float64))


@njit(cache=True, nogil=True)
def _nearest(number, shares, owners, indptr, lengths, partners, counts, roots, damping, least, items, support, sizes):  # type: ignore[no-untyped-def]
    """Find the neighbours of one run of owners; of the triangle only what concerns them is read.

    The candidates of each come in ascending order, so the lists need no sorting. A list of twice the length is filled,
    cut to the nearest half, filled again with what is nearer than those, and so on.
    """
    k, low, high = items.shape[1], len(owners) * number // shares, len(owners) * (number + 1) // shares
    if low == high:
        return
    mine, spare, place = owners[low:high], np.empty(2 * k), np.empty(max(len(roots), 1), dtype=np.int64)
    cosines, limits = np.empty((high - low, 2 * k)), np.full(high - low, -1.0)
    others, both = np.empty((high - low, 2 * k), dtype=np.int32), np.empty((high - low, 2 * k), dtype=np.int32)
    slots = np.full(len(roots), -1, dtype=np.int32)
    for slot in range(high - low):
        slots[mine[slot]] = slot
    for item in range(mine[-1] + 1):
        found = _among(item, mine, slots, indptr, lengths, partners, place)
        for at in place[:found]:
            other, count = np.int64(partners[at]), counts[at]
            if count < least:
                continue
            cosine = count / (roots[item] * roots[other] + damping)
            for owner, candidate in ((item, other), (other, item)):
                slot = slots[owner]
                if slot < 0 or cosine <= limits[slot]:
                    continue
                size = sizes[low + slot]
                cosines[slot, size], others[slot, size], both[slot, size] = cosine, candidate, count
                sizes[low + slot] = size + 1
                if size + 1 == 2 * k:
                    limits[slot] = _cut(cosines, others, both, slot, 2 * k, k, spare)
                    sizes[low + slot] = k
    for slot in range(high - low):
        if sizes[low + slot] > k:
            _cut(cosines, others, both, slot, sizes[low + slot], k, spare)
            sizes[low + slot] = k
        for at in range(sizes[low + slot]):
            items[low + slot, at], support[low + slot, at] = others[slot, at], both[slot, at]


@njit(cache=True, nogil=True)
def _among(item, mine, slots, indptr, lengths, partners, place):  # type: ignore[no-untyped-def]
    """List where the pairs of an item stand that concern an owner: all of an owner's own, else those with one."""
    start, stop = indptr[item], indptr[item] + lengths[item]
    found = 0
    if slots[item] >= 0:
        for at in range(start, stop):
            place[found] = at
            found += 1
        return found
    first = first_from(mine, 0, len(mine), item)
    if (len(mine) - first) * 16 < stop - start:  # few owners: search for each
        for owner in mine[first:]:
            start = first_from(partners, start, stop, owner)
            if start == stop:
                break
            if partners[start] == owner:
                place[found] = start
                found += 1
        return found
    if mine[first] > item + 1:
        start = first_from(partners, start, stop, mine[first])
    for at in range(start, stop):
        if partners[at] > mine[-1]:
            break
        if slots[partners[at]] >= 0:
            place[found] = at
            found += 1
    return found


@njit(cache=True, nogil=True)
def _farthest(number, shares, totals, roots, damping, items, support, sizes, far):  # type: ignore[no-untyped-def]
    """Write for each item how near its farthest neighbour is; where there is room for more, that nothing is near."""
    k = items.shape[1]
    for item in range(number, len(far), shares):
        far[item] = np.inf
        if sizes[item] == k and totals[item]:
            for place in range(k):
                if totals[items[item, place]] == 0:  # so whoever heard both is gone, and the item is rarer itself
                    far[item] = np.inf
                    break
                cosine = support[item, place] / (roots[item] * roots[items[item, place]] + damping)
                far[item] = min(far[item], cosine)


@njit(cache=True, nogil=True)
def _overtaken(number, shares, rarer, indptr, lengths, partners, counts, roots, damping, least, items, far, found):  # type: ignore[no-untyped-def]
    """Mark the items to which one of ``rarer`` is as near as the farthest neighbour, or nearer, without being one."""
    low, high = len(rarer) * number // shares, len(rarer) * (number + 1) // shares
    if low == high:
        return
    mine, place = rarer[low:high], np.empty(max(len(roots), 1), dtype=np.int64)
    slots = np.full(len(roots), -1, dtype=np.int32)
    for slot in range(high - low):
        slots[mine[slot]] = slot
    for item in range(mine[-1] + 1):
        for at in place[: _among(item, mine, slots, indptr, lengths, partners, place)]:
            other, count = np.int64(partners[at]), counts[at]
            if count < least:
                continue
            cosine = count / (roots[item] * roots[other] + damping)
            for near, rare in ((item, other), (other, item)):
                if slots[rare] >= 0 and cosine >= far[near] and not found[near]:
                    known = first_from(items[near], 0, items.shape[1], rare)
                    found[near] = known == items.shape[1] or items[near, known] != rare


@njit(cache=True, nogil=True)
def _cut(cosines, others, both, slot, size, k, spare):  # type: ignore[no-untyped-def]
    """Keep the k nearest of a list in their order, of equals the first ones; return the cosine of the farthest."""
    for at in range(size):
        spare[at] = cosines[slot, at]
    limit = _largest(spare, size, k)
    ties = k
    for place in range(size):
        ties -= cosines[slot, place] > limit
    target = 0
    for place in range(size):
        cosine = cosines[slot, place]
        if cosine > limit or (cosine == limit and ties > 0):
            ties -= cosine == limit
            cosines[slot, target] = cosine
            others[slot, target], both[slot, target] = others[slot, place], both[slot, place]
            target += 1
    return limit


@njit(cache=True, nogil=True)
def _largest(values, size, k):  # type: ignore[no-untyped-def]
    """Return the k-th largest value; their order changes (C. A. R. Hoare, Algorithm 65: Find, CACM 1961)."""
    low, high, wanted = 0, size - 1, k - 1
    while low < high:
        pivot = values[(low + high) // 2]
        left, right = low, high
        while left <= right:
            while values[left] > pivot:
                left += 1
            while values[right] < pivot:
                right -= 1
            if left <= right:
                values[left], values[right] = values[right], values[left]
                left += 1
                right -= 1
        if wanted <= right:
            high = right
        elif wanted >= left:
            low = left
        else:
            break
    return values[wanted]
