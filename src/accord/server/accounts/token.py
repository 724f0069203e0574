"""The token endpoint (RFC 6749, section 3.2) and revocation (RFC 7009): what programs speak to."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from accord.domain.errors import InvalidClient, InvalidTokenRequest, UnsupportedGrantType
from accord.server.accounts.oauth import OAuthHere
from accord.server.accounts.oauth_terms import Asked
from accord.server.webapi.errors import AccountsErrorObject
from accord.server.webapi.model import Model

LARGEST_BODY = 16_384
"""Bytes."""

GRANT_TYPES = ("client_credentials", "authorization_code", "refresh_token")

router = APIRouter(tags=["accounts"], responses={"default": {"model": AccountsErrorObject}})


class Token(Model):
    """A bearer token."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"
    expires_in: int
    """Seconds."""
    refresh_token: str | None = None
    """By which the app gets the next one; not sent where the one it has stays good, or where it acts for itself."""
    scope: str | None = None
    """What the app may do for the person; not sent where it acts for itself."""


def _form_of(*required: str, **properties: list[str]) -> dict[str, Any]:
    """Return what the OpenAPI document says of a form: name -> the values it may have, any if empty."""
    described = {name: {"type": "string"} | ({"enum": values} if values else {}) for name, values in properties.items()}
    schema = {"type": "object", "required": list(required), "properties": described}
    return {"requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}}


TOKEN_FORM = _form_of(
    "grant_type",
    grant_type=list(GRANT_TYPES),
    **{name: [] for name in ("client_id", "client_secret", "code", "redirect_uri", "code_verifier", "refresh_token")},
)
REVOCATION_FORM = _form_of("token", token=[], token_type_hint=[], client_id=[], client_secret=[])


async def _form(request: Request) -> list[tuple[str, str]]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise InvalidTokenRequest("The request body is too large")
    try:
        pairs = parse_qsl(body.decode("utf-8"), max_num_fields=100)
    except ValueError as error:  # not UTF-8, or too many fields
        raise InvalidTokenRequest("The request body is not a form") from error
    if len(dict(pairs)) < len(pairs):
        raise InvalidTokenRequest("A parameter is given more than once")
    return pairs


FormHere = Annotated[list[tuple[str, str]], Depends(_form)]


@router.post("/api/token", responses={200: {"model": Token}}, openapi_extra=TOKEN_FORM)
async def give_token(request: Request, form: FormHere, oauth: OAuthHere) -> Response:
    """Answer an access token to an app: its own, or for a person's code, or for a refresh token.

    It shows its id and secret in a Basic header or in the form; with PKCE, its id alone.
    """
    grant_type = dict(form).get("grant_type")
    if grant_type is None:
        raise UnsupportedGrantType("grant_type parameter is missing")
    if grant_type not in GRANT_TYPES:
        raise UnsupportedGrantType("grant_type must be client_credentials, authorization_code or refresh_token")
    return await run_in_threadpool(oauth.create_token_response, _asked(request, form))


@router.post("/api/token/revoke", openapi_extra=REVOCATION_FORM)
async def revoke_token(request: Request, form: FormHere, oauth: OAuthHere) -> Response:
    """End a token of an app; a refresh token takes along all that was given with it."""
    return await run_in_threadpool(oauth.create_endpoint_response, "revocation", _asked(request, form))


def _asked(request: Request, form: list[tuple[str, str]]) -> Asked:
    return Asked("POST", form, _credentials(request, dict(form)))


def _credentials(request: Request, form: dict[str, str]) -> tuple[str, str] | None:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return (form.get("client_id", ""), form["client_secret"]) if form.get("client_secret") else None
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise InvalidClient("Invalid client") from error
    return client_id, secret
