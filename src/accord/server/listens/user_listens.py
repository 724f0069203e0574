"""``GET /1/user/{name}/listens`` and ``listen-count``: what a listener heard, for the listener."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from accord.domain.errors import InvalidParameter
from accord.library.listen_form import form_of
from accord.library.listening import EARLIEST
from accord.server.listens.access import Own, require_service
from accord.server.listens.body import reply
from accord.server.state import PeopleHere

MOST_ITEMS = 1000
DEFAULT_ITEMS = 25

router = APIRouter(tags=["listens"])


@router.get("/user/{user_name}/listens")
def user_listens(
    listener: Own,
    people: PeopleHere,
    count: Annotated[int, Query(ge=0)] = DEFAULT_ITEMS,
    max_ts: Annotated[int | None, Query(ge=0, lt=2**53)] = None,
    min_ts: Annotated[int | None, Query(ge=0, lt=2**53)] = None,
) -> Response:
    """Answer the newest listens before ``max_ts``, or the first after ``min_ts``; newest first either way."""
    if max_ts is not None and min_ts is not None and min_ts >= max_ts:
        raise InvalidParameter("min_ts must be less than max_ts.")
    heard, count = people.listening.heard(require_service(people, listener)), min(count, MOST_ITEMS)
    if min_ts is not None and max_ts is None:
        listens = heard.oldest(count, min_ts)[::-1]
    else:
        listens = heard.newest(count, max_ts, min_ts)
    latest, oldest = heard.newest(1), heard.oldest(1, EARLIEST - 1)
    payload = {
        "user_id": listener.name,
        "count": len(listens),
        "listens": [form_of(listen) | {"user_name": listener.name} for listen in listens],
        "latest_listen_ts": latest[0].listened_at if latest else 0,
        "oldest_listen_ts": oldest[0].listened_at if oldest else 0,
    }
    return reply({"payload": payload})


@router.get("/user/{user_name}/listen-count")
def listen_count(listener: Own, people: PeopleHere) -> Response:
    """Answer how many listens a listener has."""
    heard = people.listening.heard(require_service(people, listener))
    return reply({"payload": {"count": heard.count()}})
