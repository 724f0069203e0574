"""The model: for each item a few neighbours and their weights, so that every score is a sum over what was heard."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from accord.recommend.model.interactions import Counts, require_ascending
from accord.recommend.model.packing import packed, unpacked

Weights = NDArray[np.float32]


class Neighbours(NamedTuple):
    """A list of neighbours for each item."""

    items: NDArray[np.int32]
    """Shape (items, k): the neighbours, ascending; unused places, at the end, hold -1."""
    support: Counts
    """Shape (items, k): how many rows hold both; 0 at unused places."""
    sizes: NDArray[np.int32]
    """Shape (items,): how many neighbours there are."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What is chosen before anything is counted, so that nobody's listening can have chosen it."""

    k: int = 100
    """Neighbours of an item at most."""
    damping: float = 10.0
    """Of the cosine, in rows: the more, the less do pairs count that few rows share."""
    penalty: float = 8.0
    """Of the regression, in standard errors of a count."""
    least: int = 2
    """Rows that must share a pair for the two to be neighbours; more where rows are people."""

    def __post_init__(self) -> None:
        """Refuse what no model can be made with."""
        if self.k < 1 or self.damping < 0.0 or self.penalty <= 0.0 or self.least < 1:
            raise ValueError(f"no model can be made with {self}")


class Part(NamedTuple):
    """What one item of a history adds to a score."""

    item: int
    heard: float
    """What follows from how many rows share the two items."""
    sounds: float
    """What follows from content."""
    support: int
    """How many rows share the two items."""


class Shares(NamedTuple):
    """What the neighbours of some items add to their scores, where they are heard."""

    neighbours: NDArray[np.int32]
    """Shape (items, k); unused places hold -1."""
    weights: NDArray[np.float64]
    """Shape (items, k), by whatever they follow from; 0 at unused places."""
    support: Counts
    """Shape (items, k): how many rows hold both."""


@dataclass(frozen=True, eq=False)
class Model:
    """Weights of neighbours. Items are positions in ``ids``; an item that nobody heard is in no model."""

    ids: tuple[str, ...]
    parameters: Parameters
    content: str
    """SHA-256 of the vectors that likeness was taken from; empty in a model without."""
    totals: Counts
    """Shape (items,): in how many rows each item is."""
    neighbours: Neighbours
    heard: Weights
    """Shape (items, k): the weights of the neighbours, from the counts alone; 0 at unused places."""
    sounds: Weights | None
    """The same from content alone; ``None`` in a model without."""

    def digest(self) -> str:
        """Return the SHA-256 of everything that the model is, as hexadecimal digits."""
        digest = hashlib.sha256()
        for piece in self.pieces():
            digest.update(piece)
        return digest.hexdigest()

    def pieces(self) -> Iterator[bytes | memoryview]:
        """Yield the model as pieces of bytes: always the same for the same model."""
        header = {"ids": self.ids, "parameters": asdict(self.parameters), "content": self.content}
        arrays: list[NDArray[Any]] = [self.totals, *self.neighbours, self.heard]
        yield from packed(header, arrays if self.sounds is None else [*arrays, self.sounds])

    def to_bytes(self) -> bytes:
        """Return the model as bytes."""
        return b"".join(self.pieces())

    @classmethod
    def from_bytes(cls, data: bytes | memoryview) -> Model:
        """Return the model that ``to_bytes`` wrote.

        Parameters
        ----------
        data : bytes or memoryview
            All of it.

        Returns
        -------
        Model

        Raises
        ------
        ValueError
            The bytes are no model, or were cut off.
        """
        header, arrays = unpacked(data)
        if [array.dtype.str for array in arrays] not in (["<i4"] * 4 + ["<f4"], ["<i4"] * 4 + ["<f4"] * 2):
            raise ValueError("the bytes hold no model")
        totals, items, support, sizes, heard = arrays[:5]
        sounds = arrays[5] if len(arrays) > 5 else None
        try:
            ids, content = tuple(header["ids"]), header["content"]
            parameters = Parameters(**header["parameters"])
        except (KeyError, TypeError) as error:
            raise ValueError("the head is not that of a model") from error
        model = cls(ids, parameters, content, totals, Neighbours(items, support, sizes), heard, sounds)
        model._check()
        return model

    def _check(self) -> None:
        """Raise ``ValueError`` if the arrays do not fit together: they may come from a file that somebody edited."""
        n, k = len(self.ids), self.parameters.k
        require_ascending(self.ids)
        items, support, sizes = self.neighbours
        tables = [items, support, self.heard, *([] if self.sounds is None else [self.sounds])]
        if {self.totals.shape, sizes.shape} != {(n,)} or {table.shape for table in tables} != {(n, k)}:
            raise ValueError("the arrays of the model do not fit together")
        used = np.arange(k) < sizes[:, None]
        inside = (items >= 0) & (items < n) & (np.diff(items, axis=1, prepend=-1) > 0)
        if (sizes < 0).any() or (sizes > k).any() or (inside != used).any() or (items[~used] != -1).any():
            raise ValueError("the neighbours in the model are not items in order")
        if (self.sounds is None) == bool(self.content):
            raise ValueError("the model does not say where its weights come from")

    @cached_property
    def place_of(self) -> dict[str, int]:
        """Id -> position."""
        return {id_: position for position, id_ in enumerate(self.ids)}

    def history(self, ids: Iterable[str]) -> NDArray[np.int32]:
        """Return the items of a history that the model knows, ascending, each once."""
        return np.array(sorted({self.place_of[id_] for id_ in ids if id_ in self.place_of}), dtype=np.int32)

    def scores(self, history: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return the score of every item: the sum of the weights of those of its neighbours that a history holds."""
        found = np.zeros(len(self.ids))
        if len(history) and (history.min() < 0 or history.max() >= len(found)):
            raise IndexError("an item of the history is not in the model")
        from accord.recommend.model.adding import add

        add(*self._followers, np.asarray(history, dtype=np.int32), found)
        return found

    def parts(self, item: int, history: NDArray[np.int32]) -> list[Part]:
        """Return what each item of a history adds to the score of an item; added up in order they are that score."""
        from accord.recommend.model.adding import shared

        places = shared(self.neighbours.items[item], self.neighbours.sizes[item], np.asarray(history, dtype=np.int32))
        row = (self.neighbours.items[item, places], self.heard[item, places], self.neighbours.support[item, places])
        sounds = [0.0] * len(places) if self.sounds is None else self.sounds[item, places].tolist()
        others, heard, support = (values.tolist() for values in row)
        return [Part(*part) for part in zip(others, heard, sounds, support, strict=True)]

    def shares(self, items: NDArray[np.integer]) -> Shares:
        """Return what each neighbour of some items adds to their scores if it is heard."""
        weights = self.heard[items].astype(np.float64)
        if self.sounds is not None:
            weights += self.sounds[items]
        return Shares(self.neighbours.items[items], weights, self.neighbours.support[items])

    @cached_property
    def _followers(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
        """The weights the other way round: for each item whose neighbour it is, and the weight there."""
        weights = self.heard.astype(np.float64)
        if self.sounds is not None:
            weights += self.sounds
        from accord.recommend.model.adding import turned

        begin, followers, there = turned(self.neighbours.items, self.neighbours.sizes, weights)
        return begin, followers, there
