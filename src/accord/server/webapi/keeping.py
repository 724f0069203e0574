"""What requests to save, follow and forget have in common: which things they name, by ids or by URIs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import Query

from accord.domain.errors import InvalidParameter, TooManyIds, UnknownListener
from accord.domain.ids import require_id
from accord.library.people import People
from accord.library.saved import Kind
from accord.server.webapi.bodies import field, json_body

MOST = 50
"""Ids in one request."""

KEPT = json_body(ids="array")

Ids = Annotated[str, Query(description="Ids, separated by commas; they may stand in the body instead.")]


def wanted_ids(query: str, body: Any = None) -> list[str]:
    """Return the ids of a request: of its parameter, a bare list, or ``{"ids": [...]}``.

    Raises
    ------
    InvalidParameter
        If there is none, or the body is something else.
    TooManyIds
        If there are more than 50.
    """
    if isinstance(body, dict):
        stamped = field(body, "timestamped_ids", list, [])
        body = body.get("ids") or [one.get("id") for one in stamped if isinstance(one, dict)]
    listed = body or [part.strip() for part in query.split(",") if part.strip()]
    if not isinstance(listed, list) or not all(isinstance(id_, str) for id_ in listed):
        raise InvalidParameter("Invalid ids: they must be a list of ids.")
    if not listed:
        raise InvalidParameter("Missing required field: ids")
    if len(listed) > MOST:
        raise TooManyIds(f"This endpoint takes {MOST} ids at a time, got {len(listed)}.")
    return listed


def times(body: Any) -> dict[str, int]:
    """Return when things were saved, where ``timestamped_ids`` say so: id -> seconds since 1970, never in the future.

    Raises
    ------
    InvalidParameter
        If one of the moments is none.
    """
    stamped = body.get("timestamped_ids") if isinstance(body, dict) else None
    now = int(time.time())
    try:
        moments = {str(one["id"]): datetime.fromisoformat(one["added_at"]).timestamp() for one in stamped or ()}
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise InvalidParameter("Invalid timestamped_ids: each has an id and added_at, a date and time.") from error
    return {id_: max(0, min(int(moment), now)) for id_, moment in moments.items()}


def known(people: People, reader: str, kind: Kind, ids: Sequence[str]) -> list[str]:
    """Return the ids under which things are kept; some are known under several.

    Parameters
    ----------
    people : People
        The open library.
    reader : str
        Id of the listener who asks.
    kind : str
        What they are.
    ids : sequence of str
        As the request names them.

    Raises
    ------
    InvalidId
        If one has not the form of an id.
    InvalidParameter
        If one names nothing that is here: then nothing is kept.
    """
    found = _found(people, reader, kind, ids)
    for id_, name in zip(ids, found, strict=True):
        if name is None:
            raise InvalidParameter(f"non existing id: there is no {kind} {id_} here.")
    return [name for name in found if name is not None]


def forget(people: People, reader: str, kind: Kind, ids: Sequence[str]) -> None:
    """Keep things no longer, whether they are still here or not."""
    people.saved.remove(reader, [(kind, name) for name in _either(people, reader, kind, ids)])


def contains(people: People, reader: str, kind: Kind, ids: Sequence[str]) -> list[bool]:
    """Return for each id whether a listener keeps it."""
    return people.saved.contains(reader, kind, _either(people, reader, kind, ids))


def _either(people: People, reader: str, kind: Kind, ids: Sequence[str]) -> list[str]:
    """Return the ids under which things are kept, and of what is not here, those of the request."""
    return [name or id_ for name, id_ in zip(_found(people, reader, kind, ids), ids, strict=True)]


def _found(people: People, reader: str, kind: Kind, ids: Sequence[str]) -> list[str | None]:
    if kind == "user":
        return [_listener(people, id_) for id_ in ids]
    library = people.library
    look_up: dict[str, Callable[[Sequence[str]], Sequence[Any]]] = {
        "track": library.tracks,
        "album": library.releases,
        "artist": library.artists,
        "playlist": lambda names: people.playlists.find(names, reader),
    }
    found = look_up[kind]([require_id(id_) for id_ in ids])
    return [thing.id if thing else None for thing in found]


def _listener(people: People, id_: str) -> str | None:
    try:
        return people.listeners.by_user_id(id_).id
    except UnknownListener:
        return None
