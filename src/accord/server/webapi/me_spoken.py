"""Saved shows, episodes and audiobooks: there are none, and none can be saved."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from typing_extensions import TypedDict

from accord.domain.errors import InvalidParameter
from accord.server.state import LinksHere
from accord.server.webapi import paging
from accord.server.webapi.access import UserHere
from accord.server.webapi.bodies import JsonHere
from accord.server.webapi.keeping import KEPT, Ids, wanted_ids
from accord.server.webapi.me_tracks import MODIFY, READ
from accord.server.webapi.paging import Limit, Offset, Pages, Paging
from accord.server.webapi.resource import resource

ANSWERED = "always empty"
"""What the docs say of these endpoints."""

router = resource("saved")

KINDS = ("shows", "episodes", "audiobooks")


class Nothing(TypedDict):
    """What stands in an empty list."""


class EmptyPaging(Paging[Nothing]):
    """A stretch of nothing."""


def get_spoken(
    request: Request, user: UserHere, links: LinksHere, limit: Limit = paging.DEFAULT, offset: Offset = 0
) -> EmptyPaging:
    """Answer an empty page: Accord holds music."""
    return EmptyPaging({"items": [], **Pages(links, request.scope["path"]).around(offset, limit, 0)})


def save_spoken(user: UserHere, body: JsonHere, ids: Ids = "") -> Response:
    """Refuse: no id names one."""
    raise InvalidParameter(f"non existing id: Accord holds music, and nothing with the id {wanted_ids(ids, body)[0]}.")


def forget_spoken(user: UserHere, body: JsonHere, ids: Ids = "") -> Response:
    """Do nothing, as nothing was saved."""
    wanted_ids(ids, body)
    return Response()


def contains_spoken(user: UserHere, ids: Ids = "") -> list[bool]:
    """Answer that none is saved."""
    return [False for _ in wanted_ids(ids)]


for kind in KINDS:
    changes: dict[str, Any] = {"response_class": Response, "openapi_extra": MODIFY | KEPT}
    router.get(f"/me/{kind}", openapi_extra=READ)(get_spoken)
    router.put(f"/me/{kind}", **changes)(save_spoken)
    router.delete(f"/me/{kind}", **changes)(forget_spoken)
    router.get(f"/me/{kind}/contains", openapi_extra=READ)(contains_spoken)
