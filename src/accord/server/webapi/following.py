"""The artists and users that a listener follows."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query, Response
from typing_extensions import TypedDict

from accord.domain.errors import InvalidParameter
from accord.domain.ids import require_id
from accord.server.state import LinksHere, PeopleHere
from accord.server.webapi import paging
from accord.server.webapi.access import UserHere, scoped
from accord.server.webapi.artists import Artist, full_artist
from accord.server.webapi.bodies import JsonHere
from accord.server.webapi.keeping import KEPT, Ids, contains, forget, known, wanted_ids
from accord.server.webapi.paging import Limit
from accord.server.webapi.resource import resource

router = resource("following")

READ, MODIFY = scoped("user-follow-read"), scoped("user-follow-modify")

Kind = Annotated[Literal["artist", "user"], Query()]


class Cursors(TypedDict):
    """Where the next page begins: behind an artist."""

    after: str | None


class FollowedArtistPaging(TypedDict):
    """A stretch of followed artists."""

    cursors: Cursors
    href: str
    items: list[Artist]
    limit: int
    next: str | None
    total: int


class FollowedArtists(TypedDict):
    """The artists that a listener follows."""

    artists: FollowedArtistPaging


@router.get("/me/following", openapi_extra=READ)
def get_followed(
    user: UserHere, people: PeopleHere, links: LinksHere, type: str, limit: Limit = paging.DEFAULT, after: str = ""
) -> FollowedArtists:
    """Answer followed artists, page by page, in the order of their ids."""
    if type != "artist":
        raise InvalidParameter("Invalid type: only artists are listed.")
    page, more = people.saved.artists(user.id, limit, require_id(after) if after else "")

    def at(after: str) -> str:
        said: dict[str, str | int] = {"type": "artist", "limit": limit}
        said |= {"after": after} if after else {}
        return links.query("/v1/me/following", said)

    last = page.items[-1].id if more else None
    artists = FollowedArtistPaging(
        cursors=Cursors(after=last),
        href=at(after),
        items=[full_artist(artist, links) for artist in page.items],
        limit=limit,
        next=at(last) if last else None,
        total=page.total,
    )
    return FollowedArtists(artists=artists)


@router.put("/me/following", status_code=204, response_class=Response, openapi_extra=MODIFY | KEPT)
def follow(user: UserHere, people: PeopleHere, body: JsonHere, type: Kind, ids: Ids = "") -> Response:
    """Follow up to 50 artists or users, all or none."""
    names = known(people, user.id, type, wanted_ids(ids, body))
    people.saved.save(user.id, [(type, name) for name in names])
    return Response(status_code=204)


@router.delete("/me/following", status_code=204, response_class=Response, openapi_extra=MODIFY | KEPT)
def unfollow(user: UserHere, people: PeopleHere, body: JsonHere, type: Kind, ids: Ids = "") -> Response:
    """Follow artists or users no longer."""
    forget(people, user.id, type, wanted_ids(ids, body))
    return Response(status_code=204)


@router.get("/me/following/contains", openapi_extra=READ)
def follows(user: UserHere, people: PeopleHere, type: Kind, ids: Ids = "") -> list[bool]:
    """Answer for each artist or user whether they are followed."""
    return contains(people, user.id, type, wanted_ids(ids))
