"""The weights of each item's neighbours: one small ridge regression an item, solved the same way to the last bit."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from accord.recommend.gram import Gram
from accord.recommend.interactions import Ints
from accord.recommend.neighbours import Neighbours
from accord.recommend.parallel import share

BATCH = 1 << 26
"""Pairs within neighbourhoods that are looked up at a time at most."""

Floats = NDArray[np.float64]


def solve(
    gram: Gram,
    neighbours: Neighbours,
    which: Ints,
    penalty: float,
    content: NDArray[np.float32] | None = None,
    threads: int | None = None,
) -> tuple[Floats, Floats | None]:
    """Return the weights of the neighbours of some items.

    For item j with neighbours N these are ``(G_NN + penalty I)^-1 G_Nj``, and from content
    ``(G_NN + penalty I)^-1 penalty c_Nj``, where c is the likeness of two items.

    Parameters
    ----------
    gram : Gram
        The counts.
    neighbours : Neighbours
        Of all items.
    which : ndarray of int, shape (m,)
        The items to solve.
    penalty : float
        Above 0, in rows.
    content : ndarray, shape (items, d), or None
        A vector for each item, whose products with others are their likeness; zeros where there is none.
    threads : int or None
        How many threads; by default as many as there are processors.

    Returns
    -------
    heard : ndarray, shape (m, k)
        The weights that follow from the counts; 0 at unused places.
    sounds : ndarray, shape (m, k), or None
        Those from content.

    Notes
    -----
    The matrices are small, so each is factored (Cholesky, float64) by loops in a fixed order, without BLAS and without
    leave to reorder sums. Each item is done by one thread: any number of them returns the same bits.

    References
    ----------
    X. Ning, G. Karypis, SLIM, ICDM 2011. H. Steck, Markov Random Fields for Collaborative Filtering, NeurIPS 2019.
    """
    k = neighbours.items.shape[1]
    heard = np.zeros((len(which), k))
    vectors = np.zeros((0, 0), dtype=np.float32) if content is None else content
    sounds = np.zeros((0 if content is None else len(which), k))
    pairs = (gram.indptr, gram.lengths, gram.partners, gram.counts)
    step = max(1, BATCH // max(1, k * (k - 1) // 2))
    for start in range(0, len(which), step):
        some = which[start : start + step]
        begin, slots, places = _holders(neighbours.items, some, gram.n_items)
        together = np.zeros((len(some), k * (k - 1) // 2), dtype=np.int32)
        share(_look_up, *pairs, begin, slots, places, neighbours.items, some, together, threads=threads)
        part = slice(start, start + step)
        known = (gram.totals, *neighbours, some, together, float(penalty))
        share(_solve, *known, vectors, heard[part], sounds[part], threads=threads)
    return heard, None if content is None else sounds


@njit(cache=True, nogil=True)
def _holders(neighbours, which, n):  # type: ignore[no-untyped-def]
    """For each item in whose neighbourhoods it is, and at which place of each."""
    begin = np.zeros(n + 1, dtype=np.int64)
    for item in which:
        for other in neighbours[item]:
            if other >= 0:
                begin[other + 1] += 1
    for item in range(n):
        begin[item + 1] += begin[item]
    slots, places = np.empty(begin[n], dtype=np.int32), np.empty(begin[n], dtype=np.int32)
    fill = begin[:-1].copy()
    for slot, item in enumerate(which):
        for place, other in enumerate(neighbours[item]):
            if other >= 0:
                slots[fill[other]], places[fill[other]] = slot, place
                fill[other] += 1
    return begin, slots, places


@njit(cache=True, nogil=True)
def _look_up(number, shares, indptr, lengths, partners, counts, begin, slots, places, neighbours, which, together):  # type: ignore[no-untyped-def]
    """Write the counts of all pairs within each neighbourhood, going through the matrix once, item by item."""
    n, k = neighbours.shape
    row = np.zeros(n, dtype=np.int32)
    for item in range(number, n, shares):
        if begin[item] == begin[item + 1]:
            continue
        for at in range(indptr[item], indptr[item] + lengths[item]):
            row[partners[at]] = counts[at]
        for at in range(begin[item], begin[item + 1]):
            slot, place = slots[at], places[at]
            members = neighbours[which[slot]]
            base = place * (2 * k - place - 1) // 2 - place - 1
            for later in range(place + 1, k):
                if members[later] < 0:
                    break
                together[slot, base + later] = row[members[later]]
        for at in range(indptr[item], indptr[item] + lengths[item]):
            row[partners[at]] = 0


@njit(cache=True, nogil=True)
def _solve(number, shares, totals, neighbours, support, sizes, which, together, penalty, content, heard, sounds):  # type: ignore[no-untyped-def]
    k = neighbours.shape[1]
    matrix = np.empty((k, k))
    for slot in range(number, len(which), shares):
        item = which[slot]
        size = sizes[item]
        members = neighbours[item, :size]
        for row in range(size):
            base = row * (2 * k - row - 1) // 2 - row - 1
            matrix[row, row] = totals[members[row]] + penalty
            for column in range(row + 1, size):
                matrix[row, column] = together[slot, base + column]
            heard[slot, row] = support[item, row]
        _factor(matrix, size)
        _substitute(matrix, heard[slot, :size])
        if len(sounds):
            for row in range(size):
                likeness = 0.0
                for axis in range(content.shape[1]):
                    likeness += content[item, axis] * np.float64(content[members[row], axis])
                sounds[slot, row] = penalty * likeness
            _substitute(matrix, sounds[slot, :size])


@njit(cache=True, nogil=True)
def _factor(matrix, size):  # type: ignore[no-untyped-def]
    """Replace the upper triangle of A by U, where A = UᵀU."""
    for pivot in range(size):
        root = np.sqrt(matrix[pivot, pivot])
        matrix[pivot, pivot] = root
        for column in range(pivot + 1, size):
            matrix[pivot, column] /= root
        for row in range(pivot + 1, size):
            factor = matrix[pivot, row]
            for column in range(row, size):
                matrix[row, column] -= factor * matrix[pivot, column]


@njit(cache=True, nogil=True)
def _substitute(upper, right):  # type: ignore[no-untyped-def]
    """Replace b by the solution of UᵀU x = b."""
    size = len(right)
    for row in range(size):
        right[row] /= upper[row, row]
        for column in range(row + 1, size):
            right[column] -= right[row] * upper[row, column]
    for row in range(size - 1, -1, -1):
        total = right[row]
        for column in range(row + 1, size):
            total -= upper[row, column] * right[column]
        right[row] = total / upper[row, row]
