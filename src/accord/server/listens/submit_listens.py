"""``POST /1/submit-listens``: what players and importers report."""

from __future__ import annotations

import time
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from accord.domain.entities import Listener
from accord.domain.errors import InvalidParameter, SourceRefused
from accord.library.listen_form import Heard, listen_of
from accord.library.listening import listen_id
from accord.library.people import People
from accord.rights.listen_origin import SPOTIFY_WEB_API
from accord.rights.log_entry import LogKind
from accord.rights.registry import source
from accord.server.listens.access import Asking, require_service
from accord.server.listens.body import read_object, reply
from accord.server.listens.playing import Playing
from accord.server.listens.trace import leave_trace
from accord.server.state import PeopleHere

MOST_LISTENS = 1000
"""Listens of one request."""

TYPES = ("single", "playing_now", "import")

WHY_LEFT_OUT = "Ids and links of Spotify are content of its API; other keys have no place in track_metadata."

router = APIRouter(tags=["listens"])


@router.post("/submit-listens")
async def submit_listens(request: Request, listener: Asking, people: PeopleHere) -> Response:
    """Store listens, or note what plays; all of a request, or nothing."""
    document = await read_object(request)
    return reply(await run_in_threadpool(_submit, document, listener, people, request.app.state.playing))


def _submit(document: dict[str, Any], listener: Listener, people: People, playing: Playing) -> dict[str, Any]:
    listen_type, payload, now = document.get("listen_type"), _payload(document), time.time()
    if listen_type == "playing_now":
        for listen in payload:
            if isinstance(listen, dict) and listen.setdefault("listened_at", now) != now:
                raise InvalidParameter("payload[0]: a track that plays now has no listened_at.")
    try:
        heard = _read(payload, now)
    except SourceRefused:
        leave_trace(people, listener, LogKind.DENIAL, {"source": SPOTIFY_WEB_API, "what": "listens"})
        raise
    require_service(people, listener)
    answer: dict[str, Any] = {"status": "ok"}
    said: dict[str, Any] = {}
    if listen_type == "playing_now":
        playing.begin(listener.id, heard[0].listen)
    else:
        added = people.listening.add(listener.id, [each.listen for each in heard])
        facts: dict[str, str | int] = {"format": "listenbrainz", "source": heard[0].listen.source_id}
        facts |= {"listens": added.stored, "duplicates": added.duplicates}
        leave_trace(people, listener, LogKind.IMPORT, facts)
        said = {"stored": added.stored, "duplicates": added.duplicates}
    if left_out := sorted({key for each in heard for key in each.left_out}):
        said |= {"left_out": left_out, "why": WHY_LEFT_OUT}
    if document.get("return_msid") is True and len(heard) == 1:
        answer["recording_msid"] = listen_id(heard[0].listen)
    return answer | ({"accord": said} if said else {})


def _payload(document: dict[str, Any]) -> list[Any]:
    listen_type, payload = document.get("listen_type"), document.get("payload")
    if listen_type not in TYPES:
        raise InvalidParameter(f"listen_type is {listen_type!r:.40}, not one of {', '.join(TYPES)}.")
    if not isinstance(payload, list):
        raise InvalidParameter("payload is missing or not a list.")
    if not payload:
        raise InvalidParameter("JSON document does not contain any listens.")
    if len(payload) > MOST_LISTENS:
        raise InvalidParameter(f"payload has {len(payload)} listens; at most {MOST_LISTENS} are taken at once.")
    if listen_type != "import" and len(payload) > 1:
        raise InvalidParameter(f"payload has {len(payload)} listens; with listen_type {listen_type} it has one.")
    return payload


def _read(payload: list[Any], now: float) -> list[Heard]:
    heard = []
    for index, listen in enumerate(payload):
        try:
            heard.append(listen_of(listen, now))
        except InvalidParameter as error:
            raise InvalidParameter(f"payload[{index}]: {error} Nothing of the request was stored.") from error
        except SourceRefused as error:
            instead = source(SPOTIFY_WEB_API).instead
            raise SourceRefused(f"payload[{index}]: {error} Nothing of the request was stored. {instead}") from error
    return heard
