"""What stands in a playlist: read page by page, added, replaced, moved and removed.

Both contracts' addresses answer, ``/tracks`` and ``/items``, and all the bodies that clients send: a bare list of URIs,
``{"uris": [...]}``, and to remove ``{"tracks": [{"uri": ..., "positions": [...]}]}``, the same with ``items``, or
``{"positions": [...]}``.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request, Response
from typing_extensions import TypedDict

from accord.domain.errors import InvalidParameter, TooManyIds
from accord.library.playlists import Wanted
from accord.server.state import LinksHere, PeopleHere
from accord.server.webapi.access import UserHere
from accord.server.webapi.bodies import JsonHere, ObjectHere, field, json_body
from accord.server.webapi.paging import Offset
from accord.server.webapi.playlist_access import MODIFIES, ChangingHere, FoundHere
from accord.server.webapi.playlist_objects import FIRST, ItemPaging, item_paging, listed_item
from accord.server.webapi.playlists import Fields, selected
from accord.server.webapi.resource import resource
from accord.server.webapi.uris import track_ids

MOST = 100
"""URIs, or positions, in one request; items in one page."""

TRACKS, ITEMS = "/playlists/{playlist_id}/tracks", "/playlists/{playlist_id}/items"
"""The address of the older contract, and that of the newer."""

ADDED = json_body(uris="array", position="integer")
REORDERED = json_body(
    uris="array", range_start="integer", insert_before="integer", range_length="integer", snapshot_id="string"
)
REMOVED = json_body(tracks="array", items="array", positions="array", snapshot_id="string")

router = resource("playlists")

Limit = Annotated[int, Query(ge=1, le=MOST)]


class SnapshotReference(TypedDict):
    """The snapshot that a change led to."""

    snapshot_id: str


@router.get(TRACKS, response_model=ItemPaging)
@router.get(ITEMS, response_model=ItemPaging)
def get_items(
    request: Request, found: FoundHere, links: LinksHere, limit: Limit = FIRST, offset: Offset = 0, fields: Fields = ""
) -> Response:
    """Answer a playlist's items, page by page."""
    listed = [listed_item(item, links) for item in found.items(limit, offset)]
    query = {"fields": fields} if fields.strip() else {}
    name = request.scope["path"].rsplit("/", 1)[-1]
    return selected(item_paging(found.playlist, name, listed, limit, offset, links, **query), fields)


@router.post(TRACKS, status_code=201, openapi_extra=MODIFIES | ADDED)
@router.post(ITEMS, status_code=201, openapi_extra=MODIFIES | ADDED)
def add_items(
    playlist: ChangingHere,
    body: JsonHere,
    user: UserHere,
    people: PeopleHere,
    uris: str = "",
    position: int | None = None,
) -> SnapshotReference:
    """Put up to 100 tracks into a playlist, at a position or at the end."""
    wanted = _uris(body, uris)
    if not wanted:
        raise InvalidParameter("No uris provided")
    if isinstance(body, dict):
        position = field(body, "position", int, position)
    return SnapshotReference(snapshot_id=people.playlists.add(playlist.id, user.id, track_ids(wanted, MOST), position))


@router.put(TRACKS, openapi_extra=MODIFIES | REORDERED)
@router.put(ITEMS, openapi_extra=MODIFIES | REORDERED)
def replace_or_reorder(
    playlist: ChangingHere, body: JsonHere, user: UserHere, people: PeopleHere, uris: str | None = None
) -> SnapshotReference:
    """Make up to 100 tracks the only ones of a playlist; or move a range of its items before another."""
    if isinstance(body, dict) and body.get("range_start") is not None:
        start, gap = field(body, "range_start", int), field(body, "insert_before", int)
        if gap is None:
            raise InvalidParameter("Missing required field: insert_before")
        length, snapshot = field(body, "range_length", int, 1), field(body, "snapshot_id", str)
        if length > playlist.total:
            raise InvalidParameter(f"Could not reorder: range_length is {length}, of {playlist.total} items.")
        moved = people.playlists.move(playlist.id, user.id, start, gap, length, snapshot)
        return SnapshotReference(snapshot_id=moved)
    if uris is None and not isinstance(body, list) and not (isinstance(body, dict) and "uris" in body):
        raise InvalidParameter("Missing required field: uris")
    new = track_ids(_uris(body, uris or ""), MOST)
    return SnapshotReference(snapshot_id=people.playlists.replace(playlist.id, user.id, new))


@router.delete(TRACKS, openapi_extra=MODIFIES | REMOVED)
@router.delete(ITEMS, openapi_extra=MODIFIES | REMOVED)
def remove_items(playlist: ChangingHere, body: ObjectHere, user: UserHere, people: PeopleHere) -> SnapshotReference:
    """Take out up to 100 tracks wherever they stand, or at the positions that are named with them."""
    listed = field(body, "tracks", list, field(body, "items", list))
    snapshot = field(body, "snapshot_id", str)
    if listed is None:
        positions = _positions(body)
        if positions is None:
            raise InvalidParameter("Missing required field: tracks")
        wanted = [Wanted(None, positions)]
    else:
        objects = [one if isinstance(one, dict) else {"uri": one} for one in listed]
        ids = track_ids([one.get("uri") for one in objects], MOST)
        wanted = [Wanted(id_, _positions(one)) for id_, one in zip(ids, objects, strict=True)]
    return SnapshotReference(snapshot_id=people.playlists.remove(playlist.id, user.id, wanted, snapshot))


def _uris(body: Any, query: str) -> list[Any]:
    """Return the URIs of a request: a bare list, a member of an object, or a parameter."""
    if isinstance(body, list):
        return body
    if isinstance(body, dict) and body.get("uris") is not None:
        found: list[Any] = field(body, "uris", list)
        return found
    if body is not None and not isinstance(body, dict):
        raise InvalidParameter("The body must be a JSON object, or a list of uris.")
    return [uri.strip() for uri in query.split(",") if uri.strip()]


def _positions(said: dict[str, Any]) -> tuple[int, ...] | None:
    positions = field(said, "positions", list)
    if positions is None:
        return None
    if len(positions) > MOST:
        raise TooManyIds(f"This endpoint takes {MOST} positions at a time, got {len(positions)}.")
    if not all(type(position) is int for position in positions):
        raise InvalidParameter("Missing or invalid positions: they are whole numbers.")
    return tuple(positions)
