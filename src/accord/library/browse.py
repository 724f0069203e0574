"""Tracks, artists and releases by id: a fixed number of statements, however many are asked for.

What has no file any more is not answered, though its row stays: it cannot be played. When the file comes back, the
same id answers again.

Without listening data, popularity is presence: the tracks of an artist here, relative to the artist with most.

The statements are text: building one from expressions takes ten times as long as SQLite takes to run it. Ids come in as
one JSON array, so that a statement is the same for one and for fifty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accord.domain.entities import Artist, ArtistRef, Cover, Release, ReleaseDetail, Track
from accord.library.results import Page
from accord.store.reader import Reader, listed

GENRES_SHOWN = 5
"""Genres named for an artist or a release, the commonest first."""

_AMONG = "IN (SELECT value FROM json_each(?))"
_TRACK_FILES = """
    SELECT file.id, file.track_id, file.release_id, file.title, file.track_number, file.disc_number, file.isrc,
        track.duration
    FROM files AS file JOIN tracks AS track ON track.id = file.track_id
"""
_TRACKS = f"{_TRACK_FILES} WHERE file.track_id {_AMONG} AND file.speaks"
_ANY_TRACKS = f"""
    {_TRACK_FILES} WHERE file.speaks AND file.track_id IN (SELECT track_id FROM analyses)
    ORDER BY file.track_id LIMIT ?
"""
# A release may hold a sound twice: the copy that speaks, or says most, stands for it.
_COPIES = """
    SELECT id AS copy_id, row_number() OVER (
        PARTITION BY track_id ORDER BY speaks DESC, completeness DESC, path, span) AS copy
    FROM files WHERE release_id = (SELECT owner_id FROM release_aliases WHERE id = ?)
"""
_RELEASE_TRACKS = f"""
    {_TRACK_FILES} JOIN ({_COPIES}) ON copy_id = file.id WHERE copy = 1
    ORDER BY coalesce(file.disc_number, 1), file.track_number IS NULL, file.track_number, file.path, file.span
    LIMIT ? OFFSET ?
"""
_RELEASE_TRACK_COUNT = f"SELECT count(*) FROM ({_COPIES}) WHERE copy = 1"

_TRACK_CREDITS = f"""
    SELECT file_id, artist_id, name FROM credits WHERE file_id {_AMONG} AND role = 'track' ORDER BY file_id, position
"""
_RELEASE_CREDITS = f"""
    SELECT release_id, artist_id, name FROM release_artists WHERE release_id {_AMONG} ORDER BY release_id, position
"""
_RELEASES = f"""
    SELECT id, title, kind, date, total_tracks, cover_id, mbid FROM releases WHERE id {_AMONG} AND track_count > 0
"""
_LICENCES = f"""
    SELECT DISTINCT release_id, coalesce(licence, terms) AS stated FROM files
    WHERE release_id {_AMONG} AND stated IS NOT NULL ORDER BY release_id, stated
"""
_ARTISTS = f"""
    SELECT id, name, mbid FROM artists WHERE id {_AMONG}
    AND (track_count > 0 OR EXISTS (SELECT 1 FROM release_artists WHERE artist_id = artists.id))
"""
# The last row of each artist stays: the earliest release with a picture.
_ARTIST_COVERS = f"""
    SELECT DISTINCT credit.artist_id, release.cover_id
    FROM credits AS credit JOIN files AS file ON file.id = credit.file_id
        JOIN releases AS release ON release.id = file.release_id
    WHERE credit.artist_id {_AMONG} AND release.cover_id IS NOT NULL
    ORDER BY release.date IS NULL DESC, release.date DESC, release.id DESC
"""
_ARTIST_GENRES = f"""
    SELECT credit.artist_id, genre.name
    FROM credits AS credit JOIN file_genres AS named ON named.file_id = credit.file_id
        JOIN genres AS genre ON genre.key = named.genre_key
    WHERE credit.artist_id {_AMONG} GROUP BY credit.artist_id, genre.key
    ORDER BY credit.artist_id, count(DISTINCT named.file_id) DESC, min(named.position), genre.key
"""
_RELEASE_GENRES = f"""
    SELECT file.release_id, genre.name
    FROM files AS file JOIN file_genres AS named ON named.file_id = file.id
        JOIN genres AS genre ON genre.key = named.genre_key
    WHERE file.release_id {_AMONG} GROUP BY file.release_id, genre.key
    ORDER BY file.release_id, count(DISTINCT named.file_id) DESC, min(named.position), genre.key
"""
_PRESENCE = f"""
    SELECT id, round(100.0 * track_count / max(1, (SELECT max(track_count) FROM artists))) FROM artists
    WHERE id {_AMONG}
