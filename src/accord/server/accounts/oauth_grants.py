"""The grants that are offered: Authlib checks the request, the library keeps what is given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from authlib.oauth2.rfc6749 import InvalidRequestError, grants
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge

from accord.domain.errors import InvalidClient
from accord.library.grants import Grants, Refresh
from accord.library.tokens import new_token
from accord.server.accounts.oauth_terms import Client, ShownCode, ShownRefresh

BY_SECRET, WITHOUT = "secret", "none"
"""How an app shows who it is: by id and secret, in a Basic header or in the form; or by its id alone, with PKCE."""


class S256(CodeChallenge):
    """Proof Key for Code Exchange (RFC 7636), by the method S256 alone."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]  # noqa: RUF012 - as Authlib declares it

    def validate_code_challenge(self, grant: AuthorizationCode, redirect_uri: str) -> None:
        """Demand a challenge of an app without a secret before anybody is asked (RFC 7636, section 4.4.1)."""
        if grant.request.client.app.public and "code_challenge" not in grant.request.payload.data:
            raise InvalidRequestError("Missing 'code_challenge'")
        super().validate_code_challenge(grant, redirect_uri)


class ClientCredentials(grants.ClientCredentialsGrant):
    """An app asks for a token with which it acts for itself."""

    TOKEN_ENDPOINT_AUTH_METHODS = [BY_SECRET]  # noqa: RUF012

    def save_token(self, token: dict[str, Any]) -> None:
        """Store the tokens."""
        token.pop("scope", None)
        self.server.apps.keep(self.request.client.client_id, token["access_token"])


class AuthorizationCode(grants.AuthorizationCodeGrant):
    """A listener sends an app a code, which it exchanges for tokens."""

    TOKEN_ENDPOINT_AUTH_METHODS = [BY_SECRET, WITHOUT]  # noqa: RUF012

    def generate_authorization_code(self) -> str:
        """Return a new code."""
        return new_token()

    def save_authorization_code(self, code: str, request: Any) -> None:
        """Store the code with what the listener allowed."""
        kept: Grants = self.server.grants
        grant = kept.new_grant(request.client.client_id, request.user, request.scope)
        kept.keep_code(grant, code, request.payload.redirect_uri, request.form.get("code_challenge"))

    def query_authorization_code(self, code: str, client: Client) -> ShownCode:
        """Take the code that an app shows."""
        return ShownCode(self.server.grants.take_code(code, client.client_id))

    def delete_authorization_code(self, authorization_code: ShownCode) -> None:
        """Do nothing: taken is taken, whatever was wrong with the request."""

    def authenticate_user(self, authorization_code: ShownCode) -> str:
        """Return for whom the app acts."""
        return authorization_code.held.grant.listener_id

    def save_token(self, token: dict[str, Any]) -> None:
        """Store the tokens."""
        public = self.request.auth_method == WITHOUT
        grant = self.request.authorization_code.held.grant
        self.server.grants.keep(grant, token["access_token"], token["refresh_token"], public=public)


class Implicit(grants.ImplicitGrant):
    """A listener sends an app a token in the address."""

    def save_token(self, token: dict[str, Any]) -> None:
        """Store the tokens."""
        kept: Grants = self.server.grants
        kept.keep_first(
            kept.new_grant(self.request.client.client_id, self.request.user, self.request.scope), token["access_token"]
        )


class RefreshToken(grants.RefreshTokenGrant):
    """An app asks for another access token."""

    TOKEN_ENDPOINT_AUTH_METHODS = [BY_SECRET, WITHOUT]  # noqa: RUF012

    def authenticate_refresh_token(self, refresh_token: str) -> ShownRefresh:
        """Return the refresh token that an app shows, if it may show it in this way."""
        held = self.server.grants.refresh(refresh_token, self.request.client.client_id)
        if self.request.auth_method == WITHOUT and not held.public:
            raise InvalidClient("Invalid client")
        return ShownRefresh(held)

    def authenticate_user(self, refresh_token: ShownRefresh) -> str:
        """Return for whom the app acts."""
        return refresh_token.held.grant.listener_id

    def issue_token(self, user: str, refresh_token: ShownRefresh) -> dict[str, Any]:
        """Return new tokens; no wider than those before."""
        scope = self.request.payload.scope or refresh_token.get_scope()
        token: dict[str, Any] = self.generate_token(user, scope, include_refresh_token=refresh_token.held.public)
        return token

    def save_token(self, token: dict[str, Any]) -> None:
        """Store the tokens."""
        held: Refresh = self.request.refresh_token.held
        grant = replace(held.grant, scope=token["scope"])
        if held.public:
            self.server.grants.replace(held, grant, token["access_token"], token["refresh_token"])
        else:
            self.server.grants.keep(grant, token["access_token"])

    def revoke_old_credential(self, refresh_token: ShownRefresh) -> None:
        """Do nothing: it was replaced with the new one, in one transaction."""


class Revocation(RevocationEndpoint):
    """An app ends a token."""

    CLIENT_AUTH_METHODS = [BY_SECRET, WITHOUT]  # noqa: RUF012

    def query_token(self, token: str, token_type_hint: str | None) -> Revocable:
        """Return whatever is to be no token from now on."""
        return Revocable(token)

    def revoke_token(self, token: Revocable, request: Any) -> None:
        """End it."""
        self.server.grants.revoke(token.token, request.client.client_id)
        self.server.apps.forget(token.token)


@dataclass(frozen=True, slots=True)
class Revocable:
    """A string that is to be no token from now on. Another app's is left alone, and nobody is told (RFC 7009, 2.2)."""

    token: str

    def check_client(self, client: Client) -> bool:
        """Return true: see above."""
        return True
