"""Who is logged in in a browser: a random cookie that no script reads, and what other sites' requests do not carry."""

from __future__ import annotations

from fastapi import Request, Response

from accord.domain.entities import Listener
from accord.library.sessions import LIFETIME
from accord.server.state import links, state

COOKIE = "accord_session"


def logged_in(request: Request) -> Listener | None:
    """Return the listener who is logged in in the browser that sent a request, ``None`` where nobody is."""
    token = request.cookies.get(COOKIE)
    return state(request).accounts.sessions.listener(token) if token else None


def log_in(request: Request, answer: Response, listener: Listener) -> None:
    """Begin a session in the browser that gets an answer."""
    token = state(request).accounts.sessions.begin(listener.id)
    secure = links(request).base.startswith("https:")
    # Lax: the cookie comes along when an app sends the person here, but not with what another site posts.
    answer.set_cookie(COOKIE, token, LIFETIME, path="/", secure=secure, httponly=True, samesite="lax")


def log_out(request: Request, answer: Response) -> None:
    """End the session of the browser that gets an answer."""
    token = request.cookies.get(COOKIE)
    if token:
        state(request).accounts.sessions.end(token)
    answer.delete_cookie(COOKIE, path="/")
