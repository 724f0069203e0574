"""What every resource below ``/v1`` has in common: who may ask, and how it says that a request failed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from accord.server.webapi.errors import RESPONSES
from accord.server.webapi.route import GuardedRoute


def resource(tag: str, route_class: type[GuardedRoute] = GuardedRoute, **options: Any) -> APIRouter:
    """Return the router of a resource.

    It stands on its own: the server takes its routes as they are, which makes them once instead of twice, and finds
    them sooner.

    Parameters
    ----------
    tag : str
        Under which the OpenAPI document lists it.
    route_class : type of GuardedRoute
        What its endpoints become.
    **options
        Those of ``APIRouter``.
    """
    return APIRouter(prefix="/v1", tags=[tag], responses=RESPONSES, route_class=route_class, **options)
