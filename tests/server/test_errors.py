"""Whatever goes wrong is said in the protocol's own error object."""

from __future__ import annotations

import asyncio
import inspect
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from accord.domain import errors as tree
from accord.domain.errors import AccordError, AccountsError, NoActiveDevice
from accord.server.webapi import errors
from tests.server import music
from tests.server.conftest import Server

KINDS = [kind for _, kind in inspect.getmembers(tree, inspect.isclass) if issubclass(kind, AccordError)]
BATCHES = {"audio-features": 100, "tracks": 50, "artists": 50, "albums": 20}


def failed(answer: httpx.Response, status: int, message: str) -> None:
    assert answer.json() == {"error": {"status": status, "message": message}}
    assert answer.status_code == status


@pytest.mark.parametrize("resource", ["audio-features", "audio-analysis", "tracks", "artists", "albums"])
def test_ids_that_are_none_and_ids_of_nothing(api: httpx.Client, resource: str) -> None:
    for malformed in ("x", "0" * 21, "0" * 23, "0" * 21 + "-", "%C3%A9" * 22, "spotify:track:" + "0" * 22):
        failed(api.get(f"/{resource}/{malformed}"), 400, "invalid id")
    failed(api.get(f"/{resource}/{music.UNKNOWN}"), 404, "Resource not found")


@pytest.mark.parametrize(("resource", "most"), BATCHES.items())
def test_lists_of_ids(api: httpx.Client, resource: str, most: int) -> None:
    unknown = api.get(f"/{resource}", params={"ids": ",".join([music.UNKNOWN] * most)})
    assert unknown.json() == {resource.replace("-", "_"): [None] * most}
    failed(
        api.get(f"/{resource}", params={"ids": ",".join([music.UNKNOWN] * (most + 1))}), 400, "too many ids requested"
    )
    failed(api.get(f"/{resource}", params={"ids": f"{music.UNKNOWN},x"}), 400, "invalid id")
    for none in ({}, {"ids": ""}, {"ids": " , "}):
        failed(api.get(f"/{resource}", params=none), 400, "Missing required field: ids")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"type": "track"}, "Missing required field: q"),
        ({"q": " ", "type": "track"}, "No search query"),
        ({"q": "a"}, "Missing required field: type"),
        ({"q": "a", "type": ","}, "Missing required field: type"),
        ({"q": "a", "type": "track,tune"}, "Bad search type field tune"),
        ({"q": "a", "type": "track", "limit": "0"}, "Invalid limit"),
        ({"q": "a", "type": "track", "limit": "51"}, "Invalid limit"),
        ({"q": "a", "type": "track", "limit": "many"}, "Invalid limit"),
        ({"q": "a", "type": "track", "offset": "-1"}, "Invalid offset"),
        ({"q": "a", "type": "track", "offset": "9" * 30}, "Invalid offset"),
        ({"q": "a" * 1001, "type": "track"}, "Invalid q"),
    ],
)
def test_searches_that_cannot_be_made(api: httpx.Client, parameters: dict[str, str], message: str) -> None:
    failed(api.get("/search", params=parameters), 400, message)


def test_routes_and_methods_that_are_not_there(server: Server) -> None:
    for path in ("/v1/nothing", "/v1", "/nothing", "/v1/tracks/a/b"):
        failed(server.web.get(server.url + path), 404, "Service not found")
    wrong = server.web.delete(f"{server.url}/v1/tracks")
    failed(wrong, 405, "Method not allowed")
    assert wrong.headers["allow"] == "GET, HEAD"
    assert server.web.options(f"{server.url}/v1/me/tracks").headers["allow"] == "DELETE, GET, HEAD, PUT"
    assert server.web.get(f"{server.url}/api/token").headers["allow"] == "POST"


@pytest.mark.parametrize("host", ['evil"><script>', "a/b", "a b", "a:b", "a@b:1", "{base}", ""])
def test_a_host_that_is_none_is_never_repeated(server: Server, host: str) -> None:
    headers = {"Authorization": f"Bearer {server.token()}", "Host": host}
    failed(server.web.get(f"{server.url}/v1/tracks/{music.SINGLE.id}", headers=headers), 400, "Invalid Host header")


def answer_to(error: Exception, path: str) -> tuple[int, dict[str, Any]]:
    """What a server says whose handler at ``path`` raises ``error``."""
    app = FastAPI()
    errors.install(app)

    @app.get(path)
    async def fail() -> None:
        raise error

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path)

    answer = asyncio.run(ask())
    return answer.status_code, json.loads(answer.content)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_of_the_tree_has_an_answer(kind: type[AccordError]) -> None:
    status, body = answer_to(kind("A sentence."), "/v1/x")
    assert status == kind.http_status
    reason = {"reason": kind.reason} if issubclass(kind, NoActiveDevice) else {}
    assert body == {"error": {"status": status, "message": errors.WORDS.get(kind, "A sentence.")} | reason}
    if issubclass(kind, AccountsError):
        _, body = answer_to(kind("A sentence."), "/api/token")
        assert body == {"error": kind.oauth_error, "error_description": "A sentence."}


def test_what_nobody_foresaw_tells_nothing_of_the_inside() -> None:
    status, body = answer_to(RuntimeError("secret"), "/v1/x")
    assert (status, body) == (500, {"error": {"status": 500, "message": "Internal server error"}})
    status, body = answer_to(RuntimeError("secret"), "/api/token")
    assert (status, body) == (500, {"error": "server_error", "error_description": "Internal server error"})
