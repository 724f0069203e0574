"""The error object that ListenBrainz clients read: the status again, and a sentence."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from accord.domain.errors import AccordError

PREFIX = "/1/"
"""Paths whose failures have this shape."""


class ErrorObject(BaseModel):
    """The answer to a request that failed."""

    code: int
    """The HTTP status."""
    error: str
    """What was wrong and what the person can do: clients show this text and nothing else."""


RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {"model": ErrorObject, "description": "The request failed; `error` says why."}
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
    return ErrorObject(code=status, error=message if error is None else f"{message} {error.remedy}")
