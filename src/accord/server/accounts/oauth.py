"""The OAuth 2.0 server: Authlib's protocol (RFC 6749, 7009, 7636), joined to what the library keeps.

Authlib checks requests and shapes answers. What is a secret, a code or a token, and what ends when, is the library's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationServer
from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse

from accord.domain.errors import (
    AccountsError,
    InvalidClient,
    InvalidGrant,
    InvalidScope,
    InvalidTokenRequest,
    UnsupportedGrantType,
)
from accord.library.apps import Apps
from accord.library.grants import Grants
from accord.library.tokens import new_token
from accord.server.accounts.oauth_grants import (
    BY_SECRET,
    S256,
    AuthorizationCode,
    ClientCredentials,
    Implicit,
    RefreshToken,
    Revocation,
)
from accord.server.accounts.oauth_terms import Asked, Client
from accord.server.webapi.errors import NO_STORE

ERRORS: Mapping[str, type[AccountsError]] = {
    error.oauth_error: error for error in (InvalidClient, InvalidGrant, InvalidScope, UnsupportedGrantType)
}
WORDS = {"invalid_client": "Invalid client", "invalid_scope": "Invalid scope"}
"""What clients are used to hear; of other errors Authlib's own sentence."""


class OAuth(AuthorizationServer):
    """The authorization server of one Accord.

    Parameters
    ----------
    apps : Apps
        The programs that may ask.
    kept : Grants
        What listeners let them do.
    implicit : bool
        Whether tokens may be given in the address (``response_type=token``).
    """

    def __init__(self, apps: Apps, kept: Grants, *, implicit: bool) -> None:
        super().__init__()
        self.apps = apps
        self.grants = kept
        self.register_client_auth_method(BY_SECRET, self._by_secret)
        self.register_token_generator("default", self._tokens)
        self.register_grant(ClientCredentials)
        self.register_grant(AuthorizationCode, [S256(required=True)])
        self.register_grant(RefreshToken)
        if implicit:
            self.register_grant(Implicit)
        self.register_endpoint(Revocation)

    def query_client(self, client_id: str) -> Client | None:
        """Return the app with this id."""
        app = self.apps.app(client_id)
        return Client(app) if app else None

    def create_oauth2_request(self, request: Asked) -> Asked:
        """Return the request, which is of the right kind already."""
        return request

    def handle_response(self, status: int, body: Any, headers: Sequence[tuple[str, str]]) -> Response:
        """Return an answer: the tokens, or the way back to the app."""
        return (
            JSONResponse(body, status, NO_STORE)
            if body != ""
            else Response(None, status, {**NO_STORE, **dict(headers)})
        )

    def handle_error_response(self, request: Asked, error: OAuth2Error) -> Response:
        """Send people back to the app with what was wrong; tell a program by raising it."""
        if error.redirect_uri:
            answer: Response = super().handle_error_response(request, error)
            return answer
        raise translated(error)

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Do nothing: nobody listens."""

    def _by_secret(self, query_client: object, request: Asked) -> Client | None:
        return Client(self.apps.authenticate(*request.credentials)) if request.credentials else None

    def _tokens(
        self,
        grant_type: str,
        client: Client,
        user: str | None,
        scope: str | None,
        include_refresh_token: bool,
        **_: object,
    ) -> dict[str, Any]:
        token = {"access_token": new_token(), "token_type": "Bearer", "expires_in": self.grants.lifetime}
        more = {"refresh_token": new_token()} if include_refresh_token else {}
        return token | more | {"scope": scope or ""}


def translated(error: OAuth2Error) -> AccountsError:
    """Return what Authlib says is wrong as an error of ours."""
    name = str(error.error)
    return ERRORS.get(name, InvalidTokenRequest)(WORDS.get(name) or str(error.description or name))


async def _oauth(request: Request) -> OAuth:
    oauth: OAuth = request.app.state.oauth
    return oauth


OAuthHere = Annotated[OAuth, Depends(_oauth)]
