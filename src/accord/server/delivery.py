"""What leaves the server: the entity tag of an answer, nothing where the client has it already, and its coding."""

from __future__ import annotations

import hashlib

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from accord.server.coding import COMPRESSIBLE, SMALLEST, encoded, preferred

TAGGED_STATUS = 200


class Delivery:
    """Tags, compares and compresses answers to GET.

    An answer that comes in one piece gets a strong entity tag (RFC 9110, section 8.8.3), the digest of its body; if
    the request says in If-None-Match that the client has it, 304 goes out without the body. Else the body is compressed
    as Accept-Encoding asks. A body that has a coding already (the stored analyses) is sent as it is. Answers that must
    not be kept, and those that come in pieces, pass untouched.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and scope["method"] == "GET":
            send = _Sender(Headers(scope=scope), send)
        await self.app(scope, receive, send)


class _Sender:
    """Holds the head of an answer back until its body is there."""

    def __init__(self, request: Headers, send: Send) -> None:
        self._request = request
        self._send = send
        self._head: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == TAGGED_STATUS:
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
        headers = MutableHeaders(raw=head["headers"])
        coding = self._coding(headers, body)
        if "no-store" not in headers.get("cache-control", ""):
            tag = entity_tag(body, coding)
            headers["etag"] = tag
            headers.setdefault("cache-control", "private, no-cache")
            if matches(self._request.get("if-none-match", ""), tag):
                del headers["content-length"], headers["content-type"]
                await self._send({**head, "status": 304, "headers": headers.raw})
                await self._send({"type": "http.response.body", "body": b""})
                return
        if coding:
            body = await run_in_threadpool(encoded, body, coding)
            headers["content-encoding"] = coding
            headers["content-length"] = str(len(body))
        await self._send({**head, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})

    def _coding(self, headers: MutableHeaders, body: bytes) -> str | None:
        worthwhile = len(body) >= SMALLEST and headers.get("content-type", "").startswith(COMPRESSIBLE)
        if not worthwhile or "content-encoding" in headers:
            return None
        if "accept-encoding" not in headers.get("vary", "").lower():
            headers.add_vary_header("Accept-Encoding")
        return preferred(self._request.get("accept-encoding", ""))


def entity_tag(body: bytes, coding: str | None) -> str:
    """Return the tag of a body in a coding: what is compressed differently is tagged differently."""
    digest = hashlib.sha1(body, usedforsecurity=False).hexdigest()
    return f'"{digest}-{coding}"' if coding else f'"{digest}"'


def matches(if_none_match: str, tag: str) -> bool:
    """Tell whether an If-None-Match header names a tag; weakness makes no difference (RFC 9110, section 13.1.2)."""
    named = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return tag in named or named == ["*"]
