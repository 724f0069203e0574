"""Playlists and saved things in an export, read back: checked whole, then stored beside what the account has already.

A playlist that is here already stays as it is. A track that is not in this library has its place kept: the playlist
names it as soon as a scan finds it, and no row of the catalogue is made for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from accord.domain.errors import ForeignEvents, InvalidParameter
from accord.domain.ids import require_id
from accord.library.old_ids import SOURCE as OLD_IDS
from accord.library.playlists import MOST_ITEMS, next_snapshot
from accord.library.transfer_form import table_member
from accord.library.transfer_read import LONGEST_LINE, Archive, named_fields
from accord.rights.registry import OWN_LISTENING
from accord.store.schema import OldIdRow, PlaylistItemRow, PlaylistRow, SavedRow

LONGEST_PLAYLIST = 8 * LONGEST_LINE
"""Bytes of a playlist's line, which may hold a picture."""

LATEST = 253_402_300_799
"""Seconds since 1970: the last that a date of four digits can name."""

KINDS = ("track", "album", "artist", "playlist", "user")


@dataclass(frozen=True, slots=True)
class Collections:
    """What an export holds of them, as rows that name no listener yet."""

    playlists: Sequence[dict[str, Any]]
    items: Mapping[str, Sequence[dict[str, Any]]]
    """Of each of those playlists, in its order; ``added_by`` is whether the listener added it."""
    saved: Sequence[dict[str, Any]]
    old_ids: Sequence[dict[str, Any]]


def read_collections(archive: Archive) -> Collections:
    """Return the playlists and saved things of an export; of an older one, none.

    Raises
    ------
    InvalidParameter
        If a line is not in form; the message names it.
    ForeignEvents
        If one is about somebody else.
    """
    playlists = _rows(archive, "playlists", _playlist, LONGEST_PLAYLIST)
    items: dict[str, list[dict[str, Any]]] = {row["id"]: [] for row in playlists}
    for row in _rows(archive, "playlist_items", _item):
        if row["playlist_id"] in items:  # what the listener added to somebody else's playlist is that one's
            items[row["playlist_id"]].append(row)
    for rows in items.values():
        rows.sort(key=lambda row: int(row["position"]))
        if len(rows) > MOST_ITEMS:
            raise InvalidParameter(f"A playlist has {MOST_ITEMS} items at most; one of the archive has {len(rows)}.")
    return Collections(playlists, items, _rows(archive, "saved", _saved), _rows(archive, "old_ids", _old_id))


def require_own(db: Connection, collections: Collections, owner_id: str) -> None:
    """Return if no playlist of an export is another listener's of this Accord.

    Raises
    ------
    ForeignEvents
        If one is.
    """
    for row in collections.playlists:
        owner = db.execute(select(PlaylistRow.listener_id).where(PlaylistRow.id == row["id"])).scalar()
        if owner is not None and owner != owner_id:
            raise ForeignEvents("The export holds a playlist of another listener of this Accord.")


def keep_collections(db: Connection, collections: Collections, listener_id: str) -> None:
    """Store what is not here yet, for a listener."""
    origin = {"source_id": OWN_LISTENING.id}
    for playlist in collections.playlists:
        if db.execute(select(PlaylistRow.id).where(PlaylistRow.id == playlist["id"])).scalar() is not None:
            continue
        db.execute(insert(PlaylistRow), playlist | origin | {"listener_id": listener_id})
        rows = [
            row | origin | {"position": place, "added_by": listener_id if row["added_by"] else None}
            for place, row in enumerate(collections.items[playlist["id"]])
        ]
        if rows:
            db.execute(insert(PlaylistItemRow), rows)
    if collections.saved:
        theirs = [row | origin | {"listener_id": listener_id} for row in collections.saved]
        db.execute(insert(SavedRow).on_conflict_do_nothing(), theirs)
    if collections.old_ids:
        known = [row | {"source_id": OLD_IDS, "listener_id": listener_id} for row in collections.old_ids]
        db.execute(insert(OldIdRow).on_conflict_do_nothing(), known)


def _rows(
    archive: Archive, table: str, read: Callable[[dict[str, Any], Archive], dict[str, Any]], longest: int = LONGEST_LINE
) -> list[dict[str, Any]]:
    found = []
    for number, line in archive.rows(table, longest):
        with named_fields(table_member(table), number):
            found.append(read(line, archive))
    return found


def _playlist(line: dict[str, Any], _: Archive) -> dict[str, Any]:
    next_snapshot(line["snapshot_id"])  # one that cannot be counted on from is none
    return {
        "id": require_id(line["id"]),
        **{name: _of(line, name, str) for name in ("name", "description", "snapshot_id")},
        **{name: _of(line, name, bool) for name in ("public", "collaborative")},
        "created_at": _of(line, "created_at", int),
        "picture": None if line["picture"] is None else bytes.fromhex(line["picture"]),
    }


def _item(line: dict[str, Any], archive: Archive) -> dict[str, Any]:
    if line["added_by"] not in (None, archive.profile.id):
        raise ForeignEvents("An item of a playlist was added by somebody else.")
    return {
        "playlist_id": require_id(line["playlist_id"]),
        "track_id": require_id(line["track_id"]),
        **{name: _of(line, name, int) for name in ("position", "added_at")},
        "added_by": line["added_by"] is not None,
    }


def _saved(line: dict[str, Any], _: Archive) -> dict[str, Any]:
    if line["kind"] not in KINDS or not 0 < len(_of(line, "entity_id", str)) <= 64:
        raise ValueError(f"nothing of kind {line['kind']!r} is saved under that id")
    return {"kind": line["kind"], "entity_id": line["entity_id"], "saved_at": _of(line, "saved_at", int)}


def _old_id(line: dict[str, Any], _: Archive) -> dict[str, Any]:
    if line["kind"] not in KINDS[:3]:
        raise ValueError(f"nothing of kind {line['kind']!r} has an old id")
    return {"kind": line["kind"], **{name: require_id(line[name]) for name in ("old_id", "entity_id")}}


def _of(line: dict[str, Any], name: str, kind: type) -> Any:
    if type(line[name]) is not kind:
        raise TypeError(f"{name} is not of type {kind.__name__}")
    if kind is int and not 0 <= line[name] <= LATEST:
        raise ValueError(f"{name} is out of range")
    return line[name]
