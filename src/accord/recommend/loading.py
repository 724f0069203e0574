"""The pool of a library, kept in memory and made again when the library changes."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import orjson

from accord.domain.labels import Purpose
from accord.features.space import CENTRES
from accord.library.catalogue import Library
from accord.library.described import Described
from accord.library.fresh import Fresh
from accord.recommend.genres import Genres
from accord.recommend.pool import Pool
from accord.recommend.ready_made import ReadyMades
from accord.recommend.tunables import ATTRIBUTES


class Current(NamedTuple):
    """What a library has to recommend, at some moment."""

    pool: Pool
    genres: Genres
    ready_made: ReadyMades


class Stock:
    """What can be recommended from one library.

    Parameters
    ----------
    library : Library
        An open library.
    clock : callable
        Returns seconds that never go back.
    """

    def __init__(self, library: Library, clock: Callable[[], float] = time.monotonic) -> None:
        self._library = library
        self._made = Fresh(library, self._make, clock)

    def current(self) -> Current:
        """Return what there is now, or was a few seconds ago."""
        return self._made.current()

    def _make(self) -> Current:
        pool = pool_of(self._library.described(Purpose.PERSONALISATION))
        genres = Genres(self._library.genre_names())
        return Current(pool, genres, ReadyMades(pool, genres))


def pool_of(tracks: list[Described]) -> Pool:
    """Return tracks as arrays; those whose analysis is of another version's make wait for the next scan."""
    size = len(CENTRES)
    usable = [track for track in tracks if len(track.embedding) == 4 * size]
    table = np.full((len(usable), len(ATTRIBUTES)), math.nan, order="F")  # it is read by columns
    for row, track in enumerate(usable):
        values: Mapping[str, Any] = orjson.loads(track.features) | {"popularity": track.popularity}
        table[row] = [values.get(attribute.name, math.nan) for attribute in ATTRIBUTES]
    first: dict[str, int] = {}
    recordings = [first.setdefault(track.recording, row) for row, track in enumerate(usable)]
    embedding = np.frombuffer(b"".join(track.embedding for track in usable), dtype="<f4").reshape(-1, size)
    return Pool(
        ids=[track.id for track in usable],
        attributes=table,
        embedding=embedding,
        artists=[track.artists for track in usable],
        genres=[track.genres for track in usable],
        recordings=np.array(recordings, dtype=np.intp),
        keys=[track.recording for track in usable],
        albums=[track.release for track in usable],
        sources=[track.source for track in usable],
    )
