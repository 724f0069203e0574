"""Previews: thirty seconds of a track, for whoever was given the address."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool

from accord.domain.ids import require_id
from accord.server.previews import Previews
from accord.server.state import state

MEDIA_TYPE = "audio/mpeg"
KEPT = "private, max-age=604800, immutable"
"""An address is good for a week; whoever holds it may keep what it gave, and nobody in between."""

router = APIRouter(tags=["previews"])


async def _previews(request: Request) -> Previews:
    return state(request).previews


@router.get(
    "/previews/{given}/{id}.mp3",
    response_class=FileResponse,
    responses={200: {"content": {MEDIA_TYPE: {}}}, 206: {"description": "The bytes that `Range` names."}},
)
async def get_preview(given: str, id: str, previews: Annotated[Previews, Depends(_previews)]) -> FileResponse:
    """Answer the most typical thirty seconds of a track as MP3; the address comes from ``preview_url``."""
    previews.passes.require(require_id(id), given)
    path = await run_in_threadpool(previews.ready, id)
    if path is None:
        path = await asyncio.wrap_future(previews.made(id))
    return FileResponse(path, media_type=MEDIA_TYPE, headers={"Cache-Control": KEPT, "ETag": f'"{path.stem}"'})
