"""``GET /1/validate-token``: whose a token is."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from accord.domain.errors import InvalidParameter, UnknownListener
from accord.server.listens.access import token_of
from accord.server.listens.body import reply
from accord.server.state import PeopleHere

router = APIRouter(tags=["listens"])


@router.get("/validate-token")
def validate_token(request: Request, people: PeopleHere, token: str | None = None) -> Response:
    """Answer whether a token, in the header or the query, is someone's; 200 either way, as clients expect."""
    asked = token_of(request) or token
    if not asked:
        raise InvalidParameter("You need to provide an Authorization token.")
    try:
        listener = people.listeners.by_token(asked)
    except UnknownListener:
        return reply({"code": 200, "message": "Token invalid.", "valid": False})
    return reply({"code": 200, "message": "Token valid.", "valid": True, "user_name": listener.name})
