"""Forms of pages, read with a bound on their size."""

from __future__ import annotations

from urllib.parse import parse_qsl

from fastapi import Request

from accord.domain.errors import InvalidParameter

LARGEST_FORM = 16_384
"""Bytes."""


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form in the body (``application/x-www-form-urlencoded``).

    Raises
    ------
    InvalidParameter
        If it is too large or no form.
    """
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise InvalidParameter("The form is too large.")
    try:
        return dict(parse_qsl(body.decode("utf-8"), max_num_fields=100))
    except ValueError as error:  # not UTF-8, or too many fields
        raise InvalidParameter("The request body is not a form.") from error
