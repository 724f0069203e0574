"""Which track of the library a listen was to: by ISRC, by MusicBrainz id, then by artist and title."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from accord.domain.entities import Listen
from accord.domain.ids import normalise
from accord.domain.labels import Purpose
from accord.library.catalogue import Library
from accord.library.fresh import Fresh

_NAMED = """
    SELECT file.track_id, file.title, file.isrc, file.mb_recording_id, credit.name
    FROM files AS file JOIN credits AS credit ON credit.file_id = file.id AND credit.role = 'track'
    ORDER BY file.speaks, file.id DESC
"""


class Matching:
    """Matches listens with the tracks of one library.

    Parameters
    ----------
    library : Library
        An open library.
    clock : callable
        Returns seconds that never go back.
    """

    def __init__(self, library: Library, clock: Callable[[], float] = time.monotonic) -> None:
        self._library = library
        self._known = Fresh(library, self._load, clock)

    def match(self, listens: Iterable[Listen]) -> list[str | None]:
        """Return for each listen the id of the track that it was to, ``None`` where the library has none such."""
        known = self._known.current()
        return [next((known[key] for key in _keys(listen) if key in known), None) for listen in listens]

    def _load(self) -> dict[tuple[str, str], str]:
        known: dict[tuple[str, str], str] = {}
        # The file that speaks for a track comes last, and wins.
        for track_id, title, isrc, mbid, artist in self._library.door.rows(Purpose.SERVICE, _NAMED):
            known["name", f"{normalise(artist)}\n{normalise(title)}"] = track_id
            if isrc:
                known["isrc", isrc] = track_id
            if mbid:
                known["mbid", mbid] = track_id
        return known


def _keys(listen: Listen) -> Iterable[tuple[str, str]]:
    if listen.isrc:
        yield "isrc", listen.isrc
    if listen.recording_mbid:
        yield "mbid", listen.recording_mbid
    yield "name", f"{normalise(listen.artist_name)}\n{normalise(listen.track_name)}"
