"""What can be recommended: every analysed track, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
"""Positions in the pool."""


@dataclass(frozen=True)
class Pool:
    """The analysed tracks of a library, in the order of their ids."""

    ids: Sequence[str]
    attributes: Floats
    """Shape (n, 14), in the order of ``tunables.ATTRIBUTES``."""
    embedding: NDArray[np.float32]
    """Shape (n, d), in the parts of ``features.space.PARTS``."""
    artists: Sequence[tuple[str, ...]]
    """Ids of the artists credited for each track; the first is the main one."""
    genres: Sequence[frozenset[str]]
    """Normalised names of the genres in each track's tags."""
    recordings: Rows
    """Shape (n,): the row of the first track of the same performance. One recording is recommended once."""

    def __len__(self) -> int:
        """Return the number of tracks."""
        return len(self.ids)

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """Track id -> its row."""
        return {id_: row for row, id_ in enumerate(self.ids)}

    @cached_property
    def by_artist(self) -> Mapping[str, Rows]:
        """Artist id -> the rows of the tracks that credit them."""
        return _rows_by(self.artists)

    @cached_property
    def by_genre(self) -> Mapping[str, Rows]:
        """Normalised genre -> the rows of the tracks that name it."""
        return _rows_by(self.genres)

    @cached_property
    def artist_ids(self) -> Sequence[str]:
        """The ids of all artists, in order."""
        return sorted(self.by_artist)

    @cached_property
    def artist_centres(self) -> NDArray[np.float32]:
        """Shape (artists, d): the mean of each artist's tracks, in the order of ``artist_ids``."""
        return np.stack([self.embedding[self.by_artist[id_]].mean(axis=0) for id_ in self.artist_ids])

    @cached_property
    def artist_genres(self) -> Sequence[frozenset[str]]:
        """The genres that any of an artist's tracks names, in the order of ``artist_ids``."""
        return [frozenset[str]().union(*(self.genres[row] for row in self.by_artist[id_])) for id_ in self.artist_ids]


def _rows_by(keys: Sequence[tuple[str, ...] | frozenset[str]]) -> dict[str, Rows]:
    found: dict[str, list[int]] = {}
    for row, several in enumerate(keys):
        for key in several:
            found.setdefault(key, []).append(row)
    return {key: np.array(rows, dtype=np.intp) for key, rows in found.items()}
