"""How many rows each pair of items shares: integers, so that a row can be taken out again without a trace."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numba import njit
from numpy.typing import NDArray

from accord.recommend.interactions import Interactions, Ints, starts
from accord.recommend.packing import packed, unpacked
from accord.recommend.parallel import share

Counts = NDArray[np.int32]
BLOCK = 1 << 24
"""Pairs that are counted at a time at most, so that building needs little more memory than what is built."""

ZERO, ONE = np.uint64(0), np.uint64(1)
DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
"""A number all of whose runs of six bits differ, so that such a run tells by how much it was shifted."""
BIT_OF = np.argsort([(0x03F79D71B4CB0A89 << bit & (1 << 64) - 1) >> 58 for bit in range(64)])


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

    def plus(self, rows: Interactions) -> Gram:
        """Return the counts with more rows, over both vocabularies together: what counting all of them returns."""
        ids = self.ids if rows.ids == self.ids else tuple(sorted({*self.ids, *rows.ids}))
        return _sum(self.over(ids), Gram.of(rows.over(ids)))

    def minus(self, rows: Interactions) -> Gram:
        """Return the counts without some rows; see ``subtract``, which needs no copy."""
        left = replace(self, totals=self.totals.copy(), lengths=self.lengths.copy())
        left.partners, left.counts = self.partners.copy(), self.counts.copy()
        left.subtract(rows)
        return left

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

    def over(self, ids: tuple[str, ...]) -> Gram:
        """Return the same counts over another vocabulary, which has every item that is in any row."""
        if ids == self.ids:
            return self
        place = {id_: position for position, id_ in enumerate(ids)}
        left = np.flatnonzero(self.totals)
        at = np.array([place[self.ids[item]] for item in left], dtype=np.int64)
        totals, lengths = np.zeros(len(ids), dtype=np.int32), np.zeros(len(ids), dtype=np.int64)
        totals[at], lengths[at] = self.totals[left], self.lengths[left]
        to = np.zeros(max(self.n_items, 1), dtype=np.int32)
        to[left] = at
        held = _held(self.indptr, self.lengths)
        partners = to[self.partners] if held is None else to[self.partners[held]]
        counts = self.counts if held is None else self.counts[held]
        return Gram(ids, totals, starts(lengths), lengths, partners, counts)

    def tight(self) -> Gram:
        """Return the counts as if they had been made at once: without items that nobody is left to have heard."""
        return self.over(tuple(self.ids[item] for item in np.flatnonzero(self.totals)))

    def digest(self) -> str:
        """Return the SHA-256 of the counts, as hexadecimal digits."""
        digest = hashlib.sha256()
        for piece in self.pieces():
            digest.update(piece)
        return digest.hexdigest()

    def pieces(self) -> Iterator[bytes | memoryview]:
        """Yield the counts as pieces of bytes, always the same for the same counts."""
        tight = self.tight()
        held = _held(tight.indptr, tight.lengths)
        pairs = [tight.partners, tight.counts] if held is None else [tight.partners[held], tight.counts[held]]
        yield from packed({"ids": tight.ids}, [tight.totals, tight.lengths, *pairs])

    @classmethod
    def from_bytes(cls, data: bytes | memoryview) -> Gram:
        """Return the counts that ``pieces`` wrote.

        Parameters
        ----------
        data : bytes or memoryview
            All of it.

        Returns
        -------
        Gram

        Raises
        ------
        ValueError
            The bytes are no counts, or were cut off.
        """
        header, arrays = unpacked(data)
        if [array.dtype.str for array in arrays] != ["<i4", "<i8", "<i4", "<i4"]:
            raise ValueError("the bytes hold no counts")
        totals, lengths, partners, counts = (array.copy() for array in arrays)
        return cls(tuple(header["ids"]), totals, starts(lengths), lengths, partners, counts)


def _held(indptr: Ints, lengths: Ints) -> NDArray[np.bool_] | None:
    """Tell which places hold a pair; ``None`` if all do."""
    gaps = np.diff(indptr) - lengths
    if not gaps.any():
        return None
    ends = np.repeat(indptr[:-1] + lengths, np.diff(indptr))
    return np.asarray(np.arange(indptr[-1]) < ends)


def _sum(one: Gram, other: Gram) -> Gram:
    """Return the sum of two counts over one vocabulary."""
    room = starts(one.lengths + other.lengths)
    partners, counts = np.empty(room[-1], dtype=np.int32), np.empty(room[-1], dtype=np.int32)
    first = (one.indptr, one.lengths, one.partners, one.counts)
    lengths = np.zeros(one.n_items, dtype=np.int64)
    _merge(*first, other.indptr, other.lengths, other.partners, other.counts, room, lengths, partners, counts)
    held = _held(room, lengths)
    if held is not None:
        partners, counts = partners[held], counts[held]
    return Gram(one.ids, one.totals + other.totals, starts(lengths), lengths, partners, counts)


@njit(cache=True, nogil=True)
def _merge(
    indptr, lengths, partners, counts, indptr2, lengths2, partners2, counts2, room, sizes, merged, merged_counts
):  # type: ignore[no-untyped-def]
    for item in range(len(lengths)):
        at, stop = indptr[item], indptr[item] + lengths[item]
        at2, stop2 = indptr2[item], indptr2[item] + lengths2[item]
        target = room[item]
        while at < stop or at2 < stop2:
            first = at < stop and (at2 == stop2 or partners[at] <= partners2[at2])
            second = at2 < stop2 and (at == stop or partners2[at2] <= partners[at])
            merged[target] = partners[at] if first else partners2[at2]
            merged_counts[target] = (counts[at] if first else 0) + (counts2[at2] if second else 0)
            at += first
            at2 += second
            target += 1
        sizes[item] = target - room[item]


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
