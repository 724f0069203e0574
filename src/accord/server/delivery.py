"""What leaves the server: the entity tag of an answer, nothing where the client has it already, and its coding."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from accord.server.coding import COMPRESSIBLE, SMALLEST, encoded, preferred

COMPRESSIBLE_TYPES = tuple(beginning.encode() for beginning in COMPRESSIBLE)
AT_ONCE = 262_144
"""Bytes that are compressed here: handing less to a thread costs as much as the work."""

NOT_OF_NOTHING = (b"content-length", b"content-type")
"""Headers that an answer without a body does not bear."""


class Delivery:
    """Tags, compares and compresses answers to GET.

    An answer that comes in one piece gets a strong entity tag (RFC 9110, section 8.8.3) from its body, unless it has
    one; if the request says in If-None-Match that the client has it, 304 goes out without the body. Else the body is
    compressed as Accept-Encoding asks. A body that has a coding already (the stored analyses) is sent as it is.
    Answers that must not be kept, and those that come in pieces, pass untouched.

    Every answer passes here, so headers are read as they come, in pairs of bytes: half the time of Starlette's objects.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and scope["method"] == "GET":
            send = _Sender(scope, send)
        await self.app(scope, receive, send)


class _Sender:
    """Holds the head of an answer back until its body is there."""

    __slots__ = ("_head", "_scope", "_send")

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._head: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            self._head = message
            return
        head, self._head = self._head, None
        if head is None:
            await self._send(message)
        elif message["type"] != "http.response.body" or message.get("more_body"):
            await self._send(head)
            await self._send(message)
        else:
            await self._deliver(head, message.get("body", b""))

    async def _deliver(self, head: Message, body: bytes) -> None:
        headers: list[tuple[bytes, bytes]] = head["headers"]
        told = dict(headers)
        coding = None
        if (
            len(body) >= SMALLEST
            and b"content-encoding" not in told
            and told.get(b"content-type", b"").startswith(COMPRESSIBLE_TYPES)
        ):
            coding = preferred(self._asked(b"accept-encoding"))
            if b"accept-encoding" not in told.get(b"vary", b"").lower():
                headers.append((b"vary", b"Accept-Encoding"))
        if b"no-store" not in told.get(b"cache-control", b""):
            if given := told.get(b"etag"):
                tag = given.decode("latin-1")
            else:
                tag = gzip_tag(body) if told.get(b"content-encoding") == b"gzip" else entity_tag(body, coding)
                headers.append((b"etag", tag.encode()))
            if b"cache-control" not in told:
                headers.append((b"cache-control", b"private, no-cache"))
            if matches(self._asked(b"if-none-match"), tag):
                await self._send({**head, "status": 304, "headers": _without(headers, NOT_OF_NOTHING)})
                await self._send({"type": "http.response.body", "body": b""})
                return
        if coding:
            short = len(body) <= AT_ONCE
            body = encoded(body, coding) if short else await run_in_threadpool(encoded, body, coding)
            length = (b"content-length", str(len(body)).encode())
            headers = [*_without(headers, (b"content-length",)), length, (b"content-encoding", coding.encode())]
        await self._send({**head, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})

    def _asked(self, name: bytes) -> str:
        """Return a header of the request; where it comes more than once, all of it."""
        values = [value for known, value in self._scope["headers"] if known == name]
        return b",".join(values).decode("latin-1")


def entity_tag(body: bytes, coding: str | None) -> str:
    """Return the tag of a body in a coding: what is compressed differently is tagged differently."""
    digest = hashlib.sha1(body, usedforsecurity=False).hexdigest()
    return f'"{digest}-{coding}"' if coding else f'"{digest}"'


def gzip_tag(body: bytes) -> str:
    """Return the tag of a gzip member, which ends with checksum and length of what it holds (RFC 1952, section 2.3.1).

    It costs nothing, where a digest of a long analysis would take a tenth of the time of the answer.
    """
    return f'"{body[-8:].hex()}-{len(body):x}-gzip"'


def matches(if_none_match: str, tag: str) -> bool:
    """Tell whether an If-None-Match header names a tag; weakness makes no difference (RFC 9110, section 13.1.2)."""
    if not if_none_match:
        return False
    named = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return tag in named or named == ["*"]


def _without(headers: Iterable[tuple[bytes, bytes]], names: tuple[bytes, ...]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name not in names]
