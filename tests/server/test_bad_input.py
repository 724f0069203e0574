"""Whatever is wrong with a request to whichever endpoint: the contract's error object, and never a failure."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from accord.domain.settings import Settings
from accord.library.apps import Apps
from accord.library.people import open_people
from tests.server import music
from tests.server.acting import acting
from tests.server.conftest import Server

NO_IDS = (
    "x",
    "0" * 21,
    "0" * 23,
    "0" * 21 + "-",
    "é" * 22,
    "spotify:track:" + "0" * 22,
    "..",
    "%00",
    "\U0001f3b5" * 22,
)
NEEDED = {"/search": {"q": "ada", "type": "track"}, "/me/following": {"type": "artist"}}
"""What an endpoint cannot do without."""
OTHER = re.compile("follow|shows|episodes|audiobooks")
"""Where ids are those of users too, or of what no music library has."""


@dataclass(frozen=True)
class Endpoint:
    """An endpoint as the server declares it."""

    method: str
    path: str
    parameters: dict[str, dict[str, Any]]
    takes_body: bool

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def at(self, id_: str) -> str:
        """The path with an id in place of its parameter."""
        head, brace, tail = self.path.partition("{")
        return head + quote(id_, safe="") + tail.partition("}")[2] if brace else self.path

    @property
    def needed(self) -> dict[str, str]:
        return next((needed for path, needed in NEEDED.items() if self.path.startswith(path)), {})


@pytest.fixture(scope="module")
def endpoints(server: Server) -> list[Endpoint]:
    paths = server.web.get("/openapi.json").json()["paths"]
    found = [
        Endpoint(
            method.upper(),
            path.removeprefix("/v1"),
            {one["name"]: one["schema"] for one in declared.get("parameters", ()) if one["in"] == "query"},
            "requestBody" in declared,
        )
        for path, methods in paths.items()
        if path.startswith("/v1/")
        for method, declared in methods.items()
    ]
    assert len(found) > 80
    return found


@pytest.fixture(scope="module")
def berta(server: Server) -> Iterator[httpx.Client]:
    with acting(server, server.add_listener("Berta Bad Input")) as client:
        yield client


@pytest.fixture(scope="module")
def ids(berta: httpx.Client) -> dict[str, str]:
    """Something that is there, for each kind of path."""
    return {
        "/artists/": music.ADA,
        "/albums/": music.LONG_WAY,
        "/users/": berta.get("/me").json()["id"],
        "/playlists/": berta.post("/me/playlists", json={"name": "Berta's own"}).json()["id"],
        "/browse/": berta.get("/browse/categories").json()["categories"]["items"][0]["id"],
        "/": music.ALBUM[0].id,
    }


def there(endpoint: Endpoint, ids: dict[str, str]) -> str:
    return endpoint.at(next(id_ for prefix, id_ in ids.items() if endpoint.path.startswith(prefix)))


def refused(answer: httpx.Response, *statuses: int) -> str:
    """Demand an error object of one of these statuses; return its message."""
    where = f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:200]}"
    assert answer.status_code in statuses, where
    assert answer.headers["content-type"] == "application/json", where
    error = answer.json()["error"]
    assert error["status"] == answer.status_code, where
    assert error.keys() <= {"status", "message", "reason"}, where
    assert isinstance(error["message"], str), where
    assert "Traceback" not in answer.text, where
    return str(error["message"])


@pytest.mark.parametrize("no_id", NO_IDS)
def test_ids_in_paths(endpoints: list[Endpoint], berta: httpx.Client, no_id: str) -> None:
    for endpoint in endpoints:
        if "{" in endpoint.path:
            refused(berta.request(endpoint.method, endpoint.at(no_id), params=endpoint.needed), 400, 403, 404, 405)


def test_ids_of_nothing(endpoints: list[Endpoint], berta: httpx.Client) -> None:
    for endpoint in endpoints:
        if "{" in endpoint.path:
            refused(berta.request(endpoint.method, endpoint.at(music.UNKNOWN)), 400, 403, 404)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (",".join([music.ALBUM[0].id] * 101), "too many ids requested"),
        ("x", "invalid id"),
        (f"{music.ALBUM[0].id},{'0' * 23}", "invalid id"),
        ("", "Missing required field: ids"),
        (" , ,", "Missing required field: ids"),
    ],
)
def test_lists_of_ids(
    endpoints: list[Endpoint], berta: httpx.Client, ids: dict[str, str], value: str, message: str
) -> None:
    lists = [endpoint for endpoint in endpoints if "ids" in endpoint.parameters and not OTHER.search(endpoint.path)]
    assert len(lists) >= 10
    for endpoint in lists:
        said = refused(
            berta.request(endpoint.method, there(endpoint, ids), params=endpoint.needed | {"ids": value}), 400
        )
        assert message in said, (endpoint.name, said)


def test_limits_and_offsets(endpoints: list[Endpoint], berta: httpx.Client, ids: dict[str, str]) -> None:
    pages = [endpoint for endpoint in endpoints if "limit" in endpoint.parameters]
    assert len(pages) > 15
    for endpoint in pages:
        most = endpoint.parameters["limit"]["maximum"]
        for limit in ("0", "-1", str(most + 1), "many", "", "1.5", "9" * 40):
            answer = berta.get(there(endpoint, ids), params=endpoint.needed | {"limit": limit})
            assert refused(answer, 400) == "Invalid limit"
        for offset in ("-1", "x", "9" * 40) if "offset" in endpoint.parameters else ():
            answer = berta.get(there(endpoint, ids), params=endpoint.needed | {"offset": offset})
            assert refused(answer, 400) == "Invalid offset"


def test_pages_past_the_end(endpoints: list[Endpoint], berta: httpx.Client, ids: dict[str, str]) -> None:
    for endpoint in endpoints:
        if "offset" in endpoint.parameters:
            page = berta.get(there(endpoint, ids), params=endpoint.needed | {"offset": "1000"}).json()
            inner = next((part for part in page.values() if isinstance(part, dict) and "items" in part), page)
            assert (inner["items"], inner["next"]) == ([], None), endpoint.name


@pytest.mark.parametrize("market", ["XX", "DEU", "D", "1", "é", "DE,US"])
def test_markets_that_are_none(
    endpoints: list[Endpoint], berta: httpx.Client, ids: dict[str, str], market: str
) -> None:
    for endpoint in endpoints:
        if endpoint.method == "GET":
            for name in ("market", "country"):
                answer = berta.get(there(endpoint, ids), params=endpoint.needed | {name: market})
                assert refused(answer, 400) == "Invalid market code"


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"name=x", b"[1]", b'"x"', b"17", b"[[[]]]", b"[" * 30_000])
def test_bodies_that_are_something_else(
    endpoints: list[Endpoint], berta: httpx.Client, ids: dict[str, str], body: bytes
) -> None:
    taking = [endpoint for endpoint in endpoints if endpoint.takes_body and not endpoint.path.endswith("/followers")]
    assert len(taking) > 15
    for endpoint in taking:
        headers = {"Content-Type": "application/json"}
        answer = berta.request(
            endpoint.method, there(endpoint, ids), params=endpoint.needed, content=body, headers=headers
        )
        refused(answer, 400, 413)


@pytest.fixture(scope="module")
def worthless(server: Server) -> dict[str, str]:
    """Authorization headers that open nothing, and what is said of each."""
    with open_people(Settings(home=server.home)) as people:
        store = people.library.store
        app, secret = Apps(store, 3600).register("gone soon")
        expired = Apps(store, 3600, clock=lambda: time.time() - 3601).grant(app.client_id, secret).token
        other, other_secret = Apps(store, 3600).register("gone")
        orphan = Apps(store, 3600).grant(other.client_id, other_secret).token
        Apps(store, 3600).remove(other.client_id)
    return {
        "": "No token provided",
        f"Bearer {expired}": "The access token expired",
        f"Bearer {orphan}": "Invalid access token",
        "Bearer forged": "Invalid access token",
        "Bearer eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJhZG1pbiJ9.": "Invalid access token",
        f"Bearer {server.client_id}": "Invalid access token",
        f"Bearer {'x' * 7000}": "Invalid access token",
    }


def test_tokens_that_are_worth_nothing(endpoints: list[Endpoint], server: Server, worthless: dict[str, str]) -> None:
    for endpoint in endpoints:
        for header, message in worthless.items():
            headers = {"Authorization": header} if header else {}
            url = f"{server.url}/v1{endpoint.at(music.UNKNOWN)}"
            assert refused(server.web.request(endpoint.method, url, headers=headers), 401) == message, endpoint.name


def test_somebody_elses_private_playlist(server: Server, endpoints: list[Endpoint], berta: httpx.Client) -> None:
    with acting(server, server.listener) as ada:
        private = ada.post("/me/playlists", json={"name": "Ada's secret", "public": False}).json()["id"]
    about = [endpoint for endpoint in endpoints if endpoint.path.startswith("/playlists/{")]
    assert len(about) > 10
    for endpoint in about:
        body = {"name": "Mine now", "uris": [f"spotify:track:{music.SINGLE.id}"]}
        if endpoint.method == "GET":
            answer = berta.get(endpoint.at(private), params={"ids": "x"})
        elif endpoint.path.endswith("/images"):
            answer = berta.put(endpoint.at(private), content=b"/9j/4AAQ", headers={"Content-Type": "image/jpeg"})
        else:
            answer = berta.request(endpoint.method, endpoint.at(private), json=body)
        message = refused(answer, 404)
        assert "secret" not in message


def test_seeds_and_tunables(berta: httpx.Client) -> None:
    seed = music.ALBUM[0].id
    for wrong in (
        {},
        {"seed_tracks": ",".join([seed] * 6)},
        {"seed_tracks": "x"},
        {"seed_tracks": seed, "min_energy": "much"},
        {"seed_tracks": seed, "min_energy": "0.9", "max_energy": "0.1"},
        {"seed_tracks": seed, "target_tempo": "nan"},
        {"seed_tracks": seed, "limit": "101"},
    ):
        refused(berta.get("/recommendations", params=wrong), 400)
    ignored = berta.get("/recommendations", params={"seed_tracks": seed, "max_dancebility": "1"})
    assert (ignored.status_code, ignored.headers["accord-ignored-parameters"]) == (200, "max_dancebility")
