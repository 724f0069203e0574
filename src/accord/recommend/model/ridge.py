"""The weights of each item's neighbours: one small ridge regression an item, solved the same way to the last bit."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from accord.recommend.model.gram import Gram
from accord.recommend.model.interactions import Counts, Ints
from accord.recommend.model.model import Neighbours
from accord.recommend.model.parallel import share

BATCH = 1 << 26
"""Pairs within neighbourhoods that are looked up at a time at most."""

Floats = NDArray[np.float64]


def rounded(totals: Counts) -> Counts:
    """Return counts rounded up to two binary digits: 1, 2, 3, 4, 6, 8, 12, 16, 24, ...

    So much for the diagonal of a regression: it costs no accuracy (it is a little more penalty), the matrix stays
    positive definite, and one row less seldom changes it. Only so few items have to be solved again when one goes.
    """
    digits = np.maximum(np.frexp(totals.astype(np.float64))[1] - 2, 0)
    return np.asarray((totals + (1 << digits) - 1 >> digits << digits), dtype=np.int32)


def solve(
    gram: Gram,
    neighbours: Neighbours,
    which: Ints,
    penalty: float,
    content: NDArray[np.float32] | None = None,
    threads: int | None = None,
) -> tuple[Floats, Floats | None]:
    """Return the weights of the neighbours of some items.

    For item j with neighbours N these are ``(G_NN + P)^-1 G_Nj``, and from content ``(G_NN + P)^-1 P c_Nj``: a ridge
    regression that draws the weights to 0, or to the likeness c of the two items. The penalty P is diagonal and counted
    in standard errors of a count, which are its square root; the diagonal of G is ``rounded``.

    Parameters
    ----------
    gram : Gram
        The counts.
    neighbours : Neighbours
        Of all items.
    which : ndarray of int, shape (m,)
        The items to solve.
    penalty : float
        Above 0.
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
    X. Ning, G. Karypis, SLIM, ICDM 2011. H. Steck, Markov Random Fields for Collaborative Filtering, NeurIPS 2019;
    Autoencoders that don't overfit towards the Identity, NeurIPS 2020 (why the diagonal wants more).
    """
    k = neighbours.items.shape[1]
    heard = np.zeros((len(which), k))
    vectors = np.zeros((0, 0), dtype=np.float32) if content is None else content
    sounds = np.zeros((0 if content is None else len(which), k))
    pairs = (gram.indptr, gram.lengths, gram.partners, gram.counts)
    diagonal = rounded(gram.totals).astype(np.float64)
    stiffness = penalty * np.sqrt(diagonal)
    step = max(1, BATCH // max(1, k * (k - 1) // 2))
    for start in range(0, len(which), step):
        some = which[start : start + step]
        begin, slots, places = _holders(neighbours.items, some, gram.n_items)
        together = np.zeros((len(some), k * (k - 1) // 2), dtype=np.int32)
        sought = (begin, slots, places, neighbours.items, neighbours.sizes, some, together)
        share(_look_up, *pairs, *sought, threads=threads)
        part = slice(start, start + step)
        known = (diagonal, stiffness, *neighbours, some, together)
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
def _look_up(  # type: ignore[no-untyped-def]
    number, shares, indptr, lengths, partners, counts, begin, slots, places, neighbours, sizes, which, together
):
    """Write the counts of all pairs within each neighbourhood, going through the matrix once, item by item."""
    n, k = neighbours.shape
    row = np.zeros(n, dtype=np.int32)
    for item in range(number, n, shares):
        if begin[item] == begin[item + 1]:
            continue
        for at in range(indptr[item], indptr[item] + lengths[item]):
            row[partners[at]] = counts[at]
        for at in range(begin[item], begin[item + 1]):
            slot, after = slots[at], places[at] + 1
            size = sizes[which[slot]]
            later = neighbours[which[slot], after:size]
            base = places[at] * (2 * k - after) // 2
            found = together[slot, base : base + size - after]
            for place in range(size - after):
                found[place] = row[later[place]]
        for at in range(indptr[item], indptr[item] + lengths[item]):
            row[partners[at]] = 0


@njit(cache=True, nogil=True)
def _solve(number, shares, diagonal, stiffness, neighbours, support, sizes, which, together, content, heard, sounds):  # type: ignore[no-untyped-def]
    k = neighbours.shape[1]
    matrix = np.zeros((k, k + 2))  # the right sides stand beside the matrix
    for slot in range(number, len(which), shares):
        item = which[slot]
        size = sizes[item]
        width = size + 1 + (len(sounds) > 0)
        base = 0
        for row in range(size):
            other = neighbours[item, row]
            matrix[row, row] = diagonal[other] + stiffness[other]
            target, source = matrix[row, row + 1 : size], together[slot, base : base + size - row - 1]
            for at in range(len(target)):
                target[at] = source[at]
            base += k - row - 1
            matrix[row, size] = support[item, row]
            if len(sounds):
                likeness = 0.0
                for axis in range(content.shape[1]):
                    likeness += np.float64(content[item, axis]) * np.float64(content[other, axis])
                matrix[row, size + 1] = stiffness[other] * likeness
        _factor(matrix, size, width)
        _substitute(matrix, size, matrix[:, size], heard[slot])
        if len(sounds):
            _substitute(matrix, size, matrix[:, size + 1], sounds[slot])


@njit(cache=True, nogil=True)
def _factor(matrix, size, width):  # type: ignore[no-untyped-def]
    """Replace the upper triangle of A by U, where A = UᵀU, and every right side b beside it by the x of Uᵀx = b.

    Four rows of U are done at a time, and taken off two rows of what is left at once: that is where the time goes.
    """
    for first in range(0, size, 4):
        last = min(first + 4, size)
        for pivot in range(first, last):
            target = matrix[pivot, pivot:width]
            for row in range(first, pivot):
                factor, source = matrix[row, pivot], matrix[row, pivot:width]
                for at in range(len(target)):
                    target[at] -= factor * source[at]
            scale = 1.0 / np.sqrt(target[0])
            for at in range(len(target)):
                target[at] *= scale
        for row in range(last, size - 1, 2):
            p0, p1, p2, p3 = matrix[first, row], matrix[first + 1, row], matrix[first + 2, row], matrix[first + 3, row]
            q0, q1 = matrix[first, row + 1], matrix[first + 1, row + 1]
            q2, q3 = matrix[first + 2, row + 1], matrix[first + 3, row + 1]
            u0, u1 = matrix[first, row:width], matrix[first + 1, row:width]
            u2, u3 = matrix[first + 2, row:width], matrix[first + 3, row:width]
            upper, lower = matrix[row, row:width], matrix[row + 1, row:width]
            for at in range(len(upper)):
                a, b, c, d = u0[at], u1[at], u2[at], u3[at]
                upper[at] = upper[at] - p0 * a - p1 * b - p2 * c - p3 * d
                lower[at] = lower[at] - q0 * a - q1 * b - q2 * c - q3 * d
        if last < size and (size - last) % 2:
            for pivot in range(first, last):
                factor = matrix[pivot, size - 1]
                for at in range(size - 1, width):
                    matrix[size - 1, at] -= factor * matrix[pivot, at]


@njit(cache=True, nogil=True)
def _substitute(upper, size, right, found):  # type: ignore[no-untyped-def]
    """Write the solution of Ux = b."""
    for row in range(size - 1, -1, -1):
        above, known = upper[row, row + 1 : size], found[row + 1 : size]
        s0, s1, s2, s3 = right[row], 0.0, 0.0, 0.0
        whole = len(known) - len(known) % 4
        for at in range(0, whole, 4):
            s0 -= above[at] * known[at]
            s1 -= above[at + 1] * known[at + 1]
            s2 -= above[at + 2] * known[at + 2]
            s3 -= above[at + 3] * known[at + 3]
        for at in range(whole, len(known)):
            s0 -= above[at] * known[at]
        found[row] = ((s0 + s1) + (s2 + s3)) / upper[row, row]
