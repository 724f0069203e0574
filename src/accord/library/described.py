"""All that is known of every analysed track, for what compares tracks with each other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from accord.store.reader import Reader

_TRACKS = """
    SELECT file.track_id, file.id, file.isrc, file.mb_recording_id, analysis.features, analysis.embedding,
        file.release_id, file.source_id
    FROM files AS file JOIN analyses AS analysis ON analysis.track_id = file.track_id
    WHERE file.speaks AND analysis.id = (SELECT max(id) FROM analyses WHERE track_id = file.track_id)
    ORDER BY file.track_id
"""
_CREDITS = """
    SELECT file_id, artist_id FROM credits JOIN files AS file ON file.id = file_id
    WHERE role = 'track' AND file.speaks ORDER BY file_id, position
"""
_GENRES = "SELECT file_id, genre_key FROM file_genres JOIN files AS file ON file.id = file_id WHERE file.speaks"
_PRESENCE = "SELECT id, 100.0 * track_count / (SELECT max(1, max(track_count)) FROM artists) FROM artists"
_STATE = """
    SELECT (SELECT max(id) FROM analyses), (SELECT count(*) FROM analyses),
        (SELECT max(id) FROM files), (SELECT count(*) FROM files)
"""


@dataclass(frozen=True, slots=True)
class Described:
    """An analysed track."""

    id: str
    features: bytes
    """The audio-features object, JSON."""
    embedding: bytes
    """Little-endian float32."""
    recording: str
    """The ISRC, the MusicBrainz recording id, or the track's own id: the same for the same performance."""
    artists: tuple[str, ...]
    genres: frozenset[str]
    """Normalised names."""
    popularity: int
    """0 to 100."""
    release: str
    """The id of the release that the file which speaks for it is on."""
    source: str
    """The id of the source that it came from."""


def described(db: Reader) -> list[Described]:
    """Return every analysed track that has a file, by id."""
    credits, genres = _grouped(db, _CREDITS), _grouped(db, _GENRES)
    presence: dict[str, float] = dict(db.rows(_PRESENCE))
    return [
        Described(
            id_,
            features,
            embedding,
            isrc or mbid or id_,
            tuple(credits[file_id]),
            frozenset(genres[file_id]),
            round(max(presence.get(artist, 0.0) for artist in credits[file_id])),
            release,
            source,
        )
        for id_, file_id, isrc, mbid, features, embedding, release, source in db.rows(_TRACKS)
    ]


def state(db: Connection) -> tuple[Any, ...]:
    """Return what changes when files or analyses come or go."""
    return tuple(db.exec_driver_sql(_STATE).one())


def genre_names(db: Reader) -> dict[str, str]:
    """Return the name of each genre that a file which is there names, by its normalised form."""
    used = "SELECT key, name FROM genres WHERE key IN (SELECT genre_key FROM file_genres) ORDER BY key"
    return dict(db.rows(used))


def _grouped(db: Reader, statement: str) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for file_id, value in db.rows(statement):
        found[file_id].append(value)
    return found
