"""Search: types, their order, paging, and music that is not there."""

from __future__ import annotations

import httpx
import pytest

from tests.server import music
from tests.server.conftest import Server
from tests.server.music import ADA, LONG, LONG_WAY, SINGLE


def test_each_type_finds_its_kind(api: httpx.Client) -> None:
    found = api.get("/search", params={"q": "long way", "type": "album"}).json()["albums"]
    assert [album["id"] for album in found["items"]] == [LONG_WAY]
    found = api.get("/search", params={"q": "ada quartet", "type": "artist"}).json()["artists"]
    assert [artist["id"] for artist in found["items"]] == [ADA]
    found = api.get("/search", params={"q": "unicode", "type": "track"}).json()["tracks"]
    assert [track["id"] for track in found["items"]] == [SINGLE.id]
    assert found["items"][0] == api.get(f"/tracks/{SINGLE.id}").json()


@pytest.mark.parametrize("types", ["track,artist,album", "album,track", "playlist,artist,show,episode,audiobook"])
def test_pages_come_in_the_order_of_the_types(api: httpx.Client, types: str) -> None:
    found = api.get("/search", params={"q": "ada", "type": types}).json()
    assert list(found) == [f"{kind}s" for kind in types.split(",")]


def test_types_that_a_library_has_none_of_are_empty(api: httpx.Client) -> None:
    found = api.get("/search", params={"q": "ada", "type": "show"}).json()["shows"]
    assert (found["items"], found["total"], found["next"], found["limit"]) == ([], 0, None, 20)


def test_a_search_can_be_walked_to_the_end(api: httpx.Client, server: Server) -> None:
    page = api.get("/search", params={"q": "movement", "type": "track,artist", "limit": 20}).json()["tracks"]
    ids = [track["id"] for track in page["items"]]
    while page["next"]:
        assert page["next"].startswith(f"{server.url}/v1/search?")
        page = api.get(page["next"]).json()["tracks"]
        ids += [track["id"] for track in page["items"]]
    assert sorted(ids) == sorted(piece.id for piece in music.ALBUM)
    assert page["total"] == LONG


def test_nothing_found_is_no_failure(api: httpx.Client) -> None:
    found = api.get("/search", params={"q": "zzzzzz", "type": "track,artist,album"}).json()
    assert all(page["items"] == [] and page["total"] == 0 for page in found.values())


@pytest.mark.parametrize("q", ['"', "'; DROP TABLE tracks --", "a:b:c", "NOT", "*", "(", "\x00", "é" * 1000, "AND OR"])
def test_no_query_breaks_the_server(api: httpx.Client, q: str) -> None:
    assert api.get("/search", params={"q": q, "type": "track,artist,album"}).status_code == 200


def test_unknown_parameters_and_markets_are_ignored(api: httpx.Client) -> None:
    plain = {"q": "ada", "type": "artist"}
    more = plain | {"market": "from_token", "include_external": "audio", "colour": "blue"}
    assert api.get("/search", params=more).json() == api.get("/search", params=plain).json()


@pytest.mark.parametrize("more", [{"limit": 0}, {"limit": 51}, {"offset": 1001}, {"offset": -1}, {"type": "song"}])
def test_what_a_search_does_not_take(api: httpx.Client, more: dict[str, str | int]) -> None:
    answer = api.get("/search", params={"q": "ada", "type": "track", **more})
    assert (answer.status_code, answer.json()["error"]["status"]) == (400, 400)


def test_past_the_end_there_is_nothing(api: httpx.Client) -> None:
    page = api.get("/search", params={"q": "movement", "type": "track", "offset": 1000, "limit": 50}).json()["tracks"]
    assert (page["items"], page["total"], page["next"]) == ([], LONG, None)


@pytest.mark.parametrize(
    ("q", "titles"),
    [
        ("year:1999 movement NOT track:movement", []),
        ("isrc:us-abc-21-00001", [SINGLE.title]),
        ("genre:ambient year:2020-2022", [SINGLE.title]),
        ('track:"movement 7"', ["Movement 7"]),
        ("artist:béla -unicode", ["Not analysed"]),
    ],
)
def test_fields(api: httpx.Client, q: str, titles: list[str]) -> None:
    found = api.get("/search", params={"q": q, "type": "track"}).json()["tracks"]
    assert [track["name"] for track in found["items"]] == titles
