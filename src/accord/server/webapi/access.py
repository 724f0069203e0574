"""The door: every resource asks for an access token, and some for a person's leave."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.openapi.models import OAuthFlowAuthorizationCode, OAuthFlowClientCredentials, OAuthFlows
from fastapi.security import OAuth2, SecurityScopes

from accord.domain.entities import Caller, Listener
from accord.domain.errors import InsufficientScope, InvalidParameter, NoToken, NoUser
from accord.domain.scopes import SCOPES
from accord.server.state import State, state

_authorization = OAuth2(
    flows=OAuthFlows(
        clientCredentials=OAuthFlowClientCredentials(tokenUrl="/api/token"),
        authorizationCode=OAuthFlowAuthorizationCode(
            authorizationUrl="/authorize", tokenUrl="/api/token", scopes=dict(SCOPES)
        ),
    ),
    auto_error=False,
)


async def require_token(request: Request, authorization: Annotated[str | None, Depends(_authorization)]) -> Caller:
    """Let a request pass that ``check_access`` does not refuse, and say whose it is."""
    return check_access(authorization, state(request))


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


CallerHere = Annotated[Caller, Depends(require_token)]
"""The app that asks, and for whom it acts."""


async def _user(caller: CallerHere) -> Listener:
    if caller.listener is None:
        raise NoUser("The access token is an app's own: it acts for nobody.")
    return caller.listener


UserHere = Annotated[Listener, Depends(_user)]
"""The person for whom the app acts; an app that acts for itself is refused."""


async def _scoped(scopes: SecurityScopes, caller: CallerHere) -> None:
    if caller.listener is None:
        raise NoUser("The access token is an app's own: it acts for nobody.")
    if caller.scopes.isdisjoint(scopes.scopes):
        raise InsufficientScope(f"The token has none of the scopes {scopes.scope_str}.")


def scoped(*scopes: str) -> Any:
    """Return the dependency of an endpoint that a person must have allowed: any one of these scopes will do.

    Parameters
    ----------
    *scopes : str
        Names in ``domain.scopes.SCOPES``.
    """
    assert SCOPES.keys() >= set(scopes), scopes
    return Security(_scoped, scopes=list(scopes))
