"""The playlists of listeners: made, read, changed and removed, each change whole or not at all."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from accord.domain.errors import ForeignPlaylist, InvalidParameter, NotFound
from accord.domain.ids import base62
from accord.domain.labels import Label, Purpose
from accord.domain.playlists import Playlist, PlaylistItem
from accord.library import playlist_rows as rows
from accord.library.playlist_changes import Change, Changes, Inserted, Moved, Removed, gap_after, positions_after
from accord.library.playlist_rows import Entry
from accord.rights.algebra import meet
from accord.rights.registry import OWN_LISTENING, sources
from accord.store.reader import within
from accord.store.schema import PlaylistRow, SavedRow

if TYPE_CHECKING:
    from accord.library.catalogue import Library

MOST_ITEMS = 10_000
"""Items in one playlist."""

LONGEST_NAME = 200
LONGEST_DESCRIPTION = 2000
"""Characters."""


class Wanted(NamedTuple):
    """What is to be removed: a track wherever it stands, at some positions, or whatever stands at some positions."""

    track_id: str | None
    positions: tuple[int, ...] | None


Edit = Callable[[list[Entry], str], tuple[list[Entry], tuple[Change, ...]]]
"""From the items and the snapshot to the items as they are to be, and what that does to positions."""


class Playlists:
    """The playlists of one library.

    A listener reads what is theirs, public, or collaborative; what they may not read is not found. They change what is
    theirs, and the items of what is collaborative.

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
        self._changes = Changes()

    # Reading

    def find(self, ids: Sequence[str], reader: str | None) -> list[Playlist | None]:
        """Return playlists in the order of their ids; ``None`` for those that are not there for the reader.

        Parameters
        ----------
        ids : sequence of str
            Ids of playlists.
        reader : str or None
            Id of the listener who asks; ``None`` for a program that acts for nobody.
        """
        with self._library.door.reading(Purpose.SERVICE) as db:
            found = rows.playlists(db, ids)
        return [playlist if playlist and playlist.readable_by(reader) else None for playlist in found]

    def items(self, playlist_id: str, limit: int, offset: int) -> list[PlaylistItem]:
        """Return a stretch of a playlist's items, in its order."""
        with self._library.door.reading(Purpose.SERVICE) as db:
            return rows.items(db, playlist_id, limit, offset)

    def owned(self, listener_id: str) -> list[tuple[str, int]]:
        """Return (id, when it was made) of each playlist that a listener made, the newest first."""
        query = select(PlaylistRow.id, PlaylistRow.created_at).where(PlaylistRow.listener_id == listener_id)
        with self._store.reading() as db:
            found = db.execute(query.order_by(PlaylistRow.created_at.desc(), PlaylistRow.__table__.c.id)).all()
        return [(id_, made) for id_, made in found]

    def names(self, reader: str | None) -> dict[str, str]:
        """Return the name of each playlist that is public or the reader's own, by its id."""
        query = select(PlaylistRow.id, PlaylistRow.name).where(PlaylistRow.public | (PlaylistRow.listener_id == reader))
        with self._store.reading() as db:
            return {str(id_): str(name) for id_, name in db.execute(query)}

    def picture(self, playlist_id: str) -> bytes | None:
        """Return the picture that its owner gave a playlist, as a JPEG."""
        with self._store.reading() as db:
            return db.execute(select(PlaylistRow.picture).where(PlaylistRow.id == playlist_id)).scalar()

    def label(self, playlist: Playlist) -> Label:
        """Return what may be done with a playlist: what its tracks and a person's own data both allow."""
        with self._store.reading() as db:
            found = rows.sources(db, playlist.id)
        return meet(OWN_LISTENING.label.about(playlist.owner_id), *map(_label, sorted(found)))

    def label_of_tracks(self, track_ids: Sequence[str]) -> Label:
        """Return what may be done with a list of tracks that is about nobody."""
        with self._store.reading() as db:
            found = rows.sources_of_tracks(db, track_ids)
        return meet(*map(_label, sorted(found)))

    # Making, describing, removing

    def create(
        self, owner_id: str, name: str, *, description: str = "", public: bool = True, collaborative: bool = False
    ) -> str:
        """Make an empty playlist and return its id.

        Raises
        ------
        InvalidParameter
            If the name is empty, a text is too long, or it is to be both public and collaborative.
        """
        details = {"name": name, "description": description, "public": public, "collaborative": collaborative}
        _require_details(details)
        row = {
            "id": base62(secrets.token_bytes(16)),
            "listener_id": owner_id,
            "snapshot_id": next_snapshot(None),
            "created_at": int(self._clock()),
            "source_id": OWN_LISTENING.id,
        }
        with self._store.writing() as db:
            db.execute(insert(PlaylistRow), row | details)
        return str(row["id"])

    def describe(self, playlist_id: str, owner_id: str, details: Mapping[str, str | bool]) -> None:
        """Change name, description, and who may read it.

        Parameters
        ----------
        playlist_id : str
            Which.
        owner_id : str
            Who asks.
        details : mapping
            ``name``, ``description``, ``public``, ``collaborative``: those that are to change.

        Raises
        ------
        NotFound
            If they may not read it, or it does not exist.
        ForeignPlaylist
            If it is not theirs.
        InvalidParameter
            As ``create`` does.
        """
        with self._store.writing() as db:
            playlist = _require(db, playlist_id, owner_id, items_only=False)
            now: dict[str, str | bool] = {"public": playlist.public, "collaborative": playlist.collaborative}
            if details.get("public") is True and "collaborative" not in details:
                now["collaborative"] = False  # what is made public is no longer made together
            now |= details
            _require_details(now)
            snapshot_id = _update(db, playlist, now)
        self._changes.note(playlist.id, playlist.snapshot_id, snapshot_id, ())

    def give_picture(self, playlist_id: str, owner_id: str, jpeg: bytes) -> None:
        """Give a playlist a picture; raises as ``describe`` does."""
        with self._store.writing() as db:
            playlist = _require(db, playlist_id, owner_id, items_only=False)
            snapshot_id = _update(db, playlist, {"picture": jpeg})
        self._changes.note(playlist.id, playlist.snapshot_id, snapshot_id, ())

    def remove_playlist(self, playlist_id: str, owner_id: str) -> None:
        """Remove a playlist for everybody; raises as ``describe`` does."""
        with self._store.writing() as db:
            _require(db, playlist_id, owner_id, items_only=False)
            db.execute(delete(SavedRow).where(SavedRow.kind == "playlist", SavedRow.entity_id == playlist_id))
            db.execute(delete(PlaylistRow).where(PlaylistRow.id == playlist_id))
        self._changes.forget(playlist_id)

    # Changing items

    def add(self, playlist_id: str, by: str, track_ids: Sequence[str], position: int | None = None) -> str:
        """Put tracks into a playlist, at a position or at the end; return the new snapshot.

        Raises
        ------
        NotFound
            If the listener may not read it, or it does not exist.
        ForeignPlaylist
            If it is neither theirs nor collaborative.
        InvalidParameter
            If a track is not in the library, the position is behind the end, or there would be too many items.
        RightsError
            If a track may not be used as this Accord is run.
        """
        new = self._new_entries(track_ids, by)

        def edit(before: list[Entry], _: str) -> tuple[list[Entry], tuple[Change, ...]]:
            gap = len(before) if position is None else position
            if not 0 <= gap <= len(before):
                raise InvalidParameter(f"Index out of bounds: position {gap} of {len(before)} items.")
            return [*before[:gap], *new, *before[gap:]], (Inserted(gap, len(new)),)

        return self._edit(playlist_id, by, edit)

    def replace(self, playlist_id: str, by: str, track_ids: Sequence[str]) -> str:
        """Make tracks the only ones of a playlist; return the new snapshot; raises as ``add`` does."""
        new = self._new_entries(track_ids, by)

        def edit(before: list[Entry], _: str) -> tuple[list[Entry], tuple[Change, ...]]:
            return new, (Removed(range(len(before))), Inserted(0, len(new)))

        return self._edit(playlist_id, by, edit)

    def move(
        self, playlist_id: str, by: str, start: int, gap: int, length: int = 1, snapshot_id: str | None = None
    ) -> str:
        """Put a stretch of a playlist before the item at ``gap``; return the new snapshot.

        Parameters
        ----------
        playlist_id : str
            Which.
        by : str
            Who asks.
        start : int
            Position of the first item.
        gap : int
            Position of the item before which they go; the number of items for the end.
        length : int
            How many items.
        snapshot_id : str, optional
            The snapshot in which these positions are; the current one if left out.

        Raises
        ------
        NotFound, ForeignPlaylist
            As ``add`` does.
        InvalidParameter
            If there is no such stretch, or what changed since the snapshot is not known.
        """

        def edit(before: list[Entry], current: str) -> tuple[list[Entry], tuple[Change, ...]]:
            since = self._since(playlist_id, snapshot_id, current)
            stretch = range(start, start + length)
            moving = sorted(now for now in positions_after(since, stretch) if now is not None)
            target = gap_after(since, gap)
            if start < 0 or length < 1 or gap < 0 or target > len(before) or any(now >= len(before) for now in moving):
                raise InvalidParameter(
                    f"Could not reorder: {len(before)} items have no range of {length} from {start}, or no {gap}."
                )
            taken = set(moving)
            left = [entry for place, entry in enumerate(before) if place not in taken]
            target_left = target - sum(now < target for now in moving)
            after = [*left[:target_left], *(before[now] for now in moving), *left[target_left:]]
            return after, (Moved(moving, target),)

        return self._edit(playlist_id, by, edit)

    def remove(self, playlist_id: str, by: str, wanted: Sequence[Wanted], snapshot_id: str | None = None) -> str:
        """Take items out of a playlist; return the new snapshot, or the current one where there was nothing to do.

        Parameters
        ----------
        playlist_id : str
            Which.
        by : str
            Who asks.
        wanted : sequence of Wanted
            What.
        snapshot_id : str, optional
            The snapshot in which positions are; the current one if left out.

        Raises
        ------
        NotFound, ForeignPlaylist
            As ``add`` does.
        InvalidParameter
            If at a position there is nothing, or another track, or what changed since the snapshot is not known.
        """
        if snapshot_id is not None:
            _number(snapshot_id)

        def edit(before: list[Entry], current: str) -> tuple[list[Entry], tuple[Change, ...]]:
            placed = any(one.positions is not None for one in wanted)
            since = self._since(playlist_id, snapshot_id if placed else None, current)
            anywhere = {one.track_id for one in wanted if one.positions is None}
            gone = {place for place, entry in enumerate(before) if entry.track_id in anywhere}
            for track_id, positions in wanted:
                for position in positions or ():
                    (now,) = positions_after(since, [position])
                    if now is None:
                        continue  # somebody else removed it since that snapshot
                    if not 0 <= now < len(before) or track_id not in (None, before[now].track_id):
                        raise InvalidParameter(f"Could not remove: at position {position} there is no such track.")
                    gone.add(now)
            left = [entry for place, entry in enumerate(before) if place not in gone]
            return left, (Removed(sorted(gone)),) if gone else ()

        return self._edit(playlist_id, by, edit)

    def _since(self, playlist_id: str, snapshot_id: str | None, current: str) -> list[Change]:
        return [] if snapshot_id is None else self._changes.since(playlist_id, snapshot_id, current)

    def _new_entries(self, track_ids: Sequence[str], by: str) -> list[Entry]:
        for id_, track in zip(track_ids, self._library.tracks(track_ids), strict=True):
            if track is None:
                raise InvalidParameter(f"Payload contains a non-existing ID: there is no track {id_} in this library.")
        now = int(self._clock())
        return [Entry(id_, now, by) for id_ in track_ids]

    def _edit(self, playlist_id: str, by: str, edit: Edit) -> str:
        with self._store.writing() as db:
            playlist = _require(db, playlist_id, by, items_only=True)
            before = rows.entries(db, playlist_id)
            after, changes = edit(before, playlist.snapshot_id)
            if not changes:
                return playlist.snapshot_id
            if len(after) > MOST_ITEMS:
                raise InvalidParameter(f"A playlist has {MOST_ITEMS} items at most; it would have {len(after)}.")
            rows.write_entries(db, playlist_id, before, after)
            snapshot_id = _update(db, playlist, {})
        self._changes.note(playlist.id, playlist.snapshot_id, snapshot_id, changes)
        return snapshot_id


