"""The playlists that a user made or follows; new ones."""

from __future__ import annotations

from fastapi import Request

from accord.domain.entities import Caller, Listener
from accord.domain.errors import ForeignPlaylist, InvalidParameter
from accord.domain.playlists import Playlist
from accord.library.people import People
from accord.recommend.loading import Stock
from accord.server.links import Links
from accord.server.state import LibraryHere, LinksHere, PeopleHere, StockHere
from accord.server.webapi import paging
from accord.server.webapi.access import CallerHere, UserHere
from accord.server.webapi.bodies import ObjectHere
from accord.server.webapi.paging import Limit, Offset, Pages
from accord.server.webapi.playlist_access import MODIFIES, find, may_read, require_leave
from accord.server.webapi.playlist_objects import (
    FIRST,
    FullPlaylist,
    PlaylistPaging,
    full_playlist,
    simplified_playlist,
)
from accord.server.webapi.playlists import DESCRIBED, details_of
from accord.server.webapi.ready_made import as_playlist, find_ready_made, ready_made
from accord.server.webapi.resource import resource
from accord.server.webapi.users import ACCORD, find_user, user_id

router = resource("playlists")


@router.get("/me/playlists")
def get_my_playlists(
    user: UserHere,
    caller: CallerHere,
    people: PeopleHere,
    stock: StockHere,
    links: LinksHere,
    limit: Limit = paging.DEFAULT,
    offset: Offset = 0,
) -> PlaylistPaging:
    """Answer the playlists that one made or follows, the latest first; without a scope, those that are public."""
    found = _kept(user, caller, people, stock)
    return _page(found[offset : offset + limit], "/v1/me/playlists", limit, offset, links, len(found))


@router.get("/users/{id}/playlists")
def get_user_playlists(
    id: str,
    caller: CallerHere,
    people: PeopleHere,
    stock: StockHere,
    links: LinksHere,
    limit: Limit = paging.DEFAULT,
    offset: Offset = 0,
) -> PlaylistPaging:
    """Answer the public playlists that a user made; one's own as ``/me/playlists`` does."""
    owner = find_user(id, people)
    path = f"/v1/users/{id}/playlists"
    if owner is ACCORD:
        ids = list(stock.current().ready_made.names())
        return _page(ready_made(ids[offset : offset + limit], stock), path, limit, offset, links, len(ids))
    if caller.listener is not None and owner.id == caller.listener.id:
        found = _kept(owner, caller, people, stock)
    else:
        ids = [id_ for id_, _ in people.playlists.owned(owner.id)]
        found = [playlist for playlist in people.playlists.find(ids, None) if playlist]
    return _page(found[offset : offset + limit], path, limit, offset, links, len(found))


@router.post("/me/playlists", status_code=201, openapi_extra=MODIFIES | DESCRIBED)
@router.post("/users/{id}/playlists", status_code=201, openapi_extra=MODIFIES | DESCRIBED)
def create_playlist(
    request: Request,
    body: ObjectHere,
    user: UserHere,
    caller: CallerHere,
    people: PeopleHere,
    library: LibraryHere,
    stock: StockHere,
    links: LinksHere,
) -> FullPlaylist:
    """Make a playlist, public unless it says otherwise."""
    if request.path_params.get("id", user_id(user.id)) != user_id(user.id):
        raise ForeignPlaylist("You cannot create a playlist for another user.")
    details = details_of(body)
    if "name" not in details:
        raise InvalidParameter("Missing required field: name")
    details.setdefault("public", not details.get("collaborative", False))
    require_leave(caller, public=bool(details["public"]))
    id_ = people.playlists.create(
        user.id,
        str(details["name"]),
        description=str(details.get("description", "")),
        public=bool(details["public"]),
        collaborative=bool(details.get("collaborative", False)),
    )
    found = find(id_, caller, people, library, stock)
    return full_playlist(found.playlist, found.items(FIRST, 0), found.label(), links)


def _kept(user: Listener, caller: Caller, people: People, stock: Stock) -> list[Playlist]:
    """Return what a listener made or follows and an app may read for them, the latest first."""
    dated = [*people.playlists.owned(user.id), *people.saved.playlists(user.id)]
    ids = [id_ for id_, _ in sorted(dated, key=lambda one: -one[1])]
    found = []
    for id_, playlist in zip(ids, people.playlists.find(ids, user.id), strict=True):
        if playlist is not None:
            found += [playlist] if may_read(playlist, caller) else []
        elif made := find_ready_made(id_, stock):
            found.append(as_playlist(made))
    return found


def _page(shown: list[Playlist], path: str, limit: int, offset: int, links: Links, total: int) -> PlaylistPaging:
    items = [simplified_playlist(playlist, links) for playlist in shown]
    return PlaylistPaging({"items": items, **Pages(links, path).around(offset, limit, total)})
