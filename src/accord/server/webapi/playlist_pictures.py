"""Pictures that listeners gave their playlists; as image tags send no token, who knows the id may see them."""

from __future__ import annotations

import base64
import binascii
import io

from fastapi import APIRouter, Response

from accord.domain.entities import Cover
from accord.domain.errors import InvalidParameter, NotFound
from accord.domain.ids import require_id
from accord.domain.playlists import Playlist
from accord.server.links import Links
from accord.server.state import PeopleHere
from accord.server.webapi.images import SIDES, Image, Side, fitted

LARGEST_PAYLOAD = 256 * 1024
"""Bytes of a picture in base64."""

WIDEST = 4096
"""Pixels a side."""

KEPT = {"Cache-Control": "private, max-age=86400"}

router = APIRouter(tags=["images"], responses={200: {"content": {"image/jpeg": {}}}}, default_response_class=Response)


def picture_images(playlist: Playlist, links: Links) -> list[Image]:
    """Return the three sizes of a playlist's own picture; the address changes with the playlist."""
    addresses = {
        side: links.query(f"/images/playlists/{playlist.id}/{side}", {"of": playlist.snapshot_id[-12:]})
        for side in SIDES
    }
    return [Image(height=side, url=url, width=side) for side, url in addresses.items()]


@router.get("/images/playlists/{id}/{side}")
def playlist_picture(id: str, side: Side, people: PeopleHere) -> Response:
    """Answer the picture of a playlist, fitted into a square."""
    jpeg = people.playlists.picture(require_id(id))
    picture = fitted(Cover("image/jpeg", jpeg), side) if jpeg and side in SIDES else None
    if picture is None:
        raise NotFound(f"There is no picture of playlist {id} with {side} pixels.")
    return Response(picture, media_type="image/jpeg", headers=KEPT)


def decoded(payload: bytes) -> bytes:
    """Return the JPEG that base64 text holds.

    Raises
    ------
    InvalidParameter
        If it is no base64, no JPEG that can be decoded, or more than 4096 pixels wide or high.
    """
    from PIL import Image as Picture

    try:
        jpeg = base64.b64decode(b"".join(payload.split()), validate=True)
    except binascii.Error as error:
        raise InvalidParameter("The picture is not in base64.") from error
    try:
        with Picture.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
            size = picture.size
            if max(size) <= WIDEST:
                picture.load()
    except (OSError, ValueError, SyntaxError, Picture.DecompressionBombError) as error:
        raise InvalidParameter("The picture is no JPEG that can be decoded.") from error
    if max(size) > WIDEST:
        raise InvalidParameter(f"The picture has {size[0]} by {size[1]} pixels; {WIDEST} a side are taken at most.")
    return jpeg
