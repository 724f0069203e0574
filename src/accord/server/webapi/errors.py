"""Errors in the protocol's own shape, whatever went wrong: the one place that translates them.

Below a path that belongs to another protocol, that protocol gives the shape: see ``install``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from accord.domain.errors import (
    AccessError,
    AccordError,
    AccountsError,
    ExpiredToken,
    InsufficientScope,
    InvalidId,
    InvalidToken,
    NoActiveDevice,
    NotFound,
    NoToken,
    NoUser,
    TooManyIds,
    TooManyRequests,
)
from accord.server.webapi.model import Model

WORDS: dict[type[AccordError], str] = {
    InvalidId: "invalid id",
    TooManyIds: "too many ids requested",
    NotFound: "Resource not found",
    NoToken: "No token provided",
    InvalidToken: "Invalid access token",
    ExpiredToken: "The access token expired",
    NoUser: "Valid user authentication required",
    InsufficientScope: "Insufficient client scope",
    TooManyRequests: "API rate limit exceeded",
}
"""Messages that clients are known to compare or show; every other error says its own sentence."""

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
"""Headers of everything the token endpoint says (RFC 6749, section 5.1)."""


class ErrorDetail(Model):
    """What was wrong with a request."""

    status: int
    message: str
    reason: str | None = None
    """Only where a client asked a player for something."""


class ErrorObject(Model):
    """The answer to a request that failed."""

    error: ErrorDetail


class AccountsErrorObject(Model):
    """The answer to a token request that failed (RFC 6749, section 5.2)."""

    error: str
    error_description: str


RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {"model": ErrorObject, "description": "The request failed; `message` says why."}
}
"""What the OpenAPI document says of failures."""


Shape = Callable[[int, str, AccordError | None], BaseModel]
"""How a protocol says that a request failed: from the status, the sentence and, where Accord raised it, the error."""


def install(app: FastAPI, shapes: Mapping[str, Shape] | None = None) -> None:
    """Answer every failure of ``app`` with the protocol's error object.

    Parameters
    ----------
    app : FastAPI
        The application.
    shapes : mapping, optional
        Path prefix -> the error object of the protocol that lives below it. All other paths are the Web API's.
    """
    app.state.error_shapes = shapes or {}
    app.add_exception_handler(AccordError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _unrouted)
    app.add_exception_handler(Exception, _unexpected)


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, AccordError)
    headers = {"WWW-Authenticate": _challenge(error)} if isinstance(error, AccessError) else {}
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(error.retry_after)
    oauth_error = error.oauth_error if isinstance(error, AccountsError) else None
    return _answer(request, error.http_status, str(error), headers, oauth_error, error)


def _challenge(error: AccessError) -> str:
    # RFC 6750, section 3: a request without a token is told nothing but the scheme.
    names = {InvalidToken: "invalid_token", ExpiredToken: "invalid_token", InsufficientScope: "insufficient_scope"}
    name = names.get(type(error))
    return 'Bearer realm="accord"' + (f', error="{name}"' if name else "")


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    name = first["loc"][-1]
    return _answer(request, 400, f"Missing required field: {name}" if first["type"] == "missing" else f"Invalid {name}")


async def _unrouted(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = {404: "Service not found", 405: "Method not allowed"}.get(error.status_code, str(error.detail))
    headers = {"Allow": _allowed(request)} if error.status_code == 405 else error.headers or {}
    return _answer(request, error.status_code, message, headers)


def _allowed(request: Request) -> str:
    """Return the methods that an address answers: several routes may share it (RFC 9110, section 10.2.1)."""
    methods = [
        method
        for method in ("DELETE", "GET", "POST", "PUT")
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in request.app.routes)
    ]
    return ", ".join(sorted([*methods, "HEAD"] if "GET" in methods else methods))


async def _unexpected(request: Request, error: Exception) -> Response:
    # Starlette raises the error again after this answer, so that the log has the traceback; the HTTP server then closes
    # the connection, which the client should hear before it sends its next request there.
    return _answer(request, 500, "Internal server error", {"Connection": "close"}, "server_error")


def _answer(
    request: Request,
    status: int,
    message: str,
    headers: Mapping[str, str] = {},
    oauth_error: str | None = None,
    error: AccordError | None = None,
) -> Response:
    body = _other_shape(request, status, message, error)
    if body is None and request.url.path.startswith("/api/"):
        headers = {**headers, **NO_STORE}
        body = AccountsErrorObject(error=oauth_error or "invalid_request", error_description=_words(message, error))
    if body is None:
        reason = error.reason if isinstance(error, NoActiveDevice) else None
        body = ErrorObject(error=ErrorDetail(status=status, message=_words(message, error), reason=reason))
    return Response(body.model_dump_json(exclude_none=True), status, headers, media_type="application/json")


def _other_shape(request: Request, status: int, message: str, error: AccordError | None) -> BaseModel | None:
    shapes: Mapping[str, Shape] = request.app.state.error_shapes
    for prefix, shape in shapes.items():
        if request.url.path.startswith(prefix):
            return shape(status, message, error)
    return None


def _words(message: str, error: AccordError | None) -> str:
    return message if error is None else WORDS.get(type(error), message)
