"""Who an Apple Music song is by, from the other files of an export: the library's tracks, the daily tracks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO

from accord.domain.history import LeftOut
from accord.histories.format import Head
from accord.histories.json_rows import objects
from accord.histories.table_rows import lines, rows
from accord.histories.values import text

MOST = 500_000
"""Songs that are remembered."""

DESCRIPTION = "track description"
"""Column of the daily tracks: artist and title with a dash between."""


class Artists:
    """The artists of songs; the files are read at the first question.

    Parameters
    ----------
    beside : callable
        Opens the other files of the export, one after the other.
    """

    def __init__(self, beside: Callable[[], Iterator[tuple[Head, IO[bytes]]]]) -> None:
        self._beside = beside
        self._known: dict[tuple[str, str], str | None] | None = None

    def of(self, title: str, album: str | None) -> str | None:
        """Return the artist of a song, ``None`` where no file names one, or several songs are called so."""
        if self._known is None:
            self._known = {}
            for song, artist, release in self._named():
                self._learn((song.casefold(), release.casefold()), artist)
                if release:
                    self._learn((song.casefold(), ""), artist)
        keys = [(title.casefold(), (album or "").casefold()), (title.casefold(), "")]
        return next((found for key in keys if (found := self._known.get(key))), None)

    def _learn(self, key: tuple[str, str], artist: str) -> None:
        assert self._known is not None
        if len(self._known) < MOST or key in self._known:
            # Two artists with songs of one name: neither is known to be meant.
            self._known[key] = artist if self._known.get(key, artist) == artist else None

    def _named(self) -> Iterator[tuple[str, str, str]]:
        """Yield title, artist and album of the songs that the other files name."""
        for head, file in self._beside():
            if {"Title", "Artist"} <= head.keys:
                for song in objects(file):
                    if isinstance(song, LeftOut):
                        continue
                    title, artist, album = (text(song.get(key)) for key in ("Title", "Artist", "Album"))
                    if title and artist:
                        yield title, artist, album or ""
            elif DESCRIPTION in head.columns:
                for row in rows(lines(file, head.data)):
                    if isinstance(row, dict):
                        yield from _splits(row[DESCRIPTION])


def _splits(description: str) -> Iterator[tuple[str, str, str]]:
    """Yield every way to read a description: names hold dashes too."""
    at = description.find(" - ")
    while at > 0:
        yield description[at + 3 :].strip(), description[:at].strip(), ""
        at = description.find(" - ", at + 3)
