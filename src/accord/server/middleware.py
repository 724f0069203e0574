"""What stands around every route: tolerance for paths, tags and codings of answers, and leave for browser apps."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from accord.server.delivery import Delivery
from accord.server.paths import TolerantPaths

TOLD = ("Accord-Ignored-Parameters", "Accord-Reason", "Content-Range", "ETag", "Retry-After", "WWW-Authenticate")
"""Headers that a browser app may read, beside those that it always may."""

DAY = 86_400


def install(app: FastAPI) -> None:
    """Put the middleware around an application: what is added last sees a request first."""
    app.add_middleware(Delivery)
    app.add_middleware(TolerantPaths)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],  # tokens travel in headers, never in cookies: who may ask is no matter of origin
        allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE"],
        allow_headers=["*"],  # whatever else an app's own libraries add: nothing here heeds it
        expose_headers=list(TOLD),
        max_age=DAY,
    )
