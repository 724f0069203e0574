"""The rows of playlists: a fixed number of statements, however many items there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from accord.domain.playlists import Playlist, PlaylistItem
from accord.library import browse
from accord.rights.registry import OWN_LISTENING
from accord.store.reader import Reader, listed

COVERS_FROM = 50
"""Items among which a cover for the playlist is looked for."""

_AMONG = "IN (SELECT value FROM json_each(?))"
# Positions have no holes, so the last one tells the count; and followers are counted by listener, whose keys the table
# of saved things begins with.
_PLAYLISTS = f"""
    SELECT playlist.id, owner.id, owner.name, playlist.name, playlist.description, playlist.public,
        playlist.collaborative, playlist.snapshot_id,
        (SELECT coalesce(max(position) + 1, 0) FROM playlist_items WHERE playlist_id = playlist.id),
        playlist.picture IS NOT NULL,
        (SELECT release.cover_id FROM playlist_items AS item
            JOIN files AS file ON file.track_id = item.track_id AND file.speaks
            JOIN releases AS release ON release.id = file.release_id
            WHERE item.playlist_id = playlist.id AND item.position < {COVERS_FROM} AND release.cover_id IS NOT NULL
            ORDER BY item.position LIMIT 1),
        (SELECT count(*) FROM listeners AS listener WHERE EXISTS (SELECT 1 FROM saved
            WHERE listener_id = listener.id AND kind = 'playlist' AND entity_id = playlist.id))
    FROM playlists AS playlist JOIN listeners AS owner ON owner.id = playlist.listener_id
    WHERE playlist.id {_AMONG}
"""
_ITEMS = """
    SELECT item.track_id, item.added_at, adder.id, adder.name
    FROM playlist_items AS item LEFT JOIN listeners AS adder ON adder.id = item.added_by
    WHERE item.playlist_id = ? AND item.position >= ? AND item.position < ? ORDER BY item.position
"""
_ENTRIES = "SELECT track_id, added_at, added_by FROM playlist_items WHERE playlist_id = ? ORDER BY position"
_SOURCES = """
    SELECT DISTINCT track.source_id FROM playlist_items AS item CROSS JOIN tracks AS track ON track.id = item.track_id
    WHERE item.playlist_id = ?
"""
_SOURCES_OF_TRACKS = f"SELECT DISTINCT source_id FROM tracks WHERE id {_AMONG}"


class Entry(NamedTuple):
    """An item as it is kept."""

    track_id: str
    added_at: int
    added_by: str | None


def playlists(db: Reader, ids: Sequence[str]) -> list[Playlist | None]:
    """Return the playlists of these ids, ``None`` for the unknown; covers are those that the connection sees."""
    found = {}
    for row in db.rows(_PLAYLISTS, listed(dict.fromkeys(ids))):
        id_, owner_id, owner_name, name, description, public, collaborative, snapshot_id, *facts = row
        total, pictured, cover_id, followers = facts
        found[id_] = Playlist(
            *(id_, owner_id, owner_name, name, description, bool(public), bool(collaborative), snapshot_id),
            *(total, bool(pictured), cover_id, followers),
        )
    return [found.get(id_) for id_ in ids]


def items(db: Reader, playlist_id: str, limit: int, offset: int) -> list[PlaylistItem]:
    """Return a stretch of a playlist; tracks are those that the connection sees."""
    rows = db.rows(_ITEMS, playlist_id, offset, offset + limit)
    tracks = browse.tracks(db, [row[0] for row in rows])
    return [PlaylistItem(track, *row[1:]) for track, row in zip(tracks, rows, strict=True)]


def sources(db: Connection, playlist_id: str) -> set[str]:
    """Return the ids of the sources from which a playlist's tracks come."""
    return set(db.exec_driver_sql(_SOURCES, (playlist_id,)).scalars())


def sources_of_tracks(db: Connection, track_ids: Sequence[str]) -> set[str]:
    """Return the ids of the sources from which tracks come."""
    return set(db.exec_driver_sql(_SOURCES_OF_TRACKS, (listed(track_ids),)).scalars())


def entries(db: Connection, playlist_id: str) -> list[Entry]:
    """Return all items of a playlist."""
    return list(map(Entry._make, db.exec_driver_sql(_ENTRIES, (playlist_id,)).all()))


def write_entries(db: Connection, playlist_id: str, before: Sequence[Entry], after: Sequence[Entry]) -> None:
    """Make a playlist's items what they are to be, writing no more than the stretch that differs."""
    start, kept = _shared(before, after), 0
    if len(before) == len(after):  # what stands behind a change keeps its position
        kept = _shared(before[start:][::-1], after[start:][::-1])
    db.exec_driver_sql(
        "DELETE FROM playlist_items WHERE playlist_id = ? AND position >= ? AND position < ?",
        (playlist_id, start, len(before) - kept),
    )
    new = [(playlist_id, position, *after[position], OWN_LISTENING.id) for position in range(start, len(after) - kept)]
    if new:
        db.exec_driver_sql(
            "INSERT INTO playlist_items (playlist_id, position, track_id, added_at, added_by, source_id)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            new,
        )


def _shared(one: Iterable[Entry], other: Iterable[Entry]) -> int:
    """Return how many items two lists have in common at their beginning."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count
