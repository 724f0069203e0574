"""Playlists that are found by name, and Accord itself as the user to whom the ready-made ones belong."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.server.acting import acting
from tests.server.conftest import Server


@pytest.fixture(scope="module")
def clara(server: Server) -> Iterator[httpx.Client]:
    with acting(server, server.add_listener("Clara Playlists")) as client:
        yield client


@pytest.fixture(scope="module")
def others(server: Server) -> Iterator[httpx.Client]:
    with acting(server, server.add_listener("Dora Playlists")) as client:
        yield client


def found(client: httpx.Client, q: str) -> list[str]:
    page = client.get("/search", params={"q": q, "type": "playlist"}).json()["playlists"]
    assert page["total"] == len(page["items"])
    return [playlist["name"] for playlist in page["items"]]


def test_playlists_are_found_by_those_who_may_read_them(
    server: Server, clara: httpx.Client, others: httpx.Client, api: httpx.Client
) -> None:
    for name, public in (("Zebra crossings", True), ("Zébra", True), ("My zebra crossing", False), ("Horses", True)):
        assert clara.post("/me/playlists", json={"name": name, "public": public}).status_code == 201
    assert found(clara, "zebra") == ["Zébra", "Zebra crossings", "My zebra crossing"]
    assert found(others, "zebra cross") == found(api, "zebra cross") == ["Zebra crossings"]
    assert found(clara, "zebra NOT my") == ["Zébra", "Zebra crossings"]
    assert found(api, "horses OR crossings") == ["Horses", "Zebra crossings"]
    assert found(clara, "artist:zebra") == []


def test_private_ones_are_found_on_a_scope_only(server: Server) -> None:
    eva = server.add_listener("Eva Playlists")
    with acting(server, eva) as client, acting(server, eva, "user-read-email") as narrow:
        for name, public in (("Yak herd", True), ("Yak diary", False)):
            client.post("/me/playlists", json={"name": name, "public": public})
        assert found(client, "yak") == ["Yak herd", "Yak diary"]
        assert found(narrow, "yak") == ["Yak herd"]


def test_a_search_of_playlists_can_be_walked_to_the_end(clara: httpx.Client) -> None:
    names = [f"Walk {number}" for number in range(5)]
    for name in names:
        clara.post("/me/playlists", json={"name": name})
    page = clara.get("/search", params={"q": "walk", "type": "playlist", "limit": 2}).json()["playlists"]
    seen = page["items"]
    while page["next"]:
        page = clara.get(page["next"]).json()["playlists"]
        seen += page["items"]
    assert [playlist["name"] for playlist in seen] == names
    assert page["total"] == 5


def test_accord_is_a_user_whose_playlists_are_the_ready_made_ones(api: httpx.Client, server: Server) -> None:
    featured = api.get("/browse/featured-playlists").json()["playlists"]["items"]
    owner = featured[0]["owner"]
    assert api.get(owner["href"]).json()["display_name"] == owner["display_name"] == "Accord"
    page = api.get(f"{owner['href']}/playlists", params={"limit": 2}).json()
    seen = page["items"]
    while page["next"]:
        page = api.get(page["next"]).json()
        seen += page["items"]
    assert page["total"] == len(seen) == len({playlist["id"] for playlist in seen})
    assert [one for one in seen if one in featured] == featured
    assert found(api, featured[0]["name"])[0] == featured[0]["name"]
    for shown, words in ((featured[0], featured[0]["name"]), (owner, "The program itself")):
        assert words in server.web.get(shown["external_urls"]["spotify"]).text


def test_the_page_of_a_playlist_is_there_for_public_ones(
    clara: httpx.Client, api: httpx.Client, server: Server
) -> None:
    track = api.get("/search", params={"q": "unicode", "type": "track"}).json()["tracks"]["items"][0]
    public, private = (
        clara.post("/me/playlists", json={"name": "<b> & more", "public": public}).json() for public in (True, False)
    )
    assert clara.post(f"/playlists/{public['id']}/tracks", json=[track["uri"]]).status_code == 201
    page = server.web.get(public["external_urls"]["spotify"])
    assert "<h1>&lt;b&gt; &amp; more</h1>" in page.text
    assert f'href="/track/{track["id"]}"' in page.text
    assert server.web.get(private["external_urls"]["spotify"]).status_code == 404
