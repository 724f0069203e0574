"""The nearest neighbours of each item, by how many rows the two share for how common they are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from accord.recommend.gram import Counts, Gram
from accord.recommend.parallel import share


class Neighbours(NamedTuple):
    """A list of neighbours for each item."""

    items: NDArray[np.int32]
    """Shape (items, k): the neighbours, ascending; unused places, at the end, hold -1."""
    support: Counts
    """Shape (items, k): how many rows hold both; 0 at unused places."""
    sizes: NDArray[np.int32]
    """Shape (items,): how many neighbours there are."""


def nearest(gram: Gram, k: int, damping: float, least: int, threads: int | None = None) -> Neighbours:
    """Return the k nearest neighbours of every item.

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
    threads : int or None
        How many threads; by default as many as there are processors.

    Returns
    -------
    Neighbours
    """
    n = gram.n_items
    found = Neighbours(
        np.full((n, k), -1, dtype=np.int32), np.zeros((n, k), dtype=np.int32), np.zeros(n, dtype=np.int32)
    )
    roots = np.sqrt(gram.totals.astype(np.float64))
    pairs = (gram.indptr, gram.lengths, gram.partners, gram.counts)
    share(_nearest, *pairs, roots, float(damping), least, *found, threads=threads)
    return found


@njit(cache=True, nogil=True)
def _nearest(number, shares, indptr, lengths, partners, counts, roots, damping, least, items, support, sizes):  # type: ignore[no-untyped-def]
    n, k = items.shape
    low, high = n * number // shares, n * (number + 1) // shares
    cosines = np.empty((high - low, k))
    for item in range(high):
        start, stop = indptr[item], indptr[item] + lengths[item]
        if item < low:
            start += np.searchsorted(partners[start:stop], low)
        for place in range(start, stop):
            other, count = partners[place], counts[place]
            if other >= high and item < low:
                break
            if count < least:
                continue
            cosine = count / (roots[item] * roots[other] + damping)
            if item >= low:
                _offer(cosines[item - low], items[item], support[item], sizes, item, cosine, other, count)
            if other < high:
                _offer(cosines[other - low], items[other], support[other], sizes, other, cosine, item, count)
    for item in range(low, high):
        order = np.argsort(items[item, : sizes[item]])
        items[item, : sizes[item]] = items[item, : sizes[item]][order]
        support[item, : sizes[item]] = support[item, : sizes[item]][order]


@njit(cache=True, nogil=True, inline="always")
def _nearer(cosine, item, than_cosine, than_item):  # type: ignore[no-untyped-def]
    return cosine > than_cosine or (cosine == than_cosine and item < than_item)


@njit(cache=True, nogil=True)
def _offer(cosines, items, support, sizes, item, cosine, other, count):  # type: ignore[no-untyped-def]
    """Put a candidate into a heap whose root is the farthest, if there is room or it is nearer than that."""
    k, size = len(items), sizes[item]
    if size < k:
        at = size
        sizes[item] = size + 1
        while at > 0:
            parent = (at - 1) // 2
            if not _nearer(cosines[parent], items[parent], cosine, other):
                break
            cosines[at], items[at], support[at] = cosines[parent], items[parent], support[parent]
            at = parent
    elif _nearer(cosine, other, cosines[0], items[0]):
        at = 0
        while True:
            child = 2 * at + 1
            if child >= k:
                break
            if child + 1 < k and _nearer(cosines[child], items[child], cosines[child + 1], items[child + 1]):
                child += 1
            if not _nearer(cosine, other, cosines[child], items[child]):
                break
            cosines[at], items[at], support[at] = cosines[child], items[child], support[child]
            at = child
    else:
        return
    cosines[at], items[at], support[at] = cosine, other, count
