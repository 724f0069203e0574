"""What a person played last. Asked of their own listening only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query
from typing_extensions import TypedDict

from accord.domain.entities import Listen
from accord.domain.errors import InvalidParameter
from accord.domain.labels import Purpose
from accord.rights.registry import OWN_LISTENING
from accord.server.links import Links
from accord.server.state import LibraryHere, LinksHere, MatchingHere, PeopleHere
from accord.server.webapi import paging
from accord.server.webapi.access import UserHere, scoped
from accord.server.webapi.paging import MOST
from accord.server.webapi.resource import resource
from accord.server.webapi.tracks import Track, full_track

router = resource("listened")


class Played(TypedDict):
    """A track that a person played."""

    track: Track
    played_at: str
    context: None


class Cursors(TypedDict):
    """Where the next and the previous page begin, in milliseconds since 1970."""

    after: str
    before: str


class RecentlyPlayed(TypedDict):
    """What a person played last, the newest first."""

    href: str
    items: list[Played]
    limit: int
    next: str | None
    cursors: Cursors | None
    total: int


@router.get("/me/player/recently-played", openapi_extra=scoped("user-read-recently-played"))
def get_recently_played(
    listener: UserHere,
    people: PeopleHere,
    library: LibraryHere,
    matching: MatchingHere,
    links: LinksHere,
    limit: Annotated[int, Query(ge=1, le=MOST)] = paging.DEFAULT,
    after: Annotated[int | None, Query(ge=0, le=2**53)] = None,
    before: Annotated[int | None, Query(ge=0, le=2**53)] = None,
) -> RecentlyPlayed:
    """Answer what a person played last, as far as the library has it; the newest first."""
    if after is not None and before is not None:
        raise InvalidParameter("Only one of after and before can be given.")
    label = OWN_LISTENING.label.about(listener.id)
    heard = people.listening.heard(people.uses.require(Purpose.SERVICE, label, what="listens"))
    if after is not None:
        listens = heard.oldest(limit, after // 1000)[::-1]
    else:
        listens = heard.newest(limit, None if before is None else -(-before // 1000))
    shown = library.tracks([id_ or "" for id_ in matching.match(listens)])
    items = [
        Played(track=full_track(track, links), played_at=_moment(listen.listened_at), context=None)
        for listen, track in zip(listens, shown, strict=True)
        if track
    ]
    return _page(items, listens, limit, links)


def _page(items: list[Played], listens: Sequence[Listen], limit: int, links: Links) -> RecentlyPlayed:
    path = "/v1/me/player/recently-played"
    cursors = None
    if listens:
        newest, oldest = (str(listen.listened_at * 1000) for listen in (listens[0], listens[-1]))
        cursors = Cursors(after=newest, before=oldest)
    more = cursors is not None and len(listens) == limit
    return RecentlyPlayed(
        href=links.query(path, {"limit": limit}),
        items=items,
        limit=limit,
        next=links.query(path, {"before": cursors["before"], "limit": limit}) if cursors and more else None,
        cursors=cursors,
        total=len(items),
    )


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
