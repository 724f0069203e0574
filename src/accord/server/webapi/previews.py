"""Previews: thirty seconds of a track, for whoever was given the address."""

from __future__ import annotations

import asyncio
import re
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool

from accord.domain.ids import require_id
from accord.server.delivery import matches
from accord.server.previews import Previews
from accord.server.state import state

MEDIA_TYPE = "audio/mpeg"
KEPT = "private, max-age=604800, immutable"
"""An address is good for a week; whoever holds it may keep what it gave, and nobody in between."""

_RANGES = re.compile(r"bytes=\s*(?:\d+-\d*|-\d+)(?:\s*,\s*(?:\d+-\d*|-\d+))*\s*", re.ASCII)

router = APIRouter(tags=["previews"])


async def _previews(request: Request) -> Previews:
    return state(request).previews


@router.get(
    "/previews/{given}/{id}.mp3",
    response_class=FileResponse,
    responses={200: {"content": {MEDIA_TYPE: {}}}, 206: {"description": "The bytes that `Range` names."}},
)
async def get_preview(
    request: Request, given: str, id: str, previews: Annotated[Previews, Depends(_previews)]
) -> Response:
    """Answer the most typical thirty seconds of a track as MP3; the address comes from ``preview_url``."""
    previews.passes.require(require_id(id), given)
    path = await run_in_threadpool(previews.ready, id)
    if path is None:
        path = await asyncio.wrap_future(previews.made(id))
    headers = {"Cache-Control": KEPT, "ETag": f'"{path.stem}"'}
    if matches(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    _ignore_what_is_no_range(request)
    return FileResponse(path, media_type=MEDIA_TYPE, headers=headers)


def _ignore_what_is_no_range(request: Request) -> None:
    """Take away a Range header of another unit, or that cannot be read: then all is wanted (RFC 9110, section 14.2)."""
    asked = request.headers.get("range", "")
    spans = re.findall(r"(\d+)-(\d+)", asked)
    if not _RANGES.fullmatch(asked) or any(int(first) > int(last) for first, last in spans):
        request.scope["headers"] = [header for header in request.scope["headers"] if header[0] != b"range"]
