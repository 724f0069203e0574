"""Search over tracks, artists, albums and playlists."""

from __future__ import annotations

from functools import partial
from typing import Annotated, cast

from fastapi import Query, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from accord.domain.entities import Caller
from accord.domain.errors import InvalidParameter
from accord.library.catalogue import Library
from accord.server.links import Links
from accord.server.state import links, state
from accord.server.webapi import paging
from accord.server.webapi.artists import Artist, full_artist
from accord.server.webapi.asking import documented_query, query_of
from accord.server.webapi.paging import Limit, Pages, Paging, Stretch
from accord.server.webapi.playlist_objects import PlaylistPaging, simplified_playlist
from accord.server.webapi.playlist_search import search_playlists
from accord.server.webapi.resource import resource
from accord.server.webapi.route import StoredRoute
from accord.server.webapi.simplified import SimplifiedAlbum, simplified_album
from accord.server.webapi.tracks import Track, full_track

ABSENT = ("show", "episode", "audiobook")
"""Types of the contract that a music library has none of: their pages are empty."""

FARTHEST = 1000
"""The largest offset of a search."""

router = resource("search", route_class=StoredRoute)


class Asked(BaseModel):
    """What a search asks for."""

    q: Annotated[str, Query(max_length=1000)]
    type: str
    limit: Limit = paging.DEFAULT
    offset: Annotated[int, Query(ge=0, le=FARTHEST)] = 0


class TrackPaging(Paging[Track]):
    """Tracks that match."""


class ArtistPaging(Paging[Artist]):
    """Artists that match."""


class SimplifiedAlbumPaging(Paging[SimplifiedAlbum]):
    """Albums that match."""


class EmptyPaging(Paging[None]):
    """A page of a type that the library has none of."""


AnyPaging = TrackPaging | ArtistPaging | SimplifiedAlbumPaging | PlaylistPaging | EmptyPaging


SearchResult = dict[str, AnyPaging]
"""One page for each type asked for, in that order, by the plural of its name. Clients rely on the order."""


@router.get("/search", openapi_extra=documented_query(Asked))
async def search(request: Request) -> SearchResult:
    """Answer what matches ``q``, best first, for each of the types in ``type``."""
    asked = query_of(request, Asked)
    if not asked.q.strip():
        raise InvalidParameter("No search query")
    kinds = list(dict.fromkeys(part.strip() for part in asked.type.split(",") if part.strip()))
    if not kinds:
        raise InvalidParameter("Missing required field: type")
    here = links(request)
    found: SearchResult = {}
    for kind in kinds:
        if kind == "playlist":
            found["playlists"] = await run_in_threadpool(_playlists, request, asked, here)
        else:  # here and not in a thread: the hop costs as much as most searches
            found[f"{kind}s"] = _page(kind, asked, state(request).library, here)
    return found


def _around(kind: str, asked: Asked, links: Links, total: int) -> Stretch:
    stretch = Pages(links, "/v1/search", {"q": asked.q, "type": kind}).around(asked.offset, asked.limit, total)
    # None follows the last page that may be asked for, however much more there is.
    return stretch if asked.offset + asked.limit <= FARTHEST else {**stretch, "next": None}


def _playlists(request: Request, asked: Asked, links: Links) -> PlaylistPaging:
    held, caller = state(request), cast(Caller, request.state.caller)
    shown, total = search_playlists(asked.q, caller, held.people, held.stock, asked.limit, asked.offset)
    items = [simplified_playlist(playlist, links) for playlist in shown]
    return PlaylistPaging({"items": items, **_around("playlist", asked, links, total)})


def _page(kind: str, asked: Asked, library: Library, links: Links) -> AnyPaging:
    q, limit, offset = asked.q, asked.limit, asked.offset
    around = partial(_around, kind, asked, links)
    match kind:
        case "track":
            tracks = library.search(q, "track", limit, offset)
            return {"items": [full_track(track, links) for track in tracks.items], **around(tracks.total)}
        case "artist":
            artists = library.search(q, "artist", limit, offset)
            return {"items": [full_artist(artist, links) for artist in artists.items], **around(artists.total)}
        case "album":
            releases = library.search(q, "release", limit, offset)
            shown = [simplified_album(release, links) for release in releases.items]
            return SimplifiedAlbumPaging({"items": shown, **around(releases.total)})
        case _ if kind in ABSENT:
            return EmptyPaging({"items": [], **around(0)})
    raise InvalidParameter(f"Bad search type field {kind}")
