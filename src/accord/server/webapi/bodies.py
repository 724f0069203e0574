"""Bodies of requests: JSON, within a limit, whatever the client says of its type."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import Depends, Request

from accord.domain.errors import InvalidParameter, TooLarge

LARGEST_JSON = 65_536
"""Bytes: a hundred URIs with positions are a tenth of it."""


async def read_body(request: Request, most: int) -> bytes:
    """Return the body of a request.

    Raises
    ------
    TooLarge
        If it has more than ``most`` bytes; no more than that is ever read.
    """
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise TooLarge(f"The body has more than {most} bytes.")
        chunks.append(chunk)
    return b"".join(chunks)


async def _json(request: Request) -> Any:
    body = await read_body(request, LARGEST_JSON)
    if not body.strip():
        return None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidParameter("Error parsing JSON.") from error


async def _object(body: Annotated[Any, Depends(_json)]) -> dict[str, Any]:
    if not isinstance(body, dict | None):
        raise InvalidParameter("The body must be a JSON object.")
    return body or {}


JsonHere = Annotated[Any, Depends(_json)]
"""The body as JSON, of any type; ``None`` where there is none."""

ObjectHere = Annotated[dict[str, Any], Depends(_object)]
"""The body as a JSON object; empty where there is none."""


def field(body: dict[str, Any], name: str, kind: type, otherwise: Any = None) -> Any:
    """Return a member of a body.

    Parameters
    ----------
    body : dict
        The body.
    name : str
        Which member.
    kind : type
        What it must be: ``str``, ``bool``, ``int`` or ``list``.
    otherwise : Any, optional
        What stands for a member that is missing or null.

    Raises
    ------
    InvalidParameter
        If it is something else.
    """
    value = body.get(name)
    if value is None:
        return otherwise
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise InvalidParameter(f"Invalid {name}: it must be of type {kind.__name__}.")
    return value


def json_body(**members: str) -> dict[str, Any]:
    """Return what the OpenAPI document says of a body: an object with these members, name -> type."""
    properties: dict[str, Any] = {
        name: {"type": type_} | ({"items": {}} if type_ == "array" else {}) for name, type_ in members.items()
    }
    schema = {"type": "object", "properties": properties}
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}
