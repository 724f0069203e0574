"""Albums by id, and their tracks."""

from __future__ import annotations

from typing_extensions import TypedDict

from accord.domain import entities
from accord.domain.errors import NotFound
from accord.domain.ids import require_id
from accord.library.catalogue import Library
from accord.server.links import Links
from accord.server.state import LibraryHere, LinksHere
from accord.server.webapi import paging
from accord.server.webapi.ids import parse_ids
from accord.server.webapi.paging import Limit, Offset, Pages, Paging
from accord.server.webapi.resource import resource
from accord.server.webapi.simplified import SimplifiedAlbum, SimplifiedTrack, simplified_album, simplified_track

MOST = 20
"""Ids in one request."""

router = resource("albums")


class Copyright(TypedDict):
    """The licence under which the files say they are."""

    text: str
    type: str


class SimplifiedTrackPaging(Paging[SimplifiedTrack]):
    """A stretch of an album's tracks."""


class Album(SimplifiedAlbum):
    """An album with its first 50 tracks."""

    copyrights: list[Copyright]
    external_ids: dict[str, str]
    genres: list[str]
    label: str
    popularity: int
    tracks: SimplifiedTrackPaging


class Albums(TypedDict):
    """Albums in the order in which they were asked for; ``null`` for an id that is not in the library."""

    albums: list[Album | None]


def full_album(release: entities.ReleaseDetail, library: Library, links: Links) -> Album:
    """Return the protocol's full album object."""
    return {
        **simplified_album(release, links),
        "copyrights": [Copyright(text=licence, type="C") for licence in release.licences],
        "external_ids": {},
        "genres": list(release.genres),
        "label": "",
        "popularity": release.popularity,
        "tracks": album_tracks(release.id, library, links, paging.MOST, 0),
    }


def album_tracks(id_: str, library: Library, links: Links, limit: int, offset: int) -> SimplifiedTrackPaging:
    """Return a stretch of a release's tracks, in the order of discs and track numbers."""
    page = library.release_tracks(id_, limit, offset)
    around = Pages(links, f"/v1/albums/{id_}/tracks").around(offset, limit, page.total)
    return SimplifiedTrackPaging({"items": [simplified_track(track, links) for track in page.items], **around})


@router.get("/albums/{id}")
def get_album(id: str, library: LibraryHere, links: LinksHere) -> Album:
    """Answer one album."""
    return full_album(_require_release(id, library), library, links)


@router.get("/albums")
def get_albums(ids: str, library: LibraryHere, links: LinksHere) -> Albums:
    """Answer up to 20 albums."""
    found = library.releases(parse_ids(ids, MOST))
    return Albums(albums=[full_album(release, library, links) if release else None for release in found])


@router.get("/albums/{id}/tracks")
def get_album_tracks(
    id: str, library: LibraryHere, links: LinksHere, limit: Limit = paging.DEFAULT, offset: Offset = 0
) -> SimplifiedTrackPaging:
    """Answer an album's tracks, page by page."""
    return album_tracks(_require_release(id, library).id, library, links, limit, offset)


def _require_release(id_: str, library: Library) -> entities.ReleaseDetail:
    (release,) = library.releases([require_id(id_)])
    if release is None:
        raise NotFound(f"There is no album {id_}.")
    return release
