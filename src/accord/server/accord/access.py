"""Whose request it is: a listener is known by their token, in a header or in the cookie of the page ``/me``."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase

from accord.domain.entities import Listener
from accord.domain.errors import ForeignPage, NoListenerToken, UnknownListener
from accord.server.state import AppsHere, PeopleHere, links

COOKIE = "accord_listener"
"""Holds the token for as long as the browser runs. No script can read it, and no other site's request carries it."""


class _ListenerToken(SecurityBase):
    """Says in the OpenAPI document how a listener's token is sent."""

    def __init__(self) -> None:
        self.model = HTTPBearer(description="A listener's token, from `accord listener add`; `Token` will do as well.")
        self.scheme_name = "ListenerToken"

    async def __call__(self, request: Request) -> str | None:
        return token_of(request.headers.get("authorization"))


_token = _ListenerToken()


def token_of(authorization: str | None) -> str | None:
    """Return the token in an Authorization header, ``None`` where there is none of the scheme Token or Bearer."""
    scheme, _, token = (authorization or "").strip().partition(" ")
    return token.strip() or None if scheme.lower() in ("token", "bearer") else None


def _listener(request: Request, people: PeopleHere, token: Annotated[str | None, Depends(_token)]) -> Listener:
    # The cookie lets links of the page be followed; what changes anything takes the header, or the page's own forms.
    if token is None and request.method in ("GET", "HEAD"):
        token = request.cookies.get(COOKIE)
    if not token:
        raise NoListenerToken("The request carries no listener's token.")
    return people.listeners.by_token(token)


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


def page_listener(request: Request, people: PeopleHere) -> Listener:
    """Return the listener whose browser sent a request.

    Raises
    ------
    ForeignPage
        If a form was not sent by a page of this server.
    NoListenerToken, UnknownListener
        If the browser has no token, or one that is nobody's.
    """
    if request.method not in ("GET", "HEAD"):
        require_own_page(request)
    token = request.cookies.get(COOKIE)
    if not token:
        raise NoListenerToken("Enter your token first.")
    return people.listeners.by_token(token)


ListenerHere = Annotated[Listener, Depends(_listener)]
"""The listener who asks, for the API."""

AskerHere = Annotated[Listener | None, Depends(_asker)]
"""The listener who asks, ``None`` where an app does."""

PageListenerHere = Annotated[Listener, Depends(page_listener)]
"""The listener who asks, for pages: by the cookie alone, and forms only from this server's own pages."""


def require_own_page(request: Request) -> None:
    """Return if a form was sent by a page of this server: browsers name the page's origin with every POST.

    Raises
    ------
    ForeignPage
        If it was sent by another site's page, or does not say by which.
    """
    own = {_origin(links(request).base), f"{request.scope['scheme']}://{request.headers.get('host')}"}
    origin = request.headers.get("origin")
    if origin not in own:
        raise ForeignPage(f"The form comes from {origin or 'an unknown page'}, not from a page of this Accord.")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
