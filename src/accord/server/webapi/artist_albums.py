"""An artist's albums, and the tracks that are most typical of them."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from fastapi import Query
from typing_extensions import TypedDict

from accord.domain.entities import Artist
from accord.domain.errors import InvalidParameter, NotFound
from accord.domain.ids import require_id
from accord.library.catalogue import Library
from accord.library.discography import GROUPS
from accord.recommend.typical import typical
from accord.server.state import LibraryHere, LinksHere, StockHere
from accord.server.webapi import paging
from accord.server.webapi.paging import Limit, Offset, Pages, Paging
from accord.server.webapi.resource import resource
from accord.server.webapi.simplified import SimplifiedAlbum, simplified_album
from accord.server.webapi.tracks import Track, full_track

TOP = 10
"""Tracks that stand for an artist."""

Group = Literal["album", "single", "compilation", "appears_on"]

router = resource("artists")


class ArtistAlbum(SimplifiedAlbum):
    """An album of an artist, with how it is theirs."""

    album_group: Group


class ArtistAlbums(Paging[ArtistAlbum]):
    """A stretch of an artist's albums."""


class TopTracks(TypedDict):
    """The tracks that stand for an artist."""

    tracks: list[Track]


@router.get("/artists/{id}/albums")
def get_artist_albums(
    id: str,
    library: LibraryHere,
    links: LinksHere,
    include_groups: Annotated[str | None, Query(description="album, single, appears_on, compilation")] = None,
    limit: Limit = paging.DEFAULT,
    offset: Offset = 0,
) -> ArtistAlbums:
    """Answer an artist's albums, page by page: own ones first, the newest first."""
    artist = require_artist(id, library)
    groups = [group.strip() for group in include_groups.split(",") if group.strip()] if include_groups else list(GROUPS)
    for group in groups:
        if group not in GROUPS:
            raise InvalidParameter(f"Invalid include_groups: {group!r} is none of {', '.join(GROUPS)}.")
    page = library.artist_releases(artist.id, groups, limit, offset)
    query = {"include_groups": ",".join(groups)} if include_groups else {}
    around = Pages(links, f"/v1/artists/{artist.id}/albums", query).around(offset, limit, page.total)
    items = [
        ArtistAlbum({**simplified_album(release, links), "album_group": cast(Group, group)})
        for release, group in page.items
    ]
    return ArtistAlbums({"items": items, **around})


@router.get("/artists/{id}/top-tracks")
def get_artist_top_tracks(id: str, library: LibraryHere, links: LinksHere, stock: StockHere) -> TopTracks:
    """Answer the ten tracks that are most typical of an artist: nearest to the mean of all of theirs."""
    artist = require_artist(id, library)
    found = library.tracks(typical(stock.current().pool, artist.id, TOP))
    return TopTracks(tracks=[full_track(track, links) for track in found if track])


def require_artist(id_: str, library: Library) -> Artist:
    """Return an artist.

    Raises
    ------
    NotFound
        If there is none with that id.
    """
    (artist,) = library.artists([require_id(id_)])
    if artist is None:
        raise NotFound(f"There is no artist {id_}.")
    return artist