"""


def tracks(db: Reader, ids: Sequence[str]) -> list[Track | None]:
    """Return the tracks of these ids, each as the file that speaks for it says; ``None`` for the unknown."""
    found = {track.id: track for track in _as_tracks(db, _asked(db, _TRACKS, ids))}
    return [found.get(id_) for id_ in ids]


def any_tracks(db: Reader, limit: int) -> list[Track]:
    """Return some tracks that were analysed, in no particular but always the same order."""
    return _as_tracks(db, db.rows(_ANY_TRACKS, limit))


def release_tracks(db: Reader, release_id: str, limit: int, offset: int) -> Page[Track]:
    """Return the tracks of a release in its order, each as its file on this release says."""
    total = db.value(_RELEASE_TRACK_COUNT, release_id)
    return Page(_as_tracks(db, db.rows(_RELEASE_TRACKS, release_id, limit, offset)), total)


def artists(db: Reader, ids: Sequence[str]) -> list[Artist | None]:
    """Return the artists of these ids or aliases; ``None`` for the unknown."""
    owners = _owners(db, "artist_aliases", ids)
    known = sorted(set(owners.values()))
    genres, popularity = _commonest(db, _ARTIST_GENRES, known), _popularity(db, known)
    covers: dict[str, str] = dict(_asked(db, _ARTIST_COVERS, known))
    found = {
        id_: Artist(id_, name, mbid, genres[id_], covers.get(id_), popularity[id_])
        for id_, name, mbid in _asked(db, _ARTISTS, known)
    }
    return [found.get(owners.get(id_, "")) for id_ in ids]


def releases(db: Reader, ids: Sequence[str]) -> list[ReleaseDetail | None]:
    """Return the releases of these ids or aliases; ``None`` for the unknown."""
    owners = _owners(db, "release_aliases", ids)
    short = _releases(db, sorted(set(owners.values())))
    known = sorted(short)
    genres, licences = _commonest(db, _RELEASE_GENRES, known), _grouped(_asked(db, _LICENCES, known))
    popularity = _popularity(db, {ref.id for release in short.values() for ref in release.artists})
    found = {
        id_: ReleaseDetail(
            **{name: getattr(release, name) for name in Release.__slots__},
            genres=genres[id_],
            popularity=max(popularity[ref.id] for ref in release.artists),
            licences=tuple(licences[id_]),
        )
        for id_, release in short.items()
    }
    return [found.get(owners.get(id_, "")) for id_ in ids]


def short_releases(db: Reader, ids: Sequence[str]) -> list[Release]:
    """Return the short form of releases that are there, in the order of their ids."""
    found = _releases(db, ids)
    return [found[id_] for id_ in ids if id_ in found]


def cover(db: Reader, cover_id: str) -> Cover | None:
    """Return a picture."""
    rows = db.rows("SELECT media_type, data FROM covers WHERE id = ?", cover_id)
    return Cover(*rows[0]) if rows else None


def _as_tracks(db: Reader, files: Sequence[Any]) -> list[Track]:
    credits = _references(db, _TRACK_CREDITS, [file[0] for file in files])
    on = _releases(db, list(dict.fromkeys(file[2] for file in files)))
    popularity = _popularity(db, {ref.id for refs in credits.values() for ref in refs})
    return [
        Track(
            id=track_id,
            title=title,
            artists=credits[file_id],
            release=on[release_id],
            duration=duration,
            track_number=track_number or 0,
            disc_number=disc_number or 1,
            isrc=isrc,
            popularity=max(popularity[ref.id] for ref in credits[file_id]),
        )
        for file_id, track_id, release_id, title, track_number, disc_number, isrc, duration in files
    ]


def _releases(db: Reader, ids: Sequence[str]) -> dict[str, Release]:
    credits = _references(db, _RELEASE_CREDITS, ids)
    return {
        id_: Release(id_, title, kind, credits[id_], date, total_tracks, cover_id, mbid)
        for id_, title, kind, date, total_tracks, cover_id, mbid in _asked(db, _RELEASES, ids)
    }


def _owners(db: Reader, aliases: str, ids: Iterable[str]) -> dict[str, str]:
    return dict(_asked(db, f"SELECT id, owner_id FROM {aliases} WHERE id {_AMONG}", ids))


def _references(db: Reader, statement: str, ids: Iterable[Any]) -> Mapping[Any, tuple[ArtistRef, ...]]:
    found: defaultdict[Any, tuple[ArtistRef, ...]] = defaultdict(tuple)
    for owner, artist_id, name in _asked(db, statement, ids):
        found[owner] += (ArtistRef(artist_id, name),)
    return found


def _popularity(db: Reader, artist_ids: Iterable[str]) -> Mapping[str, int]:
    return defaultdict(int, ((id_, int(share)) for id_, share in _asked(db, _PRESENCE, artist_ids)))


def _commonest(db: Reader, statement: str, ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    named = _grouped(_asked(db, statement, ids))
    return defaultdict(tuple, {id_: tuple(names[:GENRES_SHOWN]) for id_, names in named.items()})


def _grouped(rows: Iterable[Any]) -> Mapping[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for owner, name in rows:
        found[owner].append(name)
    return found


def _asked(db: Reader, statement: str, ids: Iterable[Any]) -> Sequence[Any]:
    """Return the rows of a statement about some ids."""
    return db.rows(statement, listed(dict.fromkeys(ids)))
