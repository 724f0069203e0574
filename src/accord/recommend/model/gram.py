"""How many rows each pair of items shares: integers, so that a row can be taken out again without a trace."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from accord.recommend.model.counting import count_pairs, first_from
from accord.recommend.model.interactions import Counts, Interactions, Ints, starts
from accord.recommend.model.packing import packed, unpacked


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
        return cls(rows.ids, *count_pairs(rows.indptr, rows.items, rows.n_items, threads))

    @property
    def n_items(self) -> int:
        """The size of the vocabulary."""
        return len(self.ids)

    def plus(self, rows: Interactions) -> Gram:
        """Return the counts with more rows, over both vocabularies together: what counting all of them returns."""
        ids = self.ids if rows.ids == self.ids else tuple(sorted({*self.ids, *rows.ids}))
        return _sum(self.over(ids), Gram.of(rows.over(ids), threads=1))

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
        yield from packed({}, [_spelt(tight.ids), tight.totals, tight.lengths, tight.lengths, *pairs])

    @classmethod
    def from_bytes(cls, data: bytes | memoryview) -> Gram:
        """Return the counts that ``pieces`` wrote, or that ``take_out`` left.

        Parameters
        ----------
        data : bytes or memoryview
            All of it; it is copied.

        Returns
        -------
        Gram

        Raises
        ------
        ValueError
            The bytes are no counts, or were cut off.
        """
        names, *arrays = _arrays(data)
        return _gram(names, *(array.copy() for array in arrays))


def take_out(data: memoryview, rows: Interactions) -> Gram:
    """Take rows out of counts where they lie as bytes; what is left takes as many bytes, and says nothing of the rows.

    Parameters
    ----------
    data : memoryview
        What ``Gram.pieces`` wrote, and can be written.
    rows : Interactions
        Rows that were counted.

    Returns
    -------
    Gram
        The counts without the rows, over the vocabulary of before; it is what the bytes hold, and no copy of that.

    Raises
    ------
    ValueError
        The bytes are no counts, or the rows were not all counted; nothing has changed then.
    """
    names, *arrays = _arrays(data)
    gram = _gram(names, *arrays)
    gram.subtract(rows)
    names[gram.totals == 0] = 0
    return gram


def _spelt(ids: tuple[str, ...]) -> NDArray[np.uint8]:
    """Return shape (items, width): ids as UTF-8, with zeros at their ends."""
    spelt = np.array([id_.encode() for id_ in ids], dtype=np.bytes_)
    return spelt.view(np.uint8).reshape(len(ids), -1) if len(ids) else np.zeros((0, 1), dtype=np.uint8)


def _arrays(data: bytes | memoryview) -> list[NDArray[Any]]:
    """Return the arrays that bytes hold, as views of them."""
    arrays = unpacked(data)[1]
    if [array.dtype.str for array in arrays] != ["|u1", "<i4", "<i8", "<i8", "<i4", "<i4"] or arrays[0].ndim != 2:
        raise ValueError("the bytes hold no counts")
    return arrays


def _gram(
    names: NDArray[np.uint8], totals: Counts, room: Ints, lengths: Ints, partners: NDArray[np.int32], counts: Counts
) -> Gram:
    n, indptr = len(names), starts(room)
    if {totals.shape, room.shape, lengths.shape} != {(n,)} or {partners.shape, counts.shape} != {(int(indptr[-1]),)}:
        raise ValueError("the arrays do not fit together")
    if (lengths < 0).any() or (lengths > room).any() or not _in_order(indptr, lengths, partners):
        raise ValueError("a pair is not of two items, the earlier first")
    return Gram(_ids(names), totals, indptr, lengths, partners, counts)


def _ids(names: NDArray[np.uint8]) -> tuple[str, ...]:
    """Return what ``_spelt`` spelt; an item whose name was taken out has one that only keeps the order."""
    spelt = np.ascontiguousarray(names).view(f"S{names.shape[1]}").reshape(-1).tolist() if names.size else []
    ids: list[str] = []
    for name in spelt:
        ids.append(name.decode() or (ids[-1] if ids else "") + "\0")
    return tuple(ids)


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
def _merge(  # type: ignore[no-untyped-def]
    indptr, lengths, partners, counts, indptr2, lengths2, partners2, counts2, room, sizes, merged, merged_counts
):
    """Merge the pairs of two triangles, item by item."""
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
def _in_order(indptr, lengths, partners):  # type: ignore[no-untyped-def]
    """Tell whether the partners of each item are later ones, and ascend."""
    for item in range(len(lengths)):
        last = item
        for place in range(indptr[item], indptr[item] + lengths[item]):
            if partners[place] <= last or partners[place] >= len(lengths):
                return False
            last = partners[place]
    return True


@njit(cache=True, nogil=True)
def _find(less_indptr, less_partners, less_counts, indptr, lengths, partners, counts, places):  # type: ignore[no-untyped-def]
    """Find where each pair of ``less`` stands; return whether all of them are there often enough."""
    for item in range(len(less_indptr) - 1):
        low, stop = indptr[item], indptr[item] + lengths[item]
        for place in range(less_indptr[item], less_indptr[item + 1]):
            low = first_from(partners, low, stop, less_partners[place])
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
            lengths[item] -= gone
            for place in range(target, stop):
                partners[place] = counts[place] = 0
