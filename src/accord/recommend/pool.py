"""What can be recommended: every analysed track, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from accord.recommend.cells import Cells, cells

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
    keys: Sequence[str]
    """The key of each track's recording, by which models know it."""
    albums: Sequence[str]
    """The id of the release that each track is on."""
    sources: Sequence[str]
    """The id of the source that each track came from."""

    def __len__(self) -> int:
        """Return the number of tracks."""
        return len(self.ids)

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """Track id -> its row."""
        return {id_: row for row, id_ in enumerate(self.ids)}

    @cached_property
    def row_of_key(self) -> Mapping[str, int]:
        """Key of a recording -> the row of its first track."""
        return {self.keys[row]: int(row) for row in np.unique(self.recordings)}

    @cached_property
    def by_album(self) -> Mapping[str, Rows]:
        """Release id -> the rows of its tracks."""
        return _rows_by([(album,) for album in self.albums])

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

    @cached_property
    def tags(self) -> Tags:
        """The genres of all tracks as numbers."""
        names = sorted(self.by_genre)
        number = {name: place for place, name in enumerate(names)}
        lengths = np.array([len(genres) for genres in self.genres], dtype=np.intp)
        flat = np.array([number[name] for genres in self.genres for name in sorted(genres)], dtype=np.intp)
        return Tags(number, np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp), flat)

    @cached_property
    def cells(self) -> Cells:
        """Groups of tracks that sound alike, by which a large pool is searched."""
        return cells(self.embedding)


class Tags(NamedTuple):
    """Which genres tracks name, row by row."""

    number: Mapping[str, int]
    """Normalised genre -> its number."""
    begins: Rows
    """Shape (n + 1,): where each track's numbers begin."""
    numbers: Rows
    """The numbers of all tracks, one after another."""

    def named(self, rows: Rows, wanted: Sequence[str]) -> Floats:
        """Return shape (rows, wanted): 1 where a track names a genre."""
        column = np.full(len(self.number) + 1, -1, dtype=np.intp)
        known = [(place, self.number[name]) for place, name in enumerate(wanted) if name in self.number]
        for place, number in known:
            column[number] = place
        lengths = self.begins[rows + 1] - self.begins[rows]
        ends = np.cumsum(lengths)
        flat = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths)
        places = column[self.numbers[flat + np.repeat(self.begins[rows], lengths)]]
        found = np.zeros((len(rows), len(wanted)))
        found[np.repeat(np.arange(len(rows)), lengths)[places >= 0], places[places >= 0]] = 1.0
        return found


def _rows_by(keys: Sequence[tuple[str, ...] | frozenset[str]]) -> dict[str, Rows]:
    found: dict[str, list[int]] = {}
    for row, several in enumerate(keys):
        for key in several:
            found.setdefault(key, []).append(row)
    return {key: np.array(rows, dtype=np.intp) for key, rows in found.items()}
