"""Pictures in three sizes, widest first: the cover from the files, or one drawn from the music where they have none."""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import orjson
from fastapi import APIRouter, Path, Response
from typing_extensions import TypedDict

from accord.domain.entities import Cover
from accord.domain.errors import NotFound
from accord.domain.ids import require_id
from accord.server.links import Links
from accord.server.state import LibraryHere

if TYPE_CHECKING:
    from PIL import Image as Picture

SIDES = (640, 300, 64)
"""Pixels. Clients index the second of the three."""

MOST_PIXELS = 50_000_000
"""Embedded pictures with more are not decoded: they would cost the server its memory."""

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")
KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
"""The address of a cover names its content, so a client may keep it."""
KEPT_A_DAY = {"Cache-Control": "public, max-age=86400"}
"""A drawn picture changes with the music that it is drawn from."""

AT_ONCE = threading.BoundedSemaphore(2)
"""Pictures that are worked on at a time: each may take the memory of a large one."""

Side = Annotated[int, Path(description="Pixels: 640, 300 or 64.")]

router = APIRouter(tags=["images"], responses={200: {"content": {"image/jpeg": {}}}}, default_response_class=Response)


class Image(TypedDict):
    """Where a picture is, and how large it is there."""

    height: int | None
    url: str
    width: int | None


def images(cover_id: str | None, id_: str, links: Links) -> list[Image]:
    """Return the three sizes of a cover; where there is none, of the picture that is drawn for ``id_``."""
    name = cover_id or f"drawn/{id_}"
    return [Image(height=side, url=f"{links.base}/images/{name}/{side}", width=side) for side in SIDES]


@router.get("/images/drawn/{id}/{side}")
def drawn_image(id: str, side: Side, library: LibraryHere) -> Response:
    """Answer the picture of an album or artist, drawn from how their music sounds."""
    features = library.features_about(require_id(id))
    return _jpeg(drawn(id, features, _require_side(side)), KEPT_A_DAY)


@router.get("/images/{cover_id}/{side}")
def cover_image(cover_id: str, side: Side, library: LibraryHere) -> Response:
    """Answer a cover of the library, fitted into a square."""
    cover = library.cover(cover_id)
    if cover is None:
        raise NotFound(f"There is no picture {cover_id!r}.")
    return _jpeg(fitted(cover, _require_side(side)) or drawn(cover_id, (), side), KEPT)


def drawn(id_: str, features: Sequence[bytes], side: int) -> bytes:
    """Return a JPEG drawn from audio-features objects; from the id alone where there are none."""
    from PIL import Image as Picture

    from accord.pictures.character import character
    from accord.pictures.cover import cover

    heard = character([orjson.loads(one) for one in features], id_)
    with AT_ONCE:
        return _encoded(Picture.fromarray(cover(heard, id_, side)))


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
        with AT_ONCE, Picture.open(io.BytesIO(cover.data), formats=FORMATS) as picture:
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


def _jpeg(data: bytes, kept: Mapping[str, str]) -> Response:
    return Response(data, media_type="image/jpeg", headers=kept)
