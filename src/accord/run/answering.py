"""One connection to the stand-in: its requests, one after the other, and their answers."""

from __future__ import annotations

import hmac
import http.client
import json
import re
import socket
import ssl
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from accord.library.redirects import is_on_this_machine
from accord.run import hosts, translation
from accord.run.forwarding import Answer, Headers, Request, forward
from accord.run.service import Service

AUTHORIZE, TOKEN = "/authorize", "/api/token"

OPEN = "/accord-run/open"
"""Where a program's shims say which address is to be opened in a browser."""

LARGEST_BODY = 16 << 20
"""Bytes."""

KEPT_ELSEWHERE = (
    "The program shows a token that this Accord never gave: it keeps one from elsewhere. Remove the file in which it "
    "keeps tokens (.cache, say), and it asks for one here."
)


class Answering(BaseHTTPRequestHandler):
    """Answers a connection until it ends; that is all done when it is made.

    Parameters
    ----------
    connection : socket.socket
    address : (str, int)
        Of the other end.
    service : Service
    """

    protocol_version = "HTTP/1.1"
    timeout = 300.0  # for the next request
    wbufsize = -1
    disable_nagle_algorithm = True
    error_content_type = "application/json"
    error_message_format = '{"error":{"status":%(code)d,"message":"%(message)s"}}'

    def __init__(self, connection: socket.socket, address: Any, service: Service) -> None:
        self._service = service
        self.answered = 0
        """How many requests were answered."""
        super().__init__(connection, address, None)  # type: ignore[arg-type]

    def answer(self) -> None:
        """Answer one request."""
        body = self._body()
        if self._is_foreign():
            answer = _error(403, "This stand-in is for programs on this machine.")
        elif body is None:
            self.close_connection = True
            answer = _error(413, "The request's body is too large.")
        else:
            scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
            base = translation.base(scheme, self.headers.get("Host", ""))
            path = translation.path(self.path)
            answer = self._answer(Request(self.command, path, self.headers.items(), body, base))
        self.answered += 1
        self._send(answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Log nothing: what programs ask is nobody else's business."""

    def _answer(self, request: Request) -> Answer:
        path, _, query = request.path.partition("?")
        if path.rstrip("/") == AUTHORIZE and request.method in ("GET", "HEAD"):
            return self._authorize(query)
        if path == OPEN:
            return self._open(request)
        return self._forward(request)

    def _is_foreign(self) -> bool:
        """Return whether another site's page asks, in the browser of somebody on this machine.

        It would be given a token for whatever it calls itself. Programs name no origin, and pages of theirs one here; a
        name that leads here by itself (DNS rebinding) is none of the hosts.
        """
        host, origin = self.headers.get("Host"), self.headers.get("Origin")
        named = host is None or is_on_this_machine(f"http://{host}") or hosts.is_stood_for(_without_port(host))
        return not named or not (origin is None or is_on_this_machine(origin))

    def _forward(self, request: Request) -> Answer:
        here = self._service
        try:
            answer = forward(request, here.server, here.identity)
        except (OSError, http.client.HTTPException):
            here.tell(
                f"The server at {here.server.url} does not answer: the program is told so with status 502. "
                "Once it has ended, run it again."
            )
            return _unreachable(request)
        if _is_kept_elsewhere(request, answer):
            here.tell(KEPT_ELSEWHERE)
        return answer

    def _authorize(self, query: str) -> Answer:
        """Lead a browser to the server's own page; where the person has said yes already, back to the program."""
        here = self._service
        asked = here.identity.query(query)
        uri = parse_qs(asked).get("redirect_uri", [""])[0]
        if uri and not here.credentials.allow(uri):
            here.tell(
                f"The program wants people sent back to {uri}, which is not on this machine: "
                f"`accord run --redirect-uri {uri}` lets it."
            )
        if here.consent is None:
            return _redirect(f"{here.server.public_url.rstrip('/')}{AUTHORIZE}?{asked}")
        try:
            status, location, page = here.consent.answer(asked)
        except (OSError, http.client.HTTPException):
            return self._forward(Request("GET", f"{AUTHORIZE}?{asked}", (), b"", ""))
        if location:
            return _redirect(location)
        if reason := re.search(rb'role="alert">([^<]+)', page):
            here.tell(f"The program's login step was refused: {reason[1].decode()}")
        return Answer(status, [("Content-Type", "text/html; charset=utf-8")], page)

    def _open(self, request: Request) -> Answer:
        """Open an address in a browser, for a program that shows the secret of this run."""
        here = self._service
        try:
            asked = json.loads(request.body)
            known = hmac.compare_digest(str(asked["secret"]), here.secret)
            url = str(asked["url"])
        except (ValueError, KeyError, TypeError):
            return _error(400, "Not understood.")
        if not known or here.open_address is None or urlsplit(url).scheme not in ("http", "https"):
            return _error(403, "Not allowed.")
        here.open_address(url)
        return Answer(204, (), b"")

    def _body(self) -> bytes | None:
        """Return what came with a request; ``None`` if it is too much."""
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunks()
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            return None
        return self.rfile.read(int(length))

    def _chunks(self) -> bytes | None:
        """Return a body that came in chunks (RFC 9112, section 7.1)."""
        body = b""
        while len(body) <= LARGEST_BODY:
            size = self.rfile.readline(100).partition(b";")[0].strip()
            if not re.fullmatch(rb"[0-9A-Fa-f]{1,7}", size):
                return None
            if not int(size, 16):
                while self.rfile.readline(65_536).strip():
                    pass  # trailers
                return body
            body += self.rfile.read(int(size, 16))
            self.rfile.readline(3)
        return None

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        empty = answer.status in (204, 304) or self.command == "HEAD"
        if not empty and not answer.header("content-length"):
            self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if not empty:
            self.wfile.write(answer.body)


def _is_kept_elsewhere(request: Request, answer: Answer) -> bool:
    """Return whether a program shows a token that was never given to it here."""
    if request.path.startswith(TOKEN):
        return b"grant_type=refresh_token" in request.body and b'"invalid_grant"' in answer.body
    return answer.status == 401 and b"Invalid access token" in answer.body


def _without_port(host: str) -> str:
    return host.rpartition(":")[0] or host


def _redirect(location: str) -> Answer:
    headers: Headers = [("Location", location), ("Cache-Control", "no-store")]
    return Answer(302, headers, b"")


def _error(status: int, message: str) -> Answer:
    body = json.dumps({"error": {"status": status, "message": message}}).encode()
    return Answer(status, [("Content-Type", "application/json"), ("Access-Control-Allow-Origin", "*")], body)


def _unreachable(request: Request) -> Answer:
    """Return what a program is told where the server has gone, in the shape that it expects there."""
    message = f"Accord's server, which stands in for {hosts.API}, does not answer"
    if not request.path.startswith("/api/"):
        return _error(502, message)
    body = json.dumps({"error": "temporarily_unavailable", "error_description": message}).encode()
    return Answer(502, [("Content-Type", "application/json"), ("Access-Control-Allow-Origin", "*")], body)
