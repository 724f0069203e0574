"""Playlists by name: those that everybody may read, one's own, and the ready-made ones."""

from __future__ import annotations

from accord.domain.entities import Caller
from accord.domain.playlists import Playlist
from accord.library.name_search import matching
from accord.library.people import People
from accord.recommend.loading import Stock
from accord.server.webapi.playlist_access import may_read
from accord.server.webapi.ready_made import ready_made


def search_playlists(
    q: str, caller: Caller, people: People, stock: Stock, limit: int, offset: int
) -> tuple[list[Playlist], int]:
    """Return a page of the playlists that a search finds and an app may read, best first, and how many it finds."""
    reader = caller.listener.id if caller.listener else None
    made = stock.current().ready_made.names()
    ids = matching(q, made | people.playlists.names(reader))
    kept = {one.id: one for one in people.playlists.find(ids, reader) if one and may_read(one, caller)}
    readable = [id_ for id_ in ids if id_ in kept or id_ in made]
    page = readable[offset : offset + limit]
    kept |= {one.id: one for one in ready_made([id_ for id_ in page if id_ in made], stock)}
    return [kept[id_] for id_ in page if id_ in kept], len(readable)
