"""``GET /1/user/{name}/playing-now``: what a listener plays at this moment, for the listener."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from accord.library.listen_form import form_of
from accord.server.listens.access import Own
from accord.server.listens.body import reply

router = APIRouter(tags=["listens"])


@router.get("/user/{user_name}/playing-now")
def playing_now(request: Request, listener: Own) -> Response:
    """Answer the track that plays, if one does. It was never stored, so that nothing stored is used."""
    listen = request.app.state.playing.now(listener.id)
    listens = [] if listen is None else [{"playing_now": True, "track_metadata": form_of(listen)["track_metadata"]}]
    payload = {"user_id": listener.name, "count": len(listens), "playing_now": True, "listens": listens}
    return reply({"payload": payload})
