"""What every resource below ``/v1`` has in common: access, market, and how it says that a request failed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends

from accord.server.webapi.access import require_token
from accord.server.webapi.errors import RESPONSES
from accord.server.webapi.market import require_market

FIRST = (Depends(require_token), Depends(require_market))
"""What stands before every one of them."""


def resource(tag: str, **options: Any) -> APIRouter:
    """Return the router of a resource.

    It stands on its own: the server takes its routes as they are, which makes them once instead of twice, and finds
    them sooner.

    Parameters
    ----------
    tag : str
        Under which the OpenAPI document lists it.
    **options
        Those of ``APIRouter``.
    """
    return APIRouter(prefix="/v1", tags=[tag], dependencies=FIRST, responses=RESPONSES, **options)
