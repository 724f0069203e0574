"""Following playlists. To unfollow a playlist of one's own is to remove it, for everybody."""

from __future__ import annotations

from fastapi import Response

from accord.domain.errors import ForeignPlaylist, TooManyIds
from accord.server.state import PeopleHere
from accord.server.webapi.access import CallerHere, UserHere
from accord.server.webapi.bodies import ObjectHere, json_body
from accord.server.webapi.playlist_access import MODIFIES, FoundHere, require_leave
from accord.server.webapi.resource import resource
from accord.server.webapi.users import user_id

MOST = 5
"""Users in one question."""

router = resource("playlists")


@router.put(
    "/playlists/{playlist_id}/followers",
    response_class=Response,
    openapi_extra=MODIFIES | json_body(public="boolean"),
)
def follow(found: FoundHere, user: UserHere, people: PeopleHere, body: ObjectHere) -> Response:
    """Follow a playlist; one's own is followed already."""
    if found.playlist.owner_id != user.id:
        people.saved.save(user.id, [("playlist", found.playlist.id)])
    return Response()


@router.delete("/playlists/{playlist_id}/followers", openapi_extra=MODIFIES, response_class=Response)
def unfollow(found: FoundHere, caller: CallerHere, user: UserHere, people: PeopleHere) -> Response:
    """Follow a playlist no longer; one's own is removed."""
    if found.playlist.owner_id == user.id:
        require_leave(caller, public=found.playlist.public)
        people.playlists.remove_playlist(found.playlist.id, user.id)
    else:
        people.saved.remove(user.id, [("playlist", found.playlist.id)])
    return Response()


@router.get("/playlists/{playlist_id}/followers/contains")
def follows(found: FoundHere, caller: CallerHere, people: PeopleHere, ids: str = "") -> list[bool]:
    """Answer whether users follow a playlist: the one who asks, and its owner; of others it is not told."""
    playlist, asking = found.playlist, caller.listener
    wanted = [part.strip() for part in ids.split(",") if part.strip()] or ([user_id(asking.id)] if asking else [])
    if len(wanted) > MOST:
        raise TooManyIds(f"This endpoint takes {MOST} ids at a time, got {len(wanted)}.")
    told = {user_id(playlist.owner_id): True}
    if asking is not None and asking.id != playlist.owner_id:
        told[user_id(asking.id)] = people.saved.contains(asking.id, "playlist", [playlist.id])[0]
    if any(id_ not in told for id_ in wanted):
        raise ForeignPlaylist("Whether others follow a playlist is theirs to tell.")
    return [told[id_] for id_ in wanted]
