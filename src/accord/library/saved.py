"""What listeners save and follow: tracks, albums, artists, playlists and each other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeVar

from sqlalchemy import Connection, delete, select

from accord.domain.entities import Artist, ReleaseDetail, Track
from accord.domain.labels import Purpose
from accord.library import browse
from accord.library.results import Page
from accord.rights.registry import OWN_LISTENING
from accord.store.reader import Reader, listed
from accord.store.schema import PlaylistRow, SavedRow

if TYPE_CHECKING:
    from accord.library.catalogue import Library

Kind = Literal["track", "album", "artist", "playlist", "user"]
T = TypeVar("T")
Reading = Callable[[Reader, Sequence[str]], list[T | None]]

# What has no file any more, or may not be used, is neither shown nor counted, as it is nowhere else; its row stays.
_TRACKS = """
    FROM saved JOIN files AS file ON file.track_id = saved.entity_id AND file.speaks
    WHERE saved.listener_id = ? AND saved.kind = 'track'
"""
_ALBUMS = """
    FROM saved JOIN release_aliases AS alias ON alias.id = saved.entity_id
        JOIN releases AS release ON release.id = alias.owner_id AND release.track_count > 0
    WHERE saved.listener_id = ? AND saved.kind = 'album'
"""
_ARTISTS = """
    FROM saved JOIN artist_aliases AS alias ON alias.id = saved.entity_id
        JOIN artists AS artist ON artist.id = alias.owner_id
    WHERE saved.listener_id = ? AND saved.kind = 'artist' AND (artist.track_count > 0
        OR EXISTS (SELECT 1 FROM release_artists AS credit WHERE credit.artist_id = artist.id))
"""
_NEWEST = (
    "SELECT saved.entity_id, saved.saved_at {what} ORDER BY saved.saved_at DESC, saved.rowid DESC LIMIT ? OFFSET ?"
)
_COUNT = "SELECT count(*) {what}"
_SAVE = """
    INSERT INTO saved (listener_id, kind, entity_id, saved_at, source_id) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO {otherwise}
"""
_AMONG = (
    "SELECT entity_id FROM saved WHERE listener_id = ? AND kind = ? AND entity_id IN (SELECT value FROM json_each(?))"
)


class Saved:
    """What the listeners of one library keep.

    Parameters
    ----------
    library : Library
        An open library.
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(self, library: Library, clock: Callable[[], float] = time.time) -> None:
        self._library = library
        self._store = library.store
        self._clock = clock

    def save(self, listener_id: str, things: Iterable[tuple[Kind, str]], at: Mapping[str, int] | None = None) -> None:
        """Keep things, all or none; what is kept already stays as it is unless its time is given.

        Parameters
        ----------
        listener_id : str
            For whom.
        things : iterable of (kind, id)
            What.
        at : mapping, optional
            Id -> seconds since 1970 when it was saved; now for all others.
        """
        now, at = int(self._clock()), at or {}
        new = [(listener_id, kind, id_, at.get(id_, now), OWN_LISTENING.id) for kind, id_ in things]
        known = "UPDATE SET saved_at = excluded.saved_at"
        with self._store.writing() as db:
            for row in new:
                db.exec_driver_sql(_SAVE.format(otherwise=known if row[2] in at else "NOTHING"), row)

    def remove(self, listener_id: str, things: Iterable[tuple[Kind, str]]) -> None:
        """Keep things no longer; what was not kept does not matter."""
        with self._store.writing() as db:
            for kind, id_ in things:
                own = (SavedRow.listener_id == listener_id, SavedRow.kind == kind, SavedRow.entity_id == id_)
                db.execute(delete(SavedRow).where(*own))

    def contains(self, listener_id: str, kind: Kind, ids: Sequence[str]) -> list[bool]:
        """Return for each id whether it is kept."""
        with self._store.reading() as db:
            kept = set(db.exec_driver_sql(_AMONG, (listener_id, kind, listed(ids))).scalars())
        return [id_ in kept for id_ in ids]

    def tracks(self, listener_id: str, limit: int, offset: int) -> Page[tuple[Track, int]]:
        """Return saved tracks, each with the time when it was saved, the latest first."""
        return self._newest(listener_id, _TRACKS, limit, offset, browse.tracks)

    def albums(self, listener_id: str, limit: int, offset: int) -> Page[tuple[ReleaseDetail, int]]:
        """Return saved releases, each with the time when it was saved, the latest first."""
        return self._newest(listener_id, _ALBUMS, limit, offset, browse.releases)

    def artists(self, listener_id: str, limit: int, after: str) -> tuple[Page[Artist], bool]:
        """Return followed artists in the order of their ids, and whether there are more.

        Parameters
        ----------
        listener_id : str
            Whose.
        limit : int
            How many at most.
        after : str
            Id of the artist behind whom to begin; empty for the beginning. It need not be followed any more.
        """
        query = f"SELECT DISTINCT artist.id {_ARTISTS} AND artist.id > ? ORDER BY artist.id LIMIT ?"
        with self._library.door.reading(Purpose.SERVICE) as db:
            total = db.value(f"SELECT count(DISTINCT artist.id) {_ARTISTS}", listener_id)
            ids = db.column(query, listener_id, after, limit + 1)
            found = [artist for artist in browse.artists(db, ids[:limit]) if artist]
        return Page(found, total), len(ids) > limit

    def playlists(self, listener_id: str) -> list[tuple[str, int]]:
        """Return (id, when it was followed) of each playlist that a listener follows, the latest first."""
        query = select(SavedRow.entity_id, SavedRow.saved_at).where(
            SavedRow.listener_id == listener_id, SavedRow.kind == "playlist"
        )
        with self._store.reading() as db:
            found = db.execute(query.order_by(SavedRow.saved_at.desc(), SavedRow.entity_id)).all()
        return [(id_, at) for id_, at in found]

    def _newest(self, listener_id: str, what: str, limit: int, offset: int, read: Reading[T]) -> Page[tuple[T, int]]:
        with self._library.door.reading(Purpose.SERVICE) as db:
            total = db.value(_COUNT.format(what=what), listener_id)
            kept = db.rows(_NEWEST.format(what=what), listener_id, limit, offset)
            found = read(db, [id_ for id_, _ in kept])
        return Page([(thing, at) for thing, (_, at) in zip(found, kept, strict=True) if thing is not None], total)


def forget_followers(db: Connection, listener_id: str) -> None:
    """Remove what others keep of a listener who goes: that they follow them, or a playlist of theirs."""
    theirs = select(PlaylistRow.id).where(PlaylistRow.listener_id == listener_id)
    db.execute(delete(SavedRow).where(SavedRow.kind == "user", SavedRow.entity_id == listener_id))
    db.execute(delete(SavedRow).where(SavedRow.kind == "playlist", SavedRow.entity_id.in_(theirs)))
