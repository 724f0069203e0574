"""A playlist's picture: where it is, and a new one from its owner."""

from __future__ import annotations

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from accord.server.state import LinksHere, PeopleHere
from accord.server.webapi.access import UserHere, scoped
from accord.server.webapi.bodies import read_body
from accord.server.webapi.images import Image
from accord.server.webapi.playlist_access import ChangingHere, FoundHere
from accord.server.webapi.playlist_objects import playlist_images
from accord.server.webapi.playlist_pictures import LARGEST_PAYLOAD, decoded
from accord.server.webapi.resource import resource

router = resource("playlists")

UPLOADS = scoped(
    ("playlist-modify-public", "ugc-image-upload"),
    ("playlist-modify-private", "ugc-image-upload"),
)
_BODY = {"requestBody": {"content": {"image/jpeg": {"schema": {"type": "string", "format": "byte"}}}}}


@router.get("/playlists/{playlist_id}/images")
def get_cover(found: FoundHere, links: LinksHere) -> list[Image]:
    """Answer where the picture of a playlist is, in three sizes."""
    return playlist_images(found.playlist, links)


@router.put(
    "/playlists/{playlist_id}/images",
    status_code=202,
    response_class=Response,
    openapi_extra=UPLOADS | _BODY,
)
async def put_cover(request: Request, playlist: ChangingHere, user: UserHere, people: PeopleHere) -> Response:
    """Take a picture: a JPEG in base64, 256 KB at most."""
    payload = await read_body(request, LARGEST_PAYLOAD)
    jpeg = await run_in_threadpool(decoded, payload)
    await run_in_threadpool(people.playlists.give_picture, playlist.id, user.id, jpeg)
    return Response(status_code=202)
