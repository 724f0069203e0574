"""Playlists by id: read in full or in part, and described anew."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Response

from accord.server.state import LinksHere, PeopleHere
from accord.server.webapi.access import CallerHere, UserHere
from accord.server.webapi.bodies import ObjectHere, field, json_body
from accord.server.webapi.fields import parse_fields
from accord.server.webapi.playlist_access import MODIFIES, ChangingHere, FoundHere, require_leave
from accord.server.webapi.playlist_objects import FIRST, FullPlaylist, full_playlist
from accord.server.webapi.resource import resource
from accord.server.webapi.route import sent

router = resource("playlists")

Fields = Annotated[str, Query(description="Which parts are wanted: `name,tracks.items(track(name,!album))`.")]

DETAILS = {"name": str, "description": str, "public": bool, "collaborative": bool}
"""What may be said of a playlist, with its type."""

DESCRIBED = json_body(name="string", description="string", public="boolean", collaborative="boolean")


@router.get("/playlists/{playlist_id}", response_model=FullPlaylist)
def get_playlist(found: FoundHere, links: LinksHere, fields: Fields = "") -> Response:
    """Answer a playlist with its first 100 items."""
    return selected(full_playlist(found.playlist, found.items(FIRST, 0), found.label(), links), fields)


@router.put("/playlists/{playlist_id}", response_class=Response, openapi_extra=MODIFIES | DESCRIBED)
def change_details(
    playlist: ChangingHere, body: ObjectHere, caller: CallerHere, user: UserHere, people: PeopleHere
) -> Response:
    """Change a playlist's name, description, and who may read it."""
    details = details_of(body)
    if "public" in details:
        require_leave(caller, public=bool(details["public"]))
    people.playlists.describe(playlist.id, user.id, details)
    return Response()


def details_of(body: dict[str, Any]) -> dict[str, str | bool]:
    """Return what a body says of a playlist.

    Raises
    ------
    InvalidParameter
        If something in it is of another type.
    """
    said = {name: field(body, name, kind) for name, kind in DETAILS.items()}
    return {name: value for name, value in said.items() if value is not None}


def selected(answer: object, fields: str) -> Response:
    """Return an answer, or those parts of it that are wanted."""
    return sent(parse_fields(fields).of(answer) if fields.strip() else answer)
