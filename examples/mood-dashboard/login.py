"""Log a person in: a browser shows the consent page, and comes back to a server that listens for one request."""

from __future__ import annotations

import contextlib
import os
import webbrowser
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import tekore as tk

SCOPES = tk.Scope("user-top-read", "user-read-private")
PATIENCE = 300
"""Seconds that the person has for the consent page."""


class Refused(Exception):
    """The person did not allow it, or nobody came back."""


def log_in(client_id: str, secret: str, redirect_uri: str, keep: Path) -> tk.RefreshingToken:
    """Return a token that acts for a person: by what was kept of the last time, else by asking the person.

    A refresh token is kept in the file ``keep``, for its owner only.
    """
    credentials = tk.RefreshingCredentials(client_id, secret, redirect_uri)
    with contextlib.suppress(FileNotFoundError, tk.BadRequest):  # revoked, or of another app: ask again
        return credentials.refresh_user_token(keep.read_text(encoding="utf-8").strip())
    token = _ask(credentials, redirect_uri)
    with os.fdopen(os.open(keep, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(token.refresh_token)
    return token


def _ask(credentials: tk.RefreshingCredentials, redirect_uri: str) -> tk.RefreshingToken:
    where = urlsplit(redirect_uri)
    with _Callback(where.hostname or "127.0.0.1", where.port or 80, where.path or "/") as callback:
        auth = tk.UserAuth(credentials, SCOPES)
        print(f"Waiting for you to log in at {auth.url}")
        webbrowser.open(auth.url)
        brought = callback.wait()
    if "error" in brought:
        raise Refused(f"You did not allow it ({brought['error']}).")
    if brought.get("state") != auth.state:
        raise Refused("Somebody else came back from the consent page: their state is not ours.")
    return auth.request_token(brought["code"], brought["state"])


class _Callback(HTTPServer):
    """Waits for the browser to come back."""

    def __init__(self, host: str, port: int, path: str) -> None:
        super().__init__((host, port), _Answer)
        self.path = path
        self.timeout = PATIENCE
        self.brought: dict[str, str] | None = None

    def wait(self) -> dict[str, str]:
        """Return the parameters that the browser brings; what else it asks for, such as an icon, is not there."""
        while self.brought is None:
            self.handle_request()
        return self.brought

    def handle_timeout(self) -> None:
        raise Refused("Nobody came back from the consent page.")


class _Answer(BaseHTTPRequestHandler):
    server: _Callback

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        brought = {name: values[0] for name, values in parse_qs(asked.query).items()}
        ours = asked.path == self.server.path and ("code" in brought or "error" in brought)
        self.send_response(200 if ours else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.end_headers()
        if ours:
            self.server.brought = brought
            self.wfile.write(b"You can close this window now.")

    def log_message(self, format: str, *args: object) -> None:
        """Keep the code out of the terminal."""
