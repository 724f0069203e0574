"""The tracks that a listener saved."""

from __future__ import annotations

from fastapi import Response
from typing_extensions import TypedDict

from accord.server.state import LinksHere, PeopleHere
from accord.server.webapi import paging
from accord.server.webapi.access import UserHere, scoped
from accord.server.webapi.bodies import JsonHere, json_body
from accord.server.webapi.keeping import KEPT, Ids, contains, forget, known, times, wanted_ids
from accord.server.webapi.paging import Limit, Offset, Pages, Paging
from accord.server.webapi.playlist_objects import utc
from accord.server.webapi.resource import resource
from accord.server.webapi.tracks import Track, full_track

router = resource("saved")

READ, MODIFY = scoped("user-library-read"), scoped("user-library-modify")


class SavedTrack(TypedDict):
    """A track, and when it was saved."""

    added_at: str
    track: Track


class SavedTrackPaging(Paging[SavedTrack]):
    """A stretch of saved tracks."""


@router.get("/me/tracks", openapi_extra=READ)
def get_saved_tracks(
    user: UserHere, people: PeopleHere, links: LinksHere, limit: Limit = paging.DEFAULT, offset: Offset = 0
) -> SavedTrackPaging:
    """Answer saved tracks, the latest first."""
    page = people.saved.tracks(user.id, limit, offset)
    items = [SavedTrack(added_at=utc(at), track=full_track(track, links)) for track, at in page.items]
    return SavedTrackPaging({"items": items, **Pages(links, "/v1/me/tracks").around(offset, limit, page.total)})


@router.put(
    "/me/tracks",
    response_class=Response,
    openapi_extra=MODIFY | json_body(ids="array", timestamped_ids="array"),
)
def save_tracks(user: UserHere, people: PeopleHere, body: JsonHere, ids: Ids = "") -> Response:
    """Save up to 50 tracks, all or none."""
    names = known(people, user.id, "track", wanted_ids(ids, body))
    people.saved.save(user.id, [("track", name) for name in names], times(body))
    return Response()


@router.delete("/me/tracks", response_class=Response, openapi_extra=MODIFY | KEPT)
def forget_tracks(user: UserHere, people: PeopleHere, body: JsonHere, ids: Ids = "") -> Response:
    """Save tracks no longer."""
    forget(people, user.id, "track", wanted_ids(ids, body))
    return Response()


@router.get("/me/tracks/contains", openapi_extra=READ)
def contains_tracks(user: UserHere, people: PeopleHere, ids: Ids = "") -> list[bool]:
    """Answer for each track whether it is saved."""
    return contains(people, user.id, "track", wanted_ids(ids))
