"""Bodies of requests: within their limit before they are parsed, packed or not."""

from __future__ import annotations

import zlib
from typing import Any

import orjson
from fastapi import Request, Response

from accord.domain.errors import InvalidParameter, TooLarge

LARGEST_BODY = 10_240_000
"""Bytes, unpacked."""

_GZIP = 31
"""What zlib calls a gzip header and the largest window."""


async def read_object(request: Request) -> dict[str, Any]:
    """Return the JSON object in a request's body.

    Raises
    ------
    TooLarge
        If it has more than 10,240,000 bytes, packed or unpacked.
    InvalidParameter
        If it is no JSON object, or packed in another way than gzip.
    """
    body = await _read(request)
    try:
        document = orjson.loads(_unpacked(body, request.headers.get("Content-Encoding", "")))
    except orjson.JSONDecodeError as error:
        raise InvalidParameter(f"Cannot parse JSON document: {error}.") from error
    if not isinstance(document, dict):
        raise InvalidParameter("The body is JSON, but not an object.")
    return document


def reply(content: object) -> Response:
    """Return content as JSON."""
    return Response(orjson.dumps(content), media_type="application/json")


async def _read(request: Request) -> bytes:
    declared = request.headers.get("Content-Length", "0")
    if declared.isdecimal() and int(declared) > LARGEST_BODY:
        raise _too_large()
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST_BODY:
            raise _too_large()
        chunks.append(chunk)
    return b"".join(chunks)


def _unpacked(body: bytes, encoding: str) -> bytes:
    if encoding.strip().lower() in ("", "identity"):
        return body
    if encoding.strip().lower() not in ("gzip", "x-gzip"):
        raise InvalidParameter(f"The body is packed as {encoding!r:.40}; gzip is taken, or none.")
    unpacking = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacking.decompress(body, LARGEST_BODY + 1)
    except zlib.error as error:
        raise InvalidParameter("The body says that it is gzip, and is not.") from error
    if len(unpacked) > LARGEST_BODY:
        raise _too_large()
    if not unpacking.eof:
        raise InvalidParameter("The gzip body is cut short.")
    return unpacked


def _too_large() -> TooLarge:
    return TooLarge(f"The body has more than {LARGEST_BODY} bytes.")
