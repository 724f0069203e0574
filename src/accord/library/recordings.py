"""Recordings: tracks that are the same performance count as one, and are together in albums and playlists."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from accord.domain.labels import Purpose
from accord.library.catalogue import Library
from accord.library.fresh import Fresh
from accord.library.paths import restored

_TRACKS = """
    SELECT track_id, coalesce(isrc, mb_recording_id, track_id) FROM files WHERE speaks ORDER BY track_id
"""
_ALBUMS = """
    SELECT DISTINCT file.release_id, file.track_id, track.source_id
    FROM files AS file JOIN tracks AS track ON track.id = file.track_id
    WHERE file.release_id IS NOT NULL ORDER BY file.release_id, file.track_id
"""
_LISTED = """
    SELECT item.playlist_id, item.track_id FROM playlist_items AS item
        JOIN playlists AS playlist ON playlist.id = item.playlist_id
    WHERE playlist.listener_id = ? ORDER BY item.playlist_id, item.position
"""
_FILES = "SELECT path, track_id FROM files WHERE span = ''"


class Row(NamedTuple):
    """Recordings that belong together."""

    recordings: frozenset[str]
    """Their keys."""
    source_ids: frozenset[str]
    """The sources in the registry that they come from."""


class Recordings:
    """The recordings of one library.

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

    def of_tracks(self) -> Mapping[str, str]:
        """Return the key of the recording of every track that has a file: ISRC, MusicBrainz id, or the track's own."""
        return self._made.current()

    def albums(self) -> list[Row]:
        """Return the albums with more than one recording that may be learned from, in the order of their ids."""
        of_track, found = self.of_tracks(), defaultdict[str, set[str]](set)
        sources = defaultdict[str, set[str]](set)
        for release_id, track_id, source_id in self._library.door.rows(Purpose.PERSONALISATION, _ALBUMS):
            if track_id in of_track:
                found[release_id].add(of_track[track_id])
                sources[release_id].add(source_id)
        return [Row(frozenset(one), frozenset(sources[id_])) for id_, one in found.items() if len(one) > 1]

    def playlists(self, listener_id: str) -> list[frozenset[str]]:
        """Return what is in each of a listener's playlists, in the order of their ids."""
        of_track, found = self.of_tracks(), defaultdict[str, set[str]](set)
        for playlist_id, track_id in self._library.door.rows(Purpose.PERSONALISATION, _LISTED, listener_id):
            if track_id in of_track:
                found[playlist_id].add(of_track[track_id])
        return [frozenset(one) for one in found.values()]

    def of_files(self) -> Mapping[Path, str]:
        """Return the recording in every file that the library has, by its path."""
        of_track = self.of_tracks()
        found = self._library.door.rows(Purpose.SERVICE, _FILES)
        return {restored(path): of_track[track_id] for path, track_id in found if track_id in of_track}

    def _make(self) -> dict[str, str]:
        return dict(self._library.door.rows(Purpose.SERVICE, _TRACKS))
