"""The model: for each item a few neighbours and their weights, so that every score is a sum over what was heard."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import orjson
from numba import njit
from numpy.typing import NDArray

from accord.recommend.gram import Counts, Gram
from accord.recommend.interactions import Interactions
from accord.recommend.neighbours import Neighbours, nearest
from accord.recommend.ridge import solve

Weights = NDArray[np.float32]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Parameters:
    """What is chosen before anything is counted, so that nobody's listening can have chosen it."""

    k: int = 100
    """Neighbours of an item at most."""
    damping: float = 10.0
    """Of the cosine, in rows."""
    penalty: float = 100.0
    """Of the regression, in rows."""
    least: int = 1
    """Rows that must share a pair for it to count: 5 where rows are people."""


class Part(NamedTuple):
    """What one item of a history adds to a score."""

    item: int
    heard: float
    """What follows from how many rows share the two items."""
    sounds: float
    """What follows from content."""
    support: int
    """How many rows share the two items."""


@dataclass(frozen=True, eq=False)
class Model:
    """Weights of neighbours. Items are positions in ``ids``; an item that nobody heard is in no model."""

    ids: tuple[str, ...]
    parameters: Parameters
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
        for piece in self._pieces():
            digest.update(piece)
        return digest.hexdigest()

    def to_bytes(self) -> bytes:
        """Return the model as bytes: always the same for the same model."""
        return b"".join(self._pieces())

    @classmethod
    def from_bytes(cls, data: bytes) -> Model:
        """Return the model that ``to_bytes`` wrote."""
        size = int.from_bytes(data[:8], "little")
        header = orjson.loads(data[8 : 8 + size])
        at = 8 + size
        arrays: list[NDArray[np.int32] | Weights] = []
        for dtype, shape in header["arrays"]:
            arrays.append(np.frombuffer(data, dtype, int(np.prod(shape)), at).reshape(shape))
            at += arrays[-1].nbytes
        totals, items, support, sizes, heard = arrays[:5]
        neighbours = Neighbours(items, support, sizes)
        ids, parameters = tuple(header["ids"]), Parameters(**header["parameters"])
        return cls(ids, parameters, totals, neighbours, heard, arrays[5] if len(arrays) > 5 else None)

    def _pieces(self) -> Iterator[bytes | memoryview]:
        arrays = [self.totals, *self.neighbours, self.heard, *([] if self.sounds is None else [self.sounds])]
        shapes = [(f"<{array.dtype.kind}4", array.shape) for array in arrays]
        header = orjson.dumps({"ids": self.ids, "parameters": asdict(self.parameters), "arrays": shapes})
        yield len(header).to_bytes(8, "little")
        yield header
        for array in arrays:
            yield np.ascontiguousarray(array, f"<{array.dtype.kind}4").data.cast("B")

    @cached_property
    def place_of(self) -> dict[str, int]:
        """Id -> position."""
        return {id_: position for position, id_ in enumerate(self.ids)}

    def history(self, ids: Iterable[str]) -> NDArray[np.int32]:
        """Return the items of a history that the model knows, ascending, each once."""
        return np.array(sorted({self.place_of[id_] for id_ in ids if id_ in self.place_of}), dtype=np.int32)

    def scores(self, history: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return the score of every item: the sum, over the history, of the weights of what is its neighbour."""
        found = np.zeros(len(self.ids))
        _add(*self._followers, np.asarray(history, dtype=np.int32), found)
        return found

    def parts(self, item: int, history: NDArray[np.int32]) -> list[Part]:
        """Return what each item of a history adds to the score of an item; added up in order they are that score."""
        size = self.neighbours.sizes[item]
        neighbours = self.neighbours.items[item, :size]
        return [
            Part(
                int(neighbours[place]),
                float(self.heard[item, place]),
                0.0 if self.sounds is None else float(self.sounds[item, place]),
                int(self.neighbours.support[item, place]),
            )
            for place in np.flatnonzero(np.isin(neighbours, history))
        ]

    @cached_property
    def _followers(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
        """The weights the other way round: for each item whose neighbour it is, and the weight there."""
        weights = self.heard.astype(np.float64)
        if self.sounds is not None:
            weights += self.sounds
        return _turned(self.neighbours.items, self.neighbours.sizes, weights)


def train(gram: Gram, parameters: Parameters, content: Vectors | None = None, threads: int | None = None) -> Model:
    """Return the model of some counts.

    Parameters
    ----------
    gram : Gram
        The counts.
    parameters : Parameters
        Chosen beforehand.
    content : ndarray, shape (items, d), or None
        For each item of the vocabulary a vector of length 1 at most, whose products are likeness; zeros for none.
    threads : int or None
        How many threads; by default as many as there are processors. The model is the same, to the last bit.

    Returns
    -------
    Model
    """
    neighbours = nearest(gram, parameters.k, parameters.damping, parameters.least, threads)
    everything = np.arange(gram.n_items, dtype=np.int64)
    heard, sounds = solve(gram, neighbours, everything, parameters.penalty, content, threads)
    return _model(gram, parameters, neighbours, heard, sounds)


def forget(
    model: Model, gram: Gram, rows: Interactions, content: Vectors | None = None, threads: int | None = None
) -> Model:
    """Return the model that training without some rows returns, to the last bit; take them out of the counts too.

    Parameters
    ----------
    model : Model
        What was trained on the counts.
    gram : Gram
        The counts, with the rows; on return, without them.
    rows : Interactions
        The rows of whoever is to be forgotten.
    content : ndarray, shape (items, d), or None
        As in training.
    threads : int or None
        How many threads; by default as many as there are processors.

    Returns
    -------
    Model

    Raises
    ------
    ValueError
        The rows were not all counted; nothing has changed then.
    """
    gram.subtract(rows)
    return train(gram, model.parameters, content, threads)


def _model(
    gram: Gram,
    parameters: Parameters,
    neighbours: Neighbours,
    heard: NDArray[np.float64],
    sounds: NDArray[np.float64] | None,
) -> Model:
    """Return a model of the items that are left in the counts."""
    left = np.flatnonzero(gram.totals)
    ids = gram.ids if len(left) == gram.n_items else tuple(gram.ids[item] for item in left)
    place = np.full(gram.n_items + 1, -1, dtype=np.int32)
    place[left] = np.arange(len(left), dtype=np.int32)
    kept = Neighbours(place[neighbours.items[left]], neighbours.support[left], neighbours.sizes[left])
    weights = None if sounds is None else sounds[left].astype(np.float32)
    return Model(ids, parameters, gram.totals[left], kept, heard[left].astype(np.float32), weights)


@njit(cache=True, nogil=True)
def _turned(neighbours, sizes, weights):  # type: ignore[no-untyped-def]
    n = len(sizes)
    begin = np.zeros(n + 1, dtype=np.int64)
    for item in range(n):
        for place in range(sizes[item]):
            begin[neighbours[item, place] + 1] += 1
    for item in range(n):
        begin[item + 1] += begin[item]
    followers, turned = np.empty(begin[n], dtype=np.int32), np.empty(begin[n])
    fill = begin[:-1].copy()
    for item in range(n):
        for place in range(sizes[item]):
            at = fill[neighbours[item, place]]
            followers[at], turned[at] = item, weights[item, place]
            fill[neighbours[item, place]] = at + 1
    return begin, followers, turned


@njit(cache=True, nogil=True)
def _add(begin, followers, weights, history, scores):  # type: ignore[no-untyped-def]
    for item in history:
        for at in range(begin[item], begin[item + 1]):
            scores[followers[at]] += weights[at]
