"""What every resource below ``/v1`` is: checked before anything of a request is read, and sent as it was made."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Coroutine
from typing import Any, get_type_hints

import orjson
from fastapi import Request, Response
from fastapi.datastructures import DefaultPlaceholder
from fastapi.routing import APIRoute
from fastapi.utils import create_model_field

from accord.server.state import state
from accord.server.webapi.access import SCHEME, check_access, check_scopes
from accord.server.webapi.market import check_market

ANYBODY: dict[str, Any] = {"security": [{SCHEME: []}]}
"""Said of an endpoint that answers every app."""

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class GuardedRoute(APIRoute):
    """Checks token, scopes and market, then asks its endpoint, and sends what that returns.

    What a declaration says of scopes is what the OpenAPI document says, and what is checked; as dependencies, the same
    checks would be analysed anew for each route when the server starts, and solved anew at each request. What an
    endpoint returns is declared for the OpenAPI document and for the type checker, before the program runs: nothing is
    validated while it does, which takes half the time, and schemas are built when the document is asked for.
    """

    def __init__(
        self, path: str, endpoint: Callable[..., Any], *, openapi_extra: dict[str, Any] | None = None, **options: Any
    ) -> None:
        self.declared = options.pop("response_model", None)
        status = options.get("status_code") or 200
        super().__init__(
            path,
            sending(endpoint, status),
            openapi_extra=ANYBODY | (openapi_extra or {}),
            response_model=None,
            **options,
        )

    def get_route_handler(self) -> Handler:
        """Return what answers a request: the checks, then what FastAPI makes of the endpoint."""
        return self.guarded(super().get_route_handler())

    def guarded(self, answer: Handler) -> Handler:
        """Return what lets only requests pass to ``answer`` that may be answered."""
        assert self.openapi_extra is not None
        needed = [frozenset(one[SCHEME]) for one in self.openapi_extra["security"]]

        async def handler(request: Request) -> Response:
            caller = check_access(request.headers.get("authorization"), state(request))
            if any(needed):
                check_scopes(caller, needed)
            check_market(request)
            request.state.caller = caller
            response = await answer(request)
            for name, value in getattr(request.state, "said", {}).items():
                response.headers[name] = value
            return response

        return handler

    def describe(self) -> None:
        """Say in the OpenAPI document what the endpoint returns."""
        answer = self.declared
        if isinstance(answer, DefaultPlaceholder):
            answer = get_type_hints(self.endpoint, include_extras=True)["return"]
        if not (inspect.isclass(answer) and issubclass(answer, Response)):
            self.response_field = create_model_field(f"Response_{self.unique_id}", answer, mode="serialization")


class StoredRoute(GuardedRoute):
    """Calls its handler with the request, in the server's own thread, and solves no dependency.

    That is two to three times as fast as the way of the other routes. What the handler reads from the request, its
    declaration names in ``openapi_extra``.
    """

    def get_route_handler(self) -> Handler:
        """Return what answers a request."""
        return self.guarded(self.endpoint)


def sending(endpoint: Callable[..., Any], status: int) -> Callable[..., Any]:
    """Return what sends the answer of an endpoint."""
    if inspect.iscoroutinefunction(endpoint):

        @functools.wraps(endpoint)
        async def asked(*arguments: Any, **named: Any) -> Response:
            return sent(await endpoint(*arguments, **named), status)

        return asked

    @functools.wraps(endpoint)
    def asked_in_a_thread(*arguments: Any, **named: Any) -> Response:
        return sent(endpoint(*arguments, **named), status)

    return asked_in_a_thread


def say(request: Request, name: str, value: str) -> None:
    """Send a header with the answer to a request."""
    said: dict[str, str] = getattr(request.state, "said", {})
    request.state.said = said | {name: value}


def sent(answer: Any, status: int = 200) -> Response:
    """Return an answer as JSON, as it is; one that is a response already stays what it is."""
    if isinstance(answer, Response):
        return answer
    return Response(orjson.dumps(answer), status, media_type="application/json")
