"""Counting how many rows hold each pair of items."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from accord.recommend.model.interactions import Counts, Ints, Items, starts
from accord.recommend.model.parallel import share

BLOCK = 1 << 24
"""Pairs that are counted at a time at most, so that building needs little more memory than what is built."""

ZERO, ONE = np.uint64(0), np.uint64(1)
DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
"""A number all of whose runs of six bits differ, so that such a run tells by how much it was shifted."""
BIT_OF = np.argsort([(0x03F79D71B4CB0A89 << bit & (1 << 64) - 1) >> 58 for bit in range(64)])


def count_pairs(indptr: Ints, items: Items, n: int, threads: int | None) -> tuple[Counts, Ints, Ints, Items, Counts]:
    """Return in how many rows each item is, and of the pairs with later items: where each item's begin, and how many.

    Parameters
    ----------
    indptr : ndarray of int, shape (rows + 1,)
        Where each row begins.
    items : ndarray of int
        The items of all rows, ascending in each.
    n : int
        How many items there are.
    threads : int or None
        How many threads; by default as many as there are processors.

    Returns
    -------
    totals : ndarray of int, shape (n,)
        The rows of each item.
    begins : ndarray of int, shape (n + 1,)
        Where its pairs begin.
    lengths : ndarray of int, shape (n,)
        How many they are.
    partners, counts : ndarray of int, shape (pairs,)
        The other item, ascending, and the rows that hold both.

    Notes
    -----
    Items are taken in blocks, and only the upper triangle: the memory needed is hardly more than what is returned.
    """
    begin, after, end = _occurrences(indptr, items, n)
    bounds = np.minimum(_work(begin, after, end), np.arange(n - 1, -1, -1))
    begins, lengths = np.zeros(n + 1, dtype=np.int64), np.zeros(n, dtype=np.int64)
    partners, counts = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32)
    for first, last in _blocks(bounds):
        at = starts(bounds[first:last])
        some, how_many = np.empty(at[-1], dtype=np.int32), np.empty(at[-1], dtype=np.int32)
        share(_count, first, last, at, begin, after, end, items, some, how_many, lengths, threads=threads)
        begins[first + 1 : last + 1] = begins[first] + np.cumsum(lengths[first:last])
        partners.resize(begins[last], refcheck=False)  # grows in place, where the system can
        counts.resize(begins[last], refcheck=False)
        share(_place, first, last, at, some, how_many, begins, lengths, partners, counts, threads=threads)
    return np.diff(begin).astype(np.int32), begins, lengths, partners, counts


@njit(cache=True, nogil=True)
def first_from(values: Items, start: int, stop: int, wanted: Any) -> int:
    """Return the first place from ``start`` to ``stop`` whose value is ``wanted`` or more; the values ascend."""
    while start < stop:
        middle = (start + stop) >> 1
        if values[middle] < wanted:
            start = middle + 1
        else:
            stop = middle
    return start


@njit(cache=True, nogil=True)
def _occurrences(indptr, items, n):  # type: ignore[no-untyped-def]
    """For each item its occurrences: where the rest of the row begins that it stands in, and where it ends."""
    begin = np.zeros(n + 1, dtype=np.int64)
    for item in items:
        begin[item + 1] += 1
    for item in range(n):
        begin[item + 1] += begin[item]
    after = np.empty(len(items), dtype=np.int32)
    end = np.empty(len(items), dtype=np.int32)
    fill = begin[:-1].copy()
    for row in range(len(indptr) - 1):
        for place in range(indptr[row], indptr[row + 1]):
            at = fill[items[place]]
            after[at] = place + 1
            end[at] = indptr[row + 1]
            fill[items[place]] = at + 1
    return begin, after, end


@njit(cache=True, nogil=True)
def _work(begin, after, end):  # type: ignore[no-untyped-def]
    """For each item the pairs that it stands first in, repeats included."""
    work = np.zeros(len(begin) - 1, dtype=np.int64)
    for item in range(len(work)):
        for at in range(begin[item], begin[item + 1]):
            work[item] += end[at] - after[at]
    return work


def _blocks(bounds: Ints) -> list[tuple[int, int]]:
    """Cut the items into runs whose pairs fit into a block."""
    blocks, first, held = [], 0, 0
    for item, bound in enumerate(bounds.tolist()):
        if held + bound > BLOCK and item > first:
            blocks.append((first, item))
            first, held = item, 0
        held += bound
    return [*blocks, (first, len(bounds))] if len(bounds) else []


@njit(cache=True, nogil=True)
def _count(number, shares, first, last, at, begin, after, end, items, partners, counts, lengths):  # type: ignore[no-untyped-def]
    """Count the pairs of every so many-th item of a block, each from where ``at`` says on."""
    n = len(begin) - 1
    together = np.zeros(n, dtype=np.int32)
    words, pages = np.zeros((n >> 6) + 1, dtype=np.uint64), np.zeros((n >> 12) + 1, dtype=np.uint64)
    for item in range(first + number, last, shares):
        room = partners[at[item - first] : at[item - first + 1]]
        if len(room) < (n - item) // 2:
            for occurrence in range(begin[item], begin[item + 1]):
                for place in range(after[occurrence], end[occurrence]):
                    other = items[place]
                    if together[other] == 0:
                        words[other >> 6] |= ONE << np.uint64(other & 63)
                        pages[other >> 12] |= ONE << np.uint64((other >> 6) & 63)
                    together[other] += 1
            size = _marked(pages, words, item >> 12, room)
        else:  # so many that looking at every item is quicker
            for occurrence in range(begin[item], begin[item + 1]):
                for place in range(after[occurrence], end[occurrence]):
                    together[items[place]] += 1
            size = 0
            for other in range(item + 1, n):
                if together[other]:
                    room[size] = other
                    size += 1
        lengths[item] = size
        for place in range(size):
            counts[at[item - first] + place] = together[room[place]]
            together[room[place]] = 0


@njit(cache=True, nogil=True)
def _marked(pages, words, page, found):  # type: ignore[no-untyped-def]
    """List, in order, the bits that are set in words, and clear them; a page has a bit for each word with any."""
    size = 0
    for upper in range(page, len(pages)):
        while pages[upper]:
            at = (upper << 6) + _lowest(pages[upper])
            pages[upper] &= pages[upper] - ONE
            word = words[at]
            words[at] = ZERO
            while word:
                found[size] = (at << 6) + _lowest(word)
                word &= word - ONE
                size += 1
    return size


@njit(cache=True, nogil=True)
def _lowest(word):  # type: ignore[no-untyped-def]
    """Return the number of the lowest bit that is set (C. E. Leiserson, H. Prokop, K. H. Randall, 1998)."""
    return BIT_OF[((word & (~word + ONE)) * DE_BRUIJN) >> np.uint64(58)]


@njit(cache=True, nogil=True)
def _place(number, shares, first, last, at, some, how_many, indptr, lengths, partners, counts):  # type: ignore[no-untyped-def]
    for item in range(first + number, last, shares):
        source, target = at[item - first], indptr[item]
        for place in range(lengths[item]):
            partners[target + place], counts[target + place] = some[source + place], how_many[source + place]
