"""Search over tracks, artists and albums."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request, Response
from pydantic import BaseModel, RootModel

from accord.domain.errors import InvalidParameter
from accord.library.catalogue import Library
from accord.server.links import Links
from accord.server.state import links, state
from accord.server.webapi import paging
from accord.server.webapi.artists import Artist, full_artist
from accord.server.webapi.model import sent
from accord.server.webapi.paging import Limit, Pages, Paging
from accord.server.webapi.resource import resource
from accord.server.webapi.simplified import SimplifiedAlbum, simplified_album
from accord.server.webapi.stored import StoredRoute, documented_query, query_of
from accord.server.webapi.tracks import Track, full_track

ABSENT = ("playlist", "show", "episode", "audiobook")
"""Types of the contract that a music library has none of (yet): their pages are empty."""

FARTHEST = 1000
"""The largest offset of a search."""

router = resource("search", route_class=StoredRoute, default_response_class=Response)


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


AnyPaging = TrackPaging | ArtistPaging | SimplifiedAlbumPaging | EmptyPaging


class SearchResult(RootModel[dict[str, AnyPaging]]):
    """One page for each type asked for, in that order, by the plural of its name. Clients rely on the order."""


@router.get("/search", responses={200: {"model": SearchResult}}, openapi_extra=documented_query(Asked))
async def search(request: Request) -> Response:
    """Answer what matches ``q``, best first, for each of the types in ``type``."""
    asked = query_of(request, Asked)
    if not asked.q.strip():
        raise InvalidParameter("No search query")
    kinds = list(dict.fromkeys(part.strip() for part in asked.type.split(",") if part.strip()))
    if not kinds:
        raise InvalidParameter("Missing required field: type")
    # Here and not in a thread: the hop costs as much as most searches.
    library, here = state(request).library, links(request)
    return sent({f"{kind}s": _page(kind, asked.q, library, here, asked.limit, asked.offset) for kind in kinds})


def _page(kind: str, q: str, library: Library, links: Links, limit: int, offset: int) -> AnyPaging:
    pages = Pages(links, "/v1/search", {"q": q, "type": kind})
    match kind:
        case "track":
            tracks = library.search(q, "track", limit, offset)
            items = [full_track(track, links) for track in tracks.items]
            return TrackPaging(items=items, **_around(pages, offset, limit, tracks.total))
        case "artist":
            artists = library.search(q, "artist", limit, offset)
            return ArtistPaging(
                items=[full_artist(artist, links) for artist in artists.items],
                **_around(pages, offset, limit, artists.total),
            )
        case "album":
            releases = library.search(q, "release", limit, offset)
            return SimplifiedAlbumPaging(
                items=[simplified_album(release, links) for release in releases.items],
                **_around(pages, offset, limit, releases.total),
            )
        case _ if kind in ABSENT:
            return EmptyPaging(items=[], **_around(pages, offset, limit, 0))
    raise InvalidParameter(f"Bad search type field {kind}")


def _around(pages: Pages, offset: int, limit: int, total: int) -> dict[str, Any]:
    """Return the page's fields; none follows the last that may be asked for, however much more there is."""
    fields = pages.around(offset, limit, total)
    return fields if offset + limit <= FARTHEST else fields | {"next": None}
