"""``GET /accord/v1/trace/{id}``: where something comes from and what may be done with it, as PROV-JSON."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from accord.domain.entities import Listener
from accord.domain.errors import NoListenerToken, NotFound, UnknownListener
from accord.rights.lineage import veiled
from accord.rights.prov import prov_document
from accord.server.accord.access import COOKIE, token_of
from accord.server.state import AppsHere, PeopleHere

router = APIRouter(prefix="/accord/v1/trace", tags=["rights"])


def _asker(request: Request, people: PeopleHere, apps: AppsHere) -> Listener | None:
    """Return the listener who asks, ``None`` for an app; an app does not see what is about people."""
    token = token_of(request.headers.get("authorization")) or request.cookies.get(COOKIE)
    if not token:
        raise NoListenerToken("The request carries neither an app's access token nor a listener's.")
    try:
        return people.listeners.by_token(token)
    except UnknownListener:
        apps.check(token)
        return None


@router.get("/{id}")
def trace(id: str, asker: Annotated[Listener | None, Depends(_asker)], people: PeopleHere) -> dict[str, Any]:
    """Answer the chain from a track, a release, an artist or a derived thing down to its sources, as PROV-JSON.

    What was derived from listening is answered to those whose listening went in, with their own token.
    """
    found = people.lineage.trace(id)
    seen = veiled(found, asker.id if asker else None)
    if seen is None:  # that there is such a thing is nobody else's business
        raise NotFound(f"There is no track, release, artist or derived thing {id}.")
    return prov_document(seen)
