"""Pictures in three sizes, widest first: the cover from the files, or a plain one where they have none."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Response

from accord.domain.entities import Cover
from accord.domain.errors import NotFound
from accord.domain.ids import require_id
from accord.server.links import Links
from accord.server.state import LibraryHere
from accord.server.webapi.model import Model

if TYPE_CHECKING:
    from PIL import Image as Picture

SIDES = (640, 300, 64)
"""Pixels. Clients index the second of the three."""

MOST_PIXELS = 50_000_000
"""Embedded pictures with more are not decoded: they would cost the server its memory."""

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")
KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
"""An address names its picture's content, so a client may keep it."""

Side = Annotated[int, Path(description="Pixels: 640, 300 or 64.")]

router = APIRouter(tags=["images"], responses={200: {"content": {"image/jpeg": {}}}}, default_response_class=Response)


class Image(Model):
    """Where a picture is, and how large it is there."""

    height: int | None
    url: str
    width: int | None


def images(cover_id: str | None, id_: str, links: Links) -> list[Image]:
    """Return the three sizes of a cover; where there is none, of the plain picture that belongs to ``id_``."""
    name = cover_id or f"plain/{id_}"
    return [Image(height=side, url=f"{links.base}/images/{name}/{side}", width=side) for side in SIDES]


@router.get("/images/plain/{id}/{side}")
def plain_image(id: str, side: Side) -> Response:
    """Answer a plain picture in a colour that belongs to the id."""
    return _jpeg(plain(require_id(id), _require_side(side)))


@router.get("/images/{cover_id}/{side}")
def cover_image(cover_id: str, side: Side, library: LibraryHere) -> Response:
    """Answer a cover of the library, fitted into a square."""
    cover = library.cover(cover_id)
    if cover is None:
        raise NotFound(f"There is no picture {cover_id!r}.")
    return _jpeg(fitted(cover, _require_side(side)) or plain(cover_id, side))


def plain(id_: str, side: int) -> bytes:
    """Return a JPEG of one muted colour, the same for the same id."""
    from PIL import Image as Picture

    red, green, blue = (64 + byte // 2 for byte in hashlib.sha256(id_.encode()).digest()[:3])
    return _encoded(Picture.new("RGB", (side, side), (red, green, blue)))


def fitted(cover: Cover, side: int) -> bytes | None:
    """Return a cover as a JPEG of ``side`` by ``side`` pixels, whole and undistorted, with bars where it is no square.

    Returns
    -------
    bytes or None
        ``None`` where the embedded picture cannot be decoded.
    """
    from PIL import Image as Picture
    from PIL import ImageOps

    try:
        with Picture.open(io.BytesIO(cover.data), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            picture.draft("RGB", (side, side))  # lets the JPEG decoder skip what a small picture does not need
            return _encoded(ImageOps.pad(picture.convert("RGB"), (side, side)))
    except (OSError, ValueError, SyntaxError, Picture.DecompressionBombError):  # what Pillow raises on damaged pictures
        return None


def _encoded(picture: Picture.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=88)
    return buffer.getvalue()


def _require_side(side: int) -> int:
    if side not in SIDES:
        raise NotFound(f"Pictures are {SIDES} pixels wide, not {side}.")
    return side


def _jpeg(data: bytes) -> Response:
    return Response(data, media_type="image/jpeg", headers=KEPT)
