"""Who may read and change which playlist, and on which scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from accord.domain.entities import Caller
from accord.domain.errors import ForeignPlaylist, InsufficientScope, NotFound
from accord.domain.ids import require_id
from accord.domain.labels import Label
from accord.domain.playlists import Playlist, PlaylistItem
from accord.library.catalogue import Library
from accord.library.people import People
from accord.recommend.loading import Stock
from accord.recommend.ready_made import ReadyMade
from accord.server.state import LibraryHere, PeopleHere, StockHere
from accord.server.webapi.access import CallerHere, scoped
from accord.server.webapi.ready_made import as_playlist, find_ready_made
from accord.server.webapi.users import ACCORD

MODIFIES = scoped("playlist-modify-public", "playlist-modify-private")
"""What every change asks for; which of the two, the playlist decides."""

READS_PRIVATE = frozenset({"playlist-read-private", "playlist-modify-private"})
READS_COLLABORATIVE = READS_PRIVATE | {"playlist-read-collaborative"}


@dataclass(frozen=True, slots=True)
class Found:
    """A playlist that may be read, a listener's or a ready-made one."""

    playlist: Playlist
    made: ReadyMade | None
    people: People
    library: Library

    def items(self, limit: int, offset: int) -> list[PlaylistItem]:
        """Return a stretch of its items."""
        if self.made is None:
            return self.people.playlists.items(self.playlist.id, limit, offset)
        tracks = self.library.tracks(self.made.track_ids[offset : offset + limit])
        return [PlaylistItem(track, 0, ACCORD.id, ACCORD.name) for track in tracks]

    def label(self) -> Label:
        """Return what may be done with it."""
        if self.made is None:
            return self.people.playlists.label(self.playlist)
        return self.people.playlists.label_of_tracks(self.made.track_ids)


def may_read(playlist: Playlist, caller: Caller) -> bool:
    """Return whether an app may read what its listener may: what is not public, on a scope only."""
    scopes = READS_COLLABORATIVE if playlist.collaborative else READS_PRIVATE
    return playlist.public or not caller.scopes.isdisjoint(scopes)


def find(id_: str, caller: Caller, people: People, library: Library, stock: Stock) -> Found:
    """Return a playlist that the caller may read.

    Raises
    ------
    NotFound
        If there is none for whom they act for.
    InsufficientScope
        If there is one, and they have no leave to read it.
    """
    found = look_up(id_, caller.listener.id if caller.listener else None, people, library, stock)
    if not may_read(found.playlist, caller):
        raise InsufficientScope(f"The token has none of the scopes {sorted(READS_PRIVATE)}.")
    return found


def look_up(id_: str, reader: str | None, people: People, library: Library, stock: Stock) -> Found:
    """Return a playlist that a listener may read; anybody, where ``reader`` is ``None``.

    Raises
    ------
    NotFound
        If there is none for them.
    """
    (playlist,) = people.playlists.find([require_id(id_)], reader)
    if playlist is not None:
        return Found(playlist, None, people, library)
    made = find_ready_made(id_, stock)
    if made is None:
        raise NotFound(f"There is no playlist {id_}.")
    return Found(as_playlist(made), made, people, library)


def _found(playlist_id: str, caller: CallerHere, people: PeopleHere, library: LibraryHere, stock: StockHere) -> Found:
    return find(playlist_id, caller, people, library, stock)


FoundHere = Annotated[Found, Depends(_found)]
"""The playlist that the path names, if the caller may read it."""


def _changing(
    playlist_id: str, caller: CallerHere, people: PeopleHere, library: LibraryHere, stock: StockHere
) -> Playlist:
    reader = caller.listener.id if caller.listener else None
    (playlist,) = people.playlists.find([require_id(playlist_id)], reader)
    if playlist is None:
        find(playlist_id, caller, people, library, stock)
        raise ForeignPlaylist(f"The playlist {playlist_id} is made by Accord; nobody changes it.")
    require_leave(caller, public=playlist.public)
    return playlist


ChangingHere = Annotated[Playlist, Depends(_changing)]
"""The playlist that the path names, if the app may change such ones; whether the listener may, the library says."""


def require_leave(caller: Caller, *, public: bool) -> None:
    """Return if an app may change playlists that are public, or that are not.

    Raises
    ------
    InsufficientScope
        If nobody allowed it that.
    """
    scope = f"playlist-modify-{'public' if public else 'private'}"
    if scope not in caller.scopes:
        raise InsufficientScope(f"The token does not have the scope {scope}.")
