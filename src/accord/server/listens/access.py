"""Who is asking: the listener whose token the request carries, and for nobody's listening but their own."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from accord.domain.entities import Listener
from accord.domain.errors import NoListenerToken, NotFound
from accord.domain.labels import Purpose
from accord.library.people import People
from accord.rights.decision import Decision
from accord.rights.registry import OWN_LISTENING
from accord.server.state import PeopleHere


def token_of(request: Request) -> str | None:
    """Return the token in a request's Authorization header: ``Token TOKEN``, or ``Bearer TOKEN`` as some send it."""
    scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
    return token.strip() or None if scheme.lower() in ("token", "bearer") else None


def _asking(request: Request, people: PeopleHere) -> Listener:
    token = token_of(request)
    if token is None:
        raise NoListenerToken("The request has no header `Authorization: Token TOKEN`.")
    return people.listeners.by_token(token)


Asking = Annotated[Listener, Depends(_asking)]
"""The listener who asks."""


def _own(user_name: str, listener: Asking) -> Listener:
    if user_name.casefold() != listener.name.casefold():
        # Not told apart from someone who is not here, so that nobody learns who is.
        raise NotFound(f"Cannot find user: {user_name}.")
    return listener


Own = Annotated[Listener, Depends(_own)]
"""The listener who asks, where the path names them."""


def require_service(people: People, listener: Listener) -> Decision:
    """Return the decision that lets the listener's listens be kept and shown to them; the use is in the log then.

    Raises
    ------
    ConsentMissing
        If the listener has no valid record of it.
    KeyLost
        If the listener's key is gone.
    """
    return people.uses.require(Purpose.SERVICE, OWN_LISTENING.label.about(listener.id), what="listens")
