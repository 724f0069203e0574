"""Tolerance for how real clients write requests: trailing slashes and HEAD are answered directly."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


class TolerantPaths:
    """Hands ``/path/`` on as ``/path`` and ``HEAD`` as ``GET``.

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
            if path.endswith("/") and path != "/":
                scope = {**scope, "path": path.rstrip("/") or "/"}
        await self.app(scope, receive, send)
