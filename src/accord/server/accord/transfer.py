"""``/accord/v1/me/export`` and ``import``: a listener takes everything along, and brings it."""

from __future__ import annotations

import tempfile
from contextlib import closing
from typing import IO

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from accord.domain.errors import TooLarge
from accord.library.transfer import stream
from accord.library.transfer_import import import_from
from accord.server.accord.access import ListenerHere
from accord.server.state import PeopleHere

router = APIRouter(prefix="/accord/v1/me", tags=["me"])

LARGEST_UPLOAD = 2 << 30
"""Bytes: some ten million listens, compressed."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Disposition": 'attachment; filename="accord-export.zip"',
    "X-Content-Type-Options": "nosniff",
}


class ImportObject(BaseModel):
    """What an import stored."""

    listens: int
    duplicates: int
    """Listens that were there already."""
    records: int
    """Consent records that were not; in an account that existed before they are history."""


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/zip": {}}, "description": "A zip archive."}},
)
def export(listener: ListenerHere, people: PeopleHere) -> StreamingResponse:
    """Send all that is kept about the listener, in open formats, described by a Croissant manifest."""
    return StreamingResponse(stream(people, listener), media_type="application/zip", headers=_HEADERS)


@router.post(
    "/import",
    openapi_extra={"requestBody": {"required": True, "content": {"application/zip": {}}}},
)
async def import_(request: Request, listener: ListenerHere, people: PeopleHere) -> ImportObject:
    """Take in an export of the same person, of this Accord or another; what is wrong in it stores nothing."""
    # A file without a name: it is gone with the request, whatever becomes of the process.
    with closing(tempfile.TemporaryFile(dir=people.settings.home)) as file:
        await receive(request, file)
        imported = await run_in_threadpool(import_from, people, file, listener.name)
    return ImportObject(listens=imported.listens, duplicates=imported.duplicates, records=imported.records)


async def receive(request: Request, file: IO[bytes]) -> None:
    """Write what a request carries to a file, chunk by chunk, and go back to the file's beginning.

    Raises
    ------
    TooLarge
        If it is larger than any import that is taken.
    """
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST_UPLOAD:
            raise TooLarge(f"The archive is larger than {LARGEST_UPLOAD} bytes.")
        await run_in_threadpool(file.write, chunk)
    file.seek(0)
