"""Old ids: a person's own programs may name a track by the id that the person's own export knows it by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from fastapi import Request

from accord.domain.entities import Caller
from accord.server.state import state


def meant(request: Request, ids: Sequence[str]) -> list[str]:
    """Return the ids of tracks that a request means: those it names, but for old ids of the person it acts for."""
    caller = cast(Caller, request.state.caller)
    if caller.listener is None:
        return list(ids)
    old = state(request).people.old_ids.find(caller.listener.id, ids)
    return [old.get(id_, id_) for id_ in ids]
