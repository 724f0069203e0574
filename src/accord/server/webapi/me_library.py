"""All that a listener keeps, by URI: the one address of 2026 for saving, following and their opposites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, cast

from fastapi import Query, Response

from accord.domain.entities import Caller
from accord.domain.errors import InsufficientScope, InvalidParameter, TooManyIds
from accord.library.saved import Kind
from accord.server.state import PeopleHere, StockHere
from accord.server.webapi.access import CallerHere, UserHere
from accord.server.webapi.bodies import JsonHere, field, json_body
from accord.server.webapi.keeping import contains, forget, known
from accord.server.webapi.ready_made import find_ready_made
from accord.server.webapi.resource import resource
from accord.server.webapi.uris import parse_uri

MOST = 50
"""URIs in one request."""

_PLAYLISTS = frozenset({"playlist-modify-public", "playlist-modify-private"})
_READS = frozenset({"user-library-read"})
_MODIFIES = frozenset({"user-library-modify"})
READS: Mapping[str, frozenset[str]] = {
    "artist": frozenset({"user-follow-read"}),
    "user": frozenset({"user-follow-read"}),
    "playlist": _PLAYLISTS | {"playlist-read-private", "user-library-read"},
}
MODIFIES: Mapping[str, frozenset[str]] = {
    "artist": frozenset({"user-follow-modify"}),
    "user": frozenset({"user-follow-modify"}),
    "playlist": _PLAYLISTS | {"user-library-modify"},
}
"""Scopes of which one must have been allowed, by kind; for all other kinds, those of saved tracks."""

BODY = json_body(uris="array")

router = resource("saved")

Uris = Annotated[str, Query(description="URIs, separated by commas; they may stand in the body instead.")]


@router.put("/me/library", response_class=Response, openapi_extra=BODY)
def save(
    user: UserHere, caller: CallerHere, people: PeopleHere, stock: StockHere, body: JsonHere, uris: Uris = ""
) -> Response:
    """Save or follow up to 50 things, all or none."""
    named = _named(uris, body)
    things: list[tuple[Kind, str]] = []
    for kind, ids in named.items():
        _require(caller, MODIFIES.get(kind, _MODIFIES))
        kept = _kept(kind)
        if kept is None:
            raise InvalidParameter(f"non existing id: there is no {kind} here.")
        listeners = [id_ for id_ in ids if kept != "playlist" or find_ready_made(id_, stock) is None]
        names = dict(zip(listeners, known(people, user.id, kept, listeners), strict=True))
        things += [(kept, names.get(id_, id_)) for id_ in ids]
    people.saved.save(user.id, things)
    return Response()


@router.delete("/me/library", response_class=Response, openapi_extra=BODY)
def remove(user: UserHere, caller: CallerHere, people: PeopleHere, body: JsonHere, uris: Uris = "") -> Response:
    """Save or follow things no longer. A playlist of one's own stays: it is removed by unfollowing it by its id."""
    named = _named(uris, body)
    for kind in named:
        _require(caller, MODIFIES.get(kind, _MODIFIES))
    for kind, ids in named.items():
        if kept := _kept(kind):
            forget(people, user.id, kept, ids)
    return Response()


@router.get("/me/library/contains")
def library_contains(user: UserHere, caller: CallerHere, people: PeopleHere, uris: Uris = "") -> list[bool]:
    """Answer for each thing whether it is saved or followed; a playlist of one's own is."""
    found: dict[tuple[str, str], bool] = {}
    named = _named(uris, None)
    own = {id_ for id_, _ in people.playlists.owned(user.id)} if "playlist" in named else set()
    for kind, ids in named.items():
        _require(caller, READS.get(kind, _READS))
        kept = _kept(kind)
        answers = contains(people, user.id, kept, ids) if kept else [False] * len(ids)
        found |= {(kind, id_): answer or id_ in own for id_, answer in zip(ids, answers, strict=True)}
    return [found[parse_uri(uri)] for uri in _uris(uris, None)]


def _named(uris: str, body: Any) -> dict[str, list[str]]:
    """Return the ids that a request names, by kind."""
    named: dict[str, list[str]] = {}
    for kind, id_ in map(parse_uri, _uris(uris, body)):
        named.setdefault(kind, []).append(id_)
    return named


def _uris(uris: str, body: Any) -> list[Any]:
    listed: list[Any] = field(body, "uris", list, []) if isinstance(body, dict) else []
    listed = listed or [uri.strip() for uri in uris.split(",") if uri.strip()]
    if not listed:
        raise InvalidParameter("Missing required field: uris")
    if len(listed) > MOST:
        raise TooManyIds(f"This endpoint takes {MOST} uris at a time, got {len(listed)}.")
    return listed


def _kept(kind: str) -> Kind | None:
    """Return under which kind a thing is kept; ``None`` for what Accord has none of."""
    return None if kind in ("show", "episode", "audiobook") else cast(Kind, kind)


def _require(caller: Caller, scopes: frozenset[str]) -> None:
    if caller.scopes.isdisjoint(scopes):
        raise InsufficientScope(f"The token has none of the scopes {sorted(scopes)}.")
