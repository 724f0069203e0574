"""Who listened to what: binary rows over items, the only thing that a model learns from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import ge

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Counts = NDArray[np.int32]
Items = NDArray[np.int32]
"""Positions of items in a vocabulary."""


@dataclass(frozen=True, eq=False)
class Interactions:
    """A sparse binary matrix, row by row.

    A row is a listener, or, so that one listener suffices, a session, a playlist or an album. Within a row each item
    stands once, in ascending order; how often it was played is not kept.
    """

    ids: tuple[str, ...]
    """The vocabulary: ids of the items, ascending, so that an item's place does not depend on who came first."""
    indptr: Ints
    """Shape (rows + 1,): where each row begins in ``items``."""
    items: Items
    """Shape (n,): the items of all rows, as positions in ``ids``."""

    def __post_init__(self) -> None:
        """Refuse what is not in order, and items that are not in the vocabulary."""
        require_ascending(self.ids)
        if len(self.items) and (self.items.min() < 0 or self.items.max() >= len(self.ids)):
            raise ValueError("a row holds an item that is not in the vocabulary")
        ascend = np.diff(self.items, prepend=-1) > 0
        ascend[self.indptr[:-1][np.diff(self.indptr) > 0]] = True  # a row may begin with any item
        if not ascend.all():
            raise ValueError("the items of a row must ascend")

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.indptr) - 1

    @property
    def n_items(self) -> int:
        """The size of the vocabulary."""
        return len(self.ids)

    def row(self, number: int) -> Items:
        """Return the items of one row."""
        return self.items[self.indptr[number] : self.indptr[number + 1]]

    def select(self, rows: ArrayLike) -> Interactions:
        """Return some rows, in the order given, over the same vocabulary."""
        wanted = np.asarray(rows, dtype=np.int64)
        lengths = np.diff(self.indptr)[wanted]
        indptr = starts(lengths)
        inside = np.arange(indptr[-1]) - np.repeat(indptr[:-1], lengths)
        return Interactions(self.ids, indptr, self.items[np.repeat(self.indptr[wanted], lengths) + inside])

    def without(self, rows: ArrayLike) -> Interactions:
        """Return all rows but some, over the same vocabulary."""
        keep = np.ones(len(self), dtype=np.bool_)
        keep[np.asarray(rows, dtype=np.int64)] = False
        return self.select(np.flatnonzero(keep))

    def over(self, ids: tuple[str, ...]) -> Interactions:
        """Return the same rows over another vocabulary.

        Parameters
        ----------
        ids : tuple of str
            Ascending; every item that some row holds is among them.

        Returns
        -------
        Interactions

        Raises
        ------
        KeyError
            An item of a row is not in the vocabulary.
        """
        if ids is self.ids or ids == self.ids:
            return self
        place = {id_: position for position, id_ in enumerate(ids)}
        used = np.unique(self.items)
        to = np.zeros(max(self.n_items, 1), dtype=np.int32)
        to[used] = [place[self.ids[item]] for item in used]
        return Interactions(ids, self.indptr, to[self.items])

    def plus(self, more: Interactions) -> Interactions:
        """Return these rows and then others, over both vocabularies together."""
        ids = self.ids if more.ids == self.ids else tuple(sorted({*self.ids, *more.ids}))
        first, second = self.over(ids), more.over(ids)
        indptr = np.concatenate([first.indptr, second.indptr[1:] + first.indptr[-1]])
        return Interactions(ids, indptr, np.concatenate([first.items, second.items]))

    @classmethod
    def of_rows(cls, rows: Iterable[Iterable[str]]) -> Interactions:
        """Return the matrix of rows of item ids, repeats and any order allowed."""
        distinct = [sorted(set(row)) for row in rows]
        ids = tuple(sorted({id_ for row in distinct for id_ in row}))
        place = {id_: position for position, id_ in enumerate(ids)}
        items = np.array([place[id_] for row in distinct for id_ in row], dtype=np.int32)
        return cls(ids, starts([len(row) for row in distinct]), items)

    @classmethod
    def of_pairs(cls, rows: ArrayLike, items: ArrayLike, ids: Sequence[str] | int, n_rows: int = 0) -> Interactions:
        """Return the matrix of pairs of a row and an item, in any order, repeats allowed.

        Parameters
        ----------
        rows, items : array_like of int, shape (n,)
            The row of each pair, and its item as a position in ``ids``.
        ids : sequence of str, or int
            The vocabulary, ascending; or how many items there are, named by their numbers.
        n_rows : int
            How many rows there are at least; there is one up to the highest in ``rows`` anyway.

        Returns
        -------
        Interactions
        """
        names = numbered(ids) if isinstance(ids, int) else tuple(ids)
        keys = np.asarray(rows, dtype=np.int64) * max(len(names), 1) + np.asarray(items, dtype=np.int64)
        keys.sort()
        keys = keys[np.diff(keys, prepend=-1) > 0]
        row, item = np.divmod(keys, max(len(names), 1))
        n_rows = max(n_rows, int(row[-1]) + 1 if len(row) else 0)
        return cls(names, starts(np.bincount(row, minlength=n_rows)), item.astype(np.int32))


def require_ascending(ids: Sequence[str]) -> None:
    """Raise ``ValueError`` unless ids ascend, each there once."""
    if any(map(ge, ids, islice(ids, 1, None))):
        raise ValueError("the ids of items must ascend")


def numbered(count: int) -> tuple[str, ...]:
    """Return ids for items that have none: their numbers, written so that they ascend as text too."""
    width = len(str(max(count - 1, 0)))
    return tuple(f"{number:0{width}d}" for number in range(count))


def starts(lengths: ArrayLike) -> Ints:
    """Return where each of some runs begins, and the end of the last."""
    return np.concatenate([[0], np.cumsum(np.asarray(lengths, dtype=np.int64))]).astype(np.int64)
