"""The reference schemas themselves: that every route here is in both, and that the check can fail."""

from __future__ import annotations

import copy

import httpx
import pytest

from tests.server import contract, music
from tests.server.conftest import Server

pytestmark = pytest.mark.skipif(not contract.FOLDER, reason="ACCORD_SPEC names no folder of reference schemas")


@pytest.mark.parametrize("name", contract.CONTRACTS)
def test_every_route_is_the_contracts(server: Server, name: str) -> None:
    paths = [path for path in server.web.get("/openapi.json").json()["paths"] if path.startswith("/v1/")]
    assert len(paths) >= 11
    assert [path for path in paths if not contract.known_path(name, path.removeprefix("/v1"))] == []


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
