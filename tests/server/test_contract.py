"""The contracts themselves: that each of their endpoints is answered, and that the check of answers can fail."""

from __future__ import annotations

import copy
import re
import tomllib
from pathlib import Path

import httpx
import pytest

from tests.server import contract, music
from tests.server.conftest import Server

ENDPOINTS = Path(__file__).parents[2] / "docs" / "endpoints.toml"
BEYOND_MUSIC = {"shows", "episodes", "audiobooks", "chapters"}
compares = pytest.mark.skipif(not contract.FOLDER, reason="ACCORD_SPEC names no folder of reference schemas")


def listed() -> dict[str, set[str]]:
    """The endpoints by where they are written down; parameters have no names."""
    return {group: set(map(nameless, names)) for group, names in tomllib.loads(ENDPOINTS.read_text()).items()}


def nameless(endpoint: str) -> str:
    return re.sub(r"\{\w+\}", "{}", endpoint)


def test_every_endpoint_of_the_contracts_is_answered_and_no_other(server: Server) -> None:
    paths = server.web.get("/openapi.json").json()["paths"]
    answered = {
        nameless(f"{method.upper()} {path.removeprefix('/v1')}")
        for path, methods in paths.items()
        if path.startswith("/v1/")
        for method in methods
    }
    groups = listed()
    assert groups["both"] | groups["may_2026"] <= answered
    assert answered <= set().union(*groups.values())
    missing = groups["clients"] - answered
    assert {endpoint.split("/")[1] for endpoint in missing} <= BEYOND_MUSIC


@compares
def test_the_list_of_endpoints_is_the_contracts() -> None:
    older, newer = (set(map(nameless, contract.endpoints(name))) for name in contract.CONTRACTS)
    groups = listed()
    assert (groups["both"], groups["may_2026"]) == (older & newer, newer - older)
    assert older <= newer


@compares
def test_the_check_finds_what_is_missing_wrong_or_null(api: httpx.Client) -> None:
    url = f"/v1/albums/{music.LONG_WAY}"
    album = api.get(f"/albums/{music.LONG_WAY}").json()
    contract.check(url, 200, album)
    for spoil in ("release_date", "copyrights", "tracks"):
        missing = {name: value for name, value in album.items() if name != spoil}
        with pytest.raises(AssertionError, match=spoil):
            contract.check(url, 200, missing)
    wrong = copy.deepcopy(album)
    wrong["tracks"]["items"][0]["duration_ms"] = "1"
    with pytest.raises(AssertionError, match="duration_ms"):
        contract.check(url, 200, wrong)
    with pytest.raises(AssertionError, match="name"):
        contract.check(url, 200, album | {"name": None})
    with pytest.raises(AssertionError, match="message"):
        contract.check(url, 404, {"error": {"status": 404}})
