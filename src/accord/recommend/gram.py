"""How many rows each pair of items shares: integers, so that a row can be taken out again without a trace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from accord.recommend.interactions import Interactions, Ints
from accord.recommend.parallel import share

Counts = NDArray[np.int32]
BLOCK = 1 << 24
"""Pairs that are counted at a time at most, so that building needs little more memory than what is built."""


@dataclass(eq=False)
class Gram:
    """The matrix XᵀX of binary rows X: its diagonal, and of the rest the upper triangle.

    It holds counts of people, so it is personal data of all of them, as a model is that is made from it.
    """

    ids: tuple[str, ...]
    """The vocabulary of the rows."""
    totals: Counts
    """Shape (items,): the diagonal, in how many rows each item is."""
    indptr: Ints
    """Shape (items + 1,): where the pairs of each item begin."""
    lengths: Ints
    """Shape (items,): how many there are; what follows up to the next item's is nothing any more."""
    partners: NDArray[np.int32]
    """The other item of each pair, always a later one; ascending for each item."""
    counts: Counts
    """In how many rows both are, at least 1."""

    @classmethod
    def of(cls, rows: Interactions, threads: int | None = None) -> Gram:
        """Count the pairs of some rows.

        Parameters
        ----------
        rows : Interactions
            What to count.
        threads : int or None
            How many threads; by default as many as there are processors.

        Returns
        -------
        Gram
        """
        n = rows.n_items
        begin, after, end = _occurrences(rows.indptr, rows.items, n)
        bounds = np.minimum(_work(begin, after, end), np.arange(n - 1, -1, -1))
        indptr, lengths = np.zeros(n + 1, dtype=np.int64), np.zeros(n, dtype=np.int64)
        partners, counts = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32)
        for first, last in _blocks(bounds):
            at = np.concatenate([[0], np.cumsum(bounds[first:last])])
            some, how_many = np.empty(at[-1], dtype=np.int32), np.empty(at[-1], dtype=np.int32)
            block = (first, last, at, begin, after, end, rows.items, some, how_many, lengths)
            share(_count, *block, threads=threads)
            indptr[first + 1 : last + 1] = indptr[first] + np.cumsum(lengths[first:last])
            partners.resize(indptr[last], refcheck=False)
            counts.resize(indptr[last], refcheck=False)
            share(_place, first, last, at, some, how_many, indptr, lengths, partners, counts, threads=threads)
        return cls(rows.ids, np.diff(begin).astype(np.int32), indptr, lengths, partners, counts)

    @property
    def n_items(self) -> int:
        """The size of the vocabulary."""
        return len(self.ids)

    def subtract(self, rows: Interactions) -> None:
        """Take rows out that were counted before, in place; a pair that nobody shares any more vanishes.

        Parameters
        ----------
        rows : Interactions
            Rows over the same vocabulary, or a smaller one.

        Raises
        ------
        ValueError
            They were not all counted; nothing has changed then.
        """
        less = Gram.of(rows.over(self.ids), threads=1)
        places = np.empty(len(less.partners), dtype=np.int64)
        found = _find(
            less.indptr, less.partners, less.counts, self.indptr, self.lengths, self.partners, self.counts, places
        )
        if not found or (less.totals > self.totals).any():
            raise ValueError("rows can be taken out only of counts that they are in")
        self.totals -= less.totals
        _take(less.indptr, less.counts, places, self.indptr, self.lengths, self.partners, self.counts)


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
    n = len(begin) - 1
    together = np.zeros(n, dtype=np.int32)
    for item in range(first + number, last, shares):
        room = partners[at[item - first] : at[item - first + 1]]
        work = 0
        for occurrence in range(begin[item], begin[item + 1]):
            work += end[occurrence] - after[occurrence]
        size = 0
        if work < (n - item) // 16:  # few: remember and sort them, rather than look at every item
            for occurrence in range(begin[item], begin[item + 1]):
                for place in range(after[occurrence], end[occurrence]):
                    other = items[place]
                    if together[other] == 0:
                        room[size] = other
                        size += 1
                    together[other] += 1
            room[:size].sort()
        else:
            for occurrence in range(begin[item], begin[item + 1]):
                for place in range(after[occurrence], end[occurrence]):
                    together[items[place]] += 1
            for other in range(item + 1, n):
                if together[other]:
                    room[size] = other
                    size += 1
        lengths[item] = size
        for place in range(size):
            counts[at[item - first] + place] = together[room[place]]
            together[room[place]] = 0


@njit(cache=True, nogil=True)
def _place(number, shares, first, last, at, some, how_many, indptr, lengths, partners, counts):  # type: ignore[no-untyped-def]
    for item in range(first + number, last, shares):
        source, target = at[item - first], indptr[item]
        partners[target : target + lengths[item]] = some[source : source + lengths[item]]
        counts[target : target + lengths[item]] = how_many[source : source + lengths[item]]


@njit(cache=True, nogil=True)
def _find(less_indptr, less_partners, less_counts, indptr, lengths, partners, counts, places):  # type: ignore[no-untyped-def]
    """Find where each pair of ``less`` stands; return whether all of them are there often enough."""
    for item in range(len(less_indptr) - 1):
        low, stop = indptr[item], indptr[item] + lengths[item]
        for place in range(less_indptr[item], less_indptr[item + 1]):
            low += np.searchsorted(partners[low:stop], less_partners[place])
            if low == stop or partners[low] != less_partners[place] or counts[low] < less_counts[place]:
                return False
            places[place] = low
    return True


@njit(cache=True, nogil=True)
def _take(less_indptr, less_counts, places, indptr, lengths, partners, counts):  # type: ignore[no-untyped-def]
    """Lower the counts at ``places``; close the gaps that those leave which reach 0."""
    for item in range(len(less_indptr) - 1):
        gone = 0
        for place in range(less_indptr[item], less_indptr[item + 1]):
            counts[places[place]] -= less_counts[place]
            gone += counts[places[place]] == 0
        if gone:
            stop = indptr[item] + lengths[item]
            target = indptr[item]
            for place in range(indptr[item], stop):
                if counts[place]:
                    partners[target], counts[target] = partners[place], counts[place]
                    target += 1
            partners[target:stop] = 0
            counts[target:stop] = 0
            lengths[item] -= gone
