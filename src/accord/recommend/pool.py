"""What can be recommended: every analysed track, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from accord.recommend.cells import Cells, cells
from accord.recommend.tunables import COLUMNS

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

    def sources_of(self, *rows: Rows) -> set[str]:
        """Return the ids of the sources that some tracks came from."""
        names, number = self._source_numbers
        there = np.zeros(len(names), dtype=np.bool_)
        for several in rows:
            there[number[several]] = True
        return {names[place] for place in np.flatnonzero(there).tolist()}

    @cached_property
    def _source_numbers(self) -> tuple[list[str], Rows]:
        names = sorted(set(self.sources))
        number = {name: place for place, name in enumerate(names)}
        return names, np.array([number[source] for source in self.sources], dtype=np.intp)

    @cached_property
    def artist_ids(self) -> Sequence[str]:
        """The ids of all artists, in order."""
        return sorted(self.by_artist)

    @cached_property
    def artist_centres(self) -> NDArray[np.float32]:
        """Shape (artists, d): the mean of each artist's tracks, in the order of ``artist_ids``."""
        return np.stack([self.centre(self.by_artist[id_]) for id_ in self.artist_ids])

    @cached_property
    def genre_centres(self) -> Mapping[str, NDArray[np.float32]]:
        """Normalised genre -> the mean of its tracks."""
        return {name: self.centre(rows) for name, rows in self.by_genre.items()}

    def centre(self, rows: Rows) -> NDArray[np.float32]:
        """Return shape (d,): the mean of some tracks."""
        return np.asarray(self.embedding[rows].mean(axis=0))

    @cached_property
    def artist_genres(self) -> Sequence[frozenset[str]]:
        """The genres that any of an artist's tracks names, in the order of ``artist_ids``."""
        return [frozenset[str]().union(*(self.genres[row] for row in self.by_artist[id_])) for id_ in self.artist_ids]

    @cached_property
    def tags(self) -> Tags:
        """The genres of all tracks as numbers."""
        names = sorted(self.by_genre)
        number = {name: place for place, name in enumerate(names)}
        sets = {genres: place for place, genres in enumerate(dict.fromkeys(self.genres))}
        lengths = np.array([len(genres) for genres in sets], dtype=np.intp)
        flat = np.array([number[name] for genres in sets for name in sorted(genres)], dtype=np.intp)
        sort = np.array([sets[genres] for genres in self.genres], dtype=np.intp)
        return Tags(number, sort, np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp), flat)

    @cached_property
    def fame(self) -> Floats:
        """Shape (n,): how much of each track's main artist is here, 0 to 1."""
        return np.nan_to_num(self.attributes[:, COLUMNS["popularity"]]) / 100.0

    @cached_property
    def cells(self) -> Cells:
        """Groups of tracks that sound alike, by which a large pool is searched."""
        return cells(self.embedding)


class Tags(NamedTuple):
    """Which genres tracks name. Many tracks name the same ones, and are of one sort."""

    number: Mapping[str, int]
    """Normalised genre -> its number."""
    sort: Rows
    """Shape (n,): of which sort each track is."""
    begins: Rows
    """Shape (sorts + 1,): where the numbers of each sort begin."""
    numbers: Rows
    """The numbers of all sorts, one after another."""

    def of(self, sorts: Rows) -> tuple[Rows, Rows]:
        """Return the numbers of some sorts, one after another, and how many each has."""
        lengths = self.begins[sorts + 1] - self.begins[sorts]
        ends = np.cumsum(lengths)
        flat = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths)
        return self.numbers[flat + np.repeat(self.begins[sorts], lengths)], lengths

    def sums(self, worth: Floats) -> Floats:
        """Return shape (sorts,): the sum of what the genres of each are worth, by their number."""
        sums = np.concatenate([[0.0], np.cumsum(worth[self.numbers])])
        return np.asarray(sums[self.begins[1:]] - sums[self.begins[:-1]])

    def named(self, sorts: Rows, wanted: Rows) -> Floats:
        """Return shape (sorts, wanted): 1 where a sort names a genre, by its number."""
        column = np.full(len(self.number), -1, dtype=np.intp)
        column[wanted] = np.arange(len(wanted))
        numbers, lengths = self.of(sorts)
        places = column[numbers]
        found = np.zeros((len(sorts), len(wanted)))
        found[np.repeat(np.arange(len(sorts)), lengths)[places >= 0], places[places >= 0]] = 1.0
        return found


def _rows_by(keys: Sequence[tuple[str, ...] | frozenset[str]]) -> dict[str, Rows]:
    found: dict[str, list[int]] = {}
    for row, several in enumerate(keys):
        for key in several:
            found.setdefault(key, []).append(row)
    return {key: np.array(rows, dtype=np.intp) for key, rows in found.items()}
