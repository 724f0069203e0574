"""A request as it is passed on to the server, and the answer as it comes back."""

from __future__ import annotations

import http.client
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from accord.run import translation
from accord.run.server import Server
from accord.run.translation import Identity

HOP_BY_HOP = frozenset(
    ("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer")
) | {"transfer-encoding", "upgrade"}
"""Headers that are about one connection alone (RFC 9110, section 7.6.1)."""

NOT_FORWARDED = HOP_BY_HOP | {"host", "content-length", "accept-encoding", "expect"}
"""What is said anew: links are changed in answers, so they come as they are, not compressed."""

PATIENCE = 300.0
"""Seconds that the server may take for one answer."""

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """What a program asks."""

    method: str
    path: str
    """With its query, as the server knows it."""
    headers: Headers
    body: bytes
    base: str
    """How the address began that it asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What it gets."""

    status: int
    headers: Headers
    body: bytes

    def header(self, name: str) -> str:
        """Return the value of a header, empty where it is missing."""
        return next((value for known, value in self.headers if known.lower() == name), "")


def forward(request: Request, server: Server, identity: Identity) -> Answer:
    """Return the server's answer.

    Parameters
    ----------
    request : Request
    server : Server
    identity : Identity
        What the program is here, whatever it calls itself.

    Raises
    ------
    OSError
        If the server cannot be reached.
    http.client.HTTPException
        If it does not answer to the end.
    """
    accounts = request.path.startswith("/api/")
    headers = {name: value for name, value in request.headers if name.lower() not in NOT_FORWARDED}
    for name in headers:
        if name.lower() == "authorization":
            headers[name] = identity.authorization(headers[name])
    body = identity.form(request.body) if accounts and request.body else request.body
    parts = urlsplit(server.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        # A length of nothing is said where a body could be: without it, strict servers answer 411.
        connection.request(request.method, request.path, body or None, headers | {"Accept-Encoding": "identity"})
        answer = connection.getresponse()
        told = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP]
        return _as_asked(Answer(answer.status, told, answer.read()), request, server)
    finally:
        connection.close()


def _as_asked(answer: Answer, request: Request, server: Server) -> Answer:
    """Return an answer whose links into the API begin as the request did."""
    if not answer.header("content-type").startswith("application/json") or request.method == "HEAD":
        return answer
    body = answer.body
    for known in {server.public_url.rstrip("/"), server.url}:
        body = translation.links(body, known, request.base)
    headers = [(name, value) for name, value in answer.headers if name.lower() != "content-length"]
    return Answer(answer.status, [*headers, ("Content-Length", str(len(body)))] if body else answer.headers, body)
