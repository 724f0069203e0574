"""The door: every resource asks for an access token, and some for a person's leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, cast

from fastapi import Depends, Request

from accord.domain.entities import Caller, Listener
from accord.domain.errors import InsufficientScope, InvalidParameter, NoToken, NoUser
from accord.domain.scopes import SCOPES
from accord.server.state import State

SCHEME = "OAuth2"
"""What the OpenAPI document calls the way in."""

FLOWS = {
    "clientCredentials": {"tokenUrl": "/api/token", "scopes": {}},
    "authorizationCode": {"authorizationUrl": "/authorize", "tokenUrl": "/api/token", "scopes": dict(SCOPES)},
}
"""How a token is had, in the words of OpenAPI."""


def scoped(*either: str | tuple[str, ...]) -> dict[str, Any]:
    """Return what the declaration of an endpoint says, in ``openapi_extra``, of the leave that it takes.

    Parameters
    ----------
    *either : str or tuple of str
        Names in ``domain.scopes.SCOPES``: any one of them will do; of a tuple, all are needed.
    """
    needed = [[one] if isinstance(one, str) else list(one) for one in either]
    assert SCOPES.keys() >= {name for names in needed for name in names}, needed
    return {"security": [{SCHEME: names} for names in needed]}


def check_access(authorization: str | None, here: State) -> Caller:
    """Return whose bearer token an Authorization header holds.

    Raises
    ------
    NoToken
        If there is no such header.
    InvalidParameter
        If the header is of another scheme, or empty.
    InvalidToken, ExpiredToken
        If the token was never given out, or is past its lifetime.
    TooManyRequests
        If its app has sent more than it may.
    """
    if not authorization:
        raise NoToken("The request has no Authorization header.")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise InvalidParameter("Only valid bearer authentication supported")
    caller = here.apps.check(token.strip())
    here.limits.count(caller.client_id)
    return caller


def check_scopes(caller: Caller, needed: Sequence[frozenset[str]]) -> None:
    """Return if somebody gave an app the leave that a request needs: any one of these sets.

    Raises
    ------
    NoUser
        If the app acts for nobody.
    InsufficientScope
        If nobody allowed it.
    """
    if caller.listener is None:
        raise NoUser("The access token is an app's own: it acts for nobody.")
    if not any(caller.scopes >= one for one in needed):
        named = " or ".join(" and ".join(sorted(one)) for one in needed)
        raise InsufficientScope(f"The token has not the scope {named}.")


async def _caller(request: Request) -> Caller:
    return cast(Caller, request.state.caller)


CallerHere = Annotated[Caller, Depends(_caller)]
"""The app that asks, and for whom it acts."""


async def _user(request: Request) -> Listener:
    listener = cast(Caller, request.state.caller).listener
    if listener is None:
        raise NoUser("The access token is an app's own: it acts for nobody.")
    return listener


UserHere = Annotated[Listener, Depends(_user)]
"""The person for whom the app acts; an app that acts for itself is refused."""
