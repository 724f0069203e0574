"""The albums that a listener saved."""

from __future__ import annotations

from fastapi import Response
from typing_extensions import TypedDict

from accord.server.state import LibraryHere, LinksHere, PeopleHere
from accord.server.webapi import paging
from accord.server.webapi.access import UserHere
from accord.server.webapi.albums import Album, full_album
from accord.server.webapi.bodies import JsonHere
from accord.server.webapi.keeping import KEPT, Ids, contains, forget, known, wanted_ids
from accord.server.webapi.me_tracks import MODIFY, READ
from accord.server.webapi.paging import Limit, Offset, Pages, Paging
from accord.server.webapi.playlist_objects import utc
from accord.server.webapi.resource import resource

router = resource("saved")


class SavedAlbum(TypedDict):
    """An album, and when it was saved."""

    added_at: str
    album: Album


class SavedAlbumPaging(Paging[SavedAlbum]):
    """A stretch of saved albums."""


@router.get("/me/albums", openapi_extra=READ)
def get_saved_albums(
    user: UserHere,
    people: PeopleHere,
    library: LibraryHere,
    links: LinksHere,
    limit: Limit = paging.DEFAULT,
    offset: Offset = 0,
) -> SavedAlbumPaging:
    """Answer saved albums, the latest first."""
    page = people.saved.albums(user.id, limit, offset)
    items = [SavedAlbum(added_at=utc(at), album=full_album(album, library, links)) for album, at in page.items]
    return SavedAlbumPaging({"items": items, **Pages(links, "/v1/me/albums").around(offset, limit, page.total)})


@router.put("/me/albums", response_class=Response, openapi_extra=MODIFY | KEPT)
def save_albums(user: UserHere, people: PeopleHere, body: JsonHere, ids: Ids = "") -> Response:
    """Save up to 50 albums, all or none."""
    names = known(people, user.id, "album", wanted_ids(ids, body))
    people.saved.save(user.id, [("album", name) for name in names])
    return Response()


@router.delete("/me/albums", response_class=Response, openapi_extra=MODIFY | KEPT)
def forget_albums(user: UserHere, people: PeopleHere, body: JsonHere, ids: Ids = "") -> Response:
    """Save albums no longer."""
    forget(people, user.id, "album", wanted_ids(ids, body))
    return Response()


@router.get("/me/albums/contains", openapi_extra=READ)
def contains_albums(user: UserHere, people: PeopleHere, ids: Ids = "") -> list[bool]:
    """Answer for each album whether it is saved."""
    return contains(people, user.id, "album", wanted_ids(ids))
