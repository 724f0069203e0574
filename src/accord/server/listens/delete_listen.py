"""``POST /1/delete-listen``: a listen that should not be kept."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from accord.domain.entities import Listener
from accord.domain.errors import InvalidParameter
from accord.library.people import People
from accord.rights.log_entry import LogKind
from accord.server.listens.access import Asking
from accord.server.listens.body import read_object, reply
from accord.server.listens.trace import leave_trace
from accord.server.state import PeopleHere

router = APIRouter(tags=["listens"])


@router.post("/delete-listen")
async def delete_listen(request: Request, listener: Asking, people: PeopleHere) -> Response:
    """Delete the listen of a time and a ``recording_msid``, at once. One that is not there is gone already."""
    document = await read_object(request)
    at, msid = document.get("listened_at"), document.get("recording_msid")
    if not isinstance(at, int) or isinstance(at, bool) or not 0 <= at < 2**35:
        raise InvalidParameter("listened_at is missing or not a time in seconds since 1970.")
    if not isinstance(msid, str):
        raise InvalidParameter("recording_msid is missing or not text.")
    return reply(await run_in_threadpool(_delete, people, listener, at, msid.strip().lower()))


def _delete(people: People, listener: Listener, at: int, msid: str) -> dict[str, object]:
    deleted = people.listening.delete(listener.id, at, msid)
    if deleted:
        leave_trace(people, listener, LogKind.ERASURE, {"what": "listen", "listens": 1})
    return {"status": "ok", "accord": {"deleted": deleted}}