def next_snapshot(snapshot_id: str | None) -> str:
    """Return the id of the snapshot that follows another: its number and chance, in base64, as clients know them."""
    number = 0 if snapshot_id is None else _number(snapshot_id)
    return base64.b64encode(f"{number + 1},{secrets.token_hex(20)}".encode()).decode()


def _number(snapshot_id: str) -> int:
    try:
        return int(base64.b64decode(snapshot_id, validate=True).split(b",")[0])
    except ValueError as error:
        raise InvalidParameter("Invalid snapshot_id") from error


def _require(db: Connection, playlist_id: str, by: str, *, items_only: bool) -> Playlist:
    """Return a playlist that a listener may change, or of which they may change the items."""
    (playlist,) = rows.playlists(within(db), [playlist_id])
    if playlist is None or not playlist.readable_by(by):
        raise NotFound(f"There is no playlist {playlist_id} for this listener.")
    if playlist.owner_id != by and not (items_only and playlist.collaborative):
        raise ForeignPlaylist(f"The playlist {playlist_id} belongs to another listener.")
    return playlist


def _update(db: Connection, playlist: Playlist, values: Mapping[str, object]) -> str:
    """Write new values and a new snapshot, and return it."""
    snapshot_id = next_snapshot(playlist.snapshot_id)
    db.execute(
        update(PlaylistRow).where(PlaylistRow.id == playlist.id).values(dict(values) | {"snapshot_id": snapshot_id})
    )
    return snapshot_id


def _require_details(details: Mapping[str, object]) -> None:
    name, description = details.get("name"), details.get("description")
    if isinstance(name, str) and not (name.strip() and len(name) <= LONGEST_NAME):
        raise InvalidParameter(f"The name of a playlist has 1 to {LONGEST_NAME} characters.")
    if isinstance(description, str) and len(description) > LONGEST_DESCRIPTION:
        raise InvalidParameter(f"The description of a playlist has {LONGEST_DESCRIPTION} characters at most.")
    if details.get("public") and details.get("collaborative"):
        raise InvalidParameter("A playlist is either public or collaborative.")


def _label(source_id: str) -> Label:
    # What the registry does not know allows nothing.
    known = sources().get(source_id)
    return known.label if known else Label(frozenset(), frozenset(), frozenset({source_id}), frozenset())
