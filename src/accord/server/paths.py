"""Tolerance for how real clients write requests: trailing slashes, HEAD and addresses of old are answered directly."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Receive, Scope, Send

_BELOW_OWNER = re.compile(r"/v1/users/[^/]+(/playlists/.+)")
"""How playlists were addressed until 2018: below their owner."""


class TolerantPaths:
    """Hands ``/path/`` on as ``/path``, ``HEAD`` as ``GET``, and ``/v1/users/ID/playlists/ID`` as ``/v1/playlists/ID``.

    A redirect would cost a round trip, and some clients drop their Authorization header on one. The HTTP server itself
    leaves out the body of an answer to HEAD.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on in its plain form."""
        if scope["type"] == "http":
            if scope["method"] == "HEAD":
                scope = {**scope, "method": "GET"}
            path: str = scope["path"]
            plain = path.rstrip("/") or "/"
            if below_owner := _BELOW_OWNER.fullmatch(plain):
                plain = f"/v1{below_owner[1]}"
            if plain != path:
                scope = {**scope, "path": plain}
        await self.app(scope, receive, send)
