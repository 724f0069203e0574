"""Programs and people who show no leave to ask."""

from __future__ import annotations

from typing import ClassVar

from accord.domain.errors.root import AccordError


class AccountsError(AccordError):
    """A token request that fails; ``oauth_error`` is the error name of RFC 6749, section 5.2."""

    http_status = 400
    exit_code = 7
    oauth_error: ClassVar[str] = "invalid_request"
    remedy = "Correct the token request."


class InvalidClient(AccountsError):
    """The client id or its secret is unknown."""

    oauth_error = "invalid_client"
    remedy = "Register the app with `accord app create NAME` and use the id and secret that it prints."


class InvalidTokenRequest(AccountsError):
    """A token request that lacks a parameter or repeats one."""


class InvalidGrant(AccountsError):
    """A code or refresh token that was never given out to this app, is over, or was used before."""

    oauth_error = "invalid_grant"
    remedy = "Send the person to `/authorize` again."


class InvalidScope(AccountsError):
    """A scope that was not granted, or that there is none of."""

    oauth_error = "invalid_scope"
    remedy = "Ask for scopes that docs/accounts.md lists."


class UnsupportedGrantType(AccountsError):
    """A grant type that the token endpoint does not offer."""

    oauth_error = "unsupported_grant_type"
    remedy = "Use client_credentials, authorization_code or refresh_token."


class AccessError(AccordError):
    """A request without a usable access token."""

    http_status = 401
    exit_code = 7
    remedy = "Ask `POST /api/token` for a token and send it as `Authorization: Bearer TOKEN`."


class NoToken(AccessError):
    """The request carries no access token."""


class InvalidToken(AccessError):
    """The access token was never given out, or was revoked."""


class ExpiredToken(AccessError):
    """The access token is older than its hour."""


class NoUser(AccessError):
    """The access token is an app's own, and what was asked for belongs to a person."""

    remedy = "Send the person to `/authorize` first; a token from client credentials acts for nobody."


class InsufficientScope(AccessError):
    """The access token acts for a person who did not allow this."""

    http_status = 403
    remedy = "Ask the person at `/authorize` for one of the scopes that the endpoint takes."


class LinkRefused(AccordError):
    """A signed address that was altered, or that is past its time."""

    http_status = 403
    exit_code = 7
    remedy = "Ask the API for the track again: its `preview_url` is good for a week or more."


class TooManyRequests(AccordError):
    """More requests, or more wrong passwords, than are answered in so short a time."""

    http_status = 429
    exit_code = 13
    remedy = "Wait as many seconds as the header Retry-After says; ACCORD_RATE_LIMIT sets how many an app may send."

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds."""
