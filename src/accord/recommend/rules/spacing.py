"""Spacing: no artist and no album fills a list."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from accord.recommend.asked import Asked
from accord.recommend.pool import Floats, Rows


class _Spacing:
    how = ""

    def __init__(self, asked: Asked, rows: Rows) -> None:
        self._weight = asked.weights[self.how]
        self._keys = [tuple(self.keys(asked, row)) for row in rows.tolist()]
        self._places: dict[str, list[int]] = {}
        for place, keys in enumerate(self._keys):
            for key in keys:
                self._places.setdefault(key, []).append(place)
        self._count: dict[str, int] = {}
        self._before = np.zeros(len(rows))

    def keys(self, asked: Asked, row: int) -> Iterable[str]:
        """Return what a track has in common with others."""
        raise NotImplementedError

    def worth(self) -> Floats:
        """Return shape (n,): what the next place adds to the score of each track, or takes."""
        return -self._weight * self._before

    def place(self, chosen: int) -> None:
        """Take note that a track, by its position, stands at that place."""
        for key in self._keys[chosen]:
            self._count[key] = self._count.get(key, 0) + 1
            places = self._places[key]
            self._before[places] = np.maximum(self._before[places], self._count[key])


class Spacing(_Spacing):
    """Each earlier track of one of a track's artists takes something; of several artists the most heard counts."""

    how = "spacing"

    def keys(self, asked: Asked, row: int) -> Iterable[str]:
        """Return its artists."""
        return asked.pool.artists[row]


class AlbumSpacing(_Spacing):
    """Each earlier track of the same album takes something."""

    how = "album"

    def keys(self, asked: Asked, row: int) -> Iterable[str]:
        """Return its album."""
        return (asked.pool.albums[row],)
