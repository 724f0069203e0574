"""The error object of Accord's own API: a stable name, a sentence, and what to do."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from accord.domain.errors import AccordError, BadInput, NotFound

PREFIX = "/accord/"
"""Paths whose failures have this shape."""


class ErrorDetail(BaseModel):
    """What was wrong with a request."""

    code: str
    """Name of the error in ``docs/errors.md``."""
    message: str
    """What was wrong, in one sentence."""
    remedy: str
    """What the caller can do."""


class ErrorObject(BaseModel):
    """The answer to a request that failed."""

    error: ErrorDetail


RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "model": ErrorObject,
        "description": "The request failed; `message` says why, `remedy` what to do.",
        "content": {"application/json": {}},  # also where the answer to a request that succeeds is of another type
    }
}
"""What the OpenAPI document says of failures."""


def error_object(status: int, message: str, error: AccordError | None) -> ErrorObject:
    """Return the error object of a failure.

    Parameters
    ----------
    status : int
        The HTTP status.
    message : str
        The sentence that says what was wrong.
    error : AccordError or None
        What was raised; ``None`` where the framework refused the request, or something unforeseen went wrong.

    Returns
    -------
    ErrorObject
    """
    kind: type[AccordError] = _foreign(status) if error is None else type(error)
    return ErrorObject(error=ErrorDetail(code=kind.code(), message=message, remedy=kind.remedy))


def _foreign(status: int) -> type[AccordError]:
    if status == 404:
        return NotFound
    return BadInput if status < 500 else AccordError
