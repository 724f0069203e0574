"""The door: every resource asks for an access token."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from fastapi.openapi.models import OAuthFlowClientCredentials, OAuthFlows
from fastapi.security import OAuth2

from accord.domain.errors import InvalidParameter, NoToken
from accord.library.apps import Apps
from accord.server.state import AppsHere

_authorization = OAuth2(
    flows=OAuthFlows(clientCredentials=OAuthFlowClientCredentials(tokenUrl="/api/token")), auto_error=False
)


async def require_token(authorization: Annotated[str | None, Depends(_authorization)], apps: AppsHere) -> None:
    """Let a request pass that ``check_access`` does not refuse."""
    check_access(authorization, apps)


def check_access(authorization: str | None, apps: Apps) -> None:
    """Return if an Authorization header holds a bearer token that is known and not expired.

    Raises
    ------
    NoToken
        If there is no such header.
    InvalidParameter
        If the header is of another scheme, or empty.
    InvalidToken, ExpiredToken
        If the token was never given out, or is past its lifetime.
    """
    if not authorization:
        raise NoToken("The request has no Authorization header.")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise InvalidParameter("Only valid bearer authentication supported")
    apps.check(token.strip())
