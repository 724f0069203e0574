"""``/1/latest-import``: how far an importer came, so that it goes on there."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from accord.domain.errors import InvalidParameter, NotFound
from accord.server.listens.access import Asking, require_service
from accord.server.listens.body import read_object, reply
from accord.server.state import PeopleHere

SERVICE = "lastfm"
"""The importer that is meant where none is named."""

SERVICES = ("lastfm", "librefm")

router = APIRouter(tags=["listens"])


@router.get("/latest-import")
def get_latest_import(
    listener: Asking, people: PeopleHere, user_name: str | None = None, service: Annotated[str, Query()] = SERVICE
) -> Response:
    """Answer the time of the newest listen that an importer reported, 0 at first."""
    if user_name is not None and user_name.casefold() != listener.name.casefold():
        raise NotFound(f"Cannot find user: {user_name}.")
    require_service(people, listener)
    at = people.listening.marks(listener.id).get(_known(service), 0)
    return reply({"musicbrainz_id": listener.name, "latest_import": at})


@router.post("/latest-import")
async def set_latest_import(request: Request, listener: Asking, people: PeopleHere) -> Response:
    """Note the time of the newest listen that an importer reported; it never goes back."""
    document = await read_object(request)
    at, service = document.get("ts", 0), _known(document.get("service", SERVICE))
    if not isinstance(at, int) or isinstance(at, bool) or not 0 <= at < 2**53:
        raise InvalidParameter("ts is not a time in seconds since 1970.")
    await run_in_threadpool(require_service, people, listener)
    await run_in_threadpool(people.listening.mark, listener.id, service, at)
    return reply({"status": "ok"})


def _known(service: object) -> str:
    for known in SERVICES:
        if service == known:
            return known
    raise InvalidParameter(f"service is {service!r:.40}, not one of {', '.join(SERVICES)}.")
