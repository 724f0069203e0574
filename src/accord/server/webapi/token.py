"""The token endpoint: client credentials in, bearer token out (RFC 6749, section 4.4)."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Literal
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from accord.domain.errors import InvalidClient, InvalidTokenRequest, UnsupportedGrantType
from accord.server.state import AppsHere
from accord.server.webapi.errors import NO_STORE, AccountsErrorObject
from accord.server.webapi.model import Model

LARGEST_BODY = 16_384
"""Bytes."""

FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"type": "string", "enum": ["client_credentials"]},
                        "client_id": {"type": "string"},
                        "client_secret": {"type": "string"},
                    },
                }
            }
        },
    }
}

router = APIRouter(tags=["accounts"])


class Token(Model):
    """A bearer token."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"
    expires_in: int
    """Seconds."""


@router.post("/api/token", responses={"default": {"model": AccountsErrorObject}}, openapi_extra=FORM)
async def give_token(request: Request, response: Response, apps: AppsHere) -> Token:
    """Answer an access token to an app that shows its id and secret, in a Basic header or in the form."""
    form = await _form(request)
    grant_type = form.get("grant_type")
    if grant_type is None:
        raise UnsupportedGrantType("grant_type parameter is missing")
    if grant_type != "client_credentials":
        raise UnsupportedGrantType("grant_type must be client_credentials")
    client_id, secret = _credentials(request, form)
    token = await run_in_threadpool(apps.grant, client_id, secret)
    response.headers.update(NO_STORE)
    return Token(access_token=token.token, expires_in=token.lifetime)


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise InvalidTokenRequest("The request body is too large")
    try:
        pairs = parse_qsl(body.decode("utf-8"), max_num_fields=100)
    except ValueError as error:  # not UTF-8, or too many fields
        raise InvalidTokenRequest("The request body is not a form") from error
    form = dict(pairs)
    if len(form) < len(pairs):
        raise InvalidTokenRequest("A parameter is given more than once")
    return form


def _credentials(request: Request, form: dict[str, str]) -> tuple[str, str]:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise InvalidClient("Invalid client") from error
    return client_id, secret
