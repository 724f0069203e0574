"""Finding without searching: an artist's albums and tracks, new albums, categories, markets, and no player."""

from __future__ import annotations

import httpx
import pytest

from tests.server import music
from tests.server.acting import acting
from tests.server.conftest import Server
from tests.server.music import ADA


def test_an_artists_albums_page_to_the_end(api: httpx.Client) -> None:
    whole = api.get(f"/artists/{ADA}/albums", params={"limit": 50}).json()
    assert whole["total"] == len(whole["items"]) > 1
    assert {"album", "appears_on"} <= {album["album_group"] for album in whole["items"]}
    seen, page = [], api.get(f"/artists/{ADA}/albums", params={"limit": 1}).json()
    while True:
        seen += page["items"]
        if page["next"] is None:
            break
        page = api.get(page["next"]).json()
    assert seen == whole["items"]
    past = api.get(f"/artists/{ADA}/albums", params={"offset": 99}).json()
    assert (past["items"], past["total"]) == ([], whole["total"])


def test_an_artists_albums_by_group(api: httpx.Client) -> None:
    own = api.get(f"/artists/{ADA}/albums", params={"include_groups": "album"}).json()
    assert {album["album_group"] for album in own["items"]} == {"album"}
    others = api.get(f"/artists/{ADA}/albums", params={"include_groups": "appears_on,compilation"}).json()
    assert {album["id"] for album in own["items"]}.isdisjoint(album["id"] for album in others["items"])
    bad = api.get(f"/artists/{ADA}/albums", params={"include_groups": "bootleg"})
    assert (bad.status_code, "bootleg" in bad.json()["error"]["message"]) == (400, True)


def test_top_tracks_are_the_artists_own(api: httpx.Client) -> None:
    tracks = api.get(f"/artists/{ADA}/top-tracks", params={"market": "US"}).json()["tracks"]
    assert len(tracks) == 10
    assert all(ADA in [artist["id"] for artist in track["artists"]] for track in tracks)
    assert tracks == api.get(f"/artists/{ADA}/top-tracks").json()["tracks"]
    for path in (f"/artists/{music.UNKNOWN}/top-tracks", f"/artists/{music.UNKNOWN}/albums"):
        assert api.get(path).status_code == 404


def test_new_albums_and_categories(api: httpx.Client) -> None:
    albums = api.get("/browse/new-releases", params={"limit": 2}).json()["albums"]
    assert len(albums["items"]) == 2 <= albums["total"]
    categories = api.get("/browse/categories", params={"limit": 50}).json()["categories"]
    assert {"id": "chamber", "name": "Chamber"}.items() <= {
        name: value
        for category in categories["items"]
        for name, value in category.items()
        if category["id"] == "chamber"
    }.items()
    one = api.get("/browse/categories/chamber").json()
    assert one in categories["items"]
    assert api.get("/browse/categories/polka").status_code == 404


def test_ready_made_playlists_are_read_like_any(api: httpx.Client) -> None:
    featured = api.get("/browse/featured-playlists").json()["playlists"]["items"]
    (of_genre,) = api.get("/browse/categories/chamber/playlists").json()["playlists"]["items"]
    assert of_genre["name"] == "Chamber"
    for playlist in (*featured, of_genre):
        whole = api.get(f"/playlists/{playlist['id']}").json()
        assert (whole["name"], whole["owner"]["id"]) == (playlist["name"], "accord")
        page = api.get(playlist["tracks"]["href"], params={"limit": 5}).json()
        assert page["total"] == playlist["tracks"]["total"] > 0
        assert all(item["track"]["id"] for item in page["items"])
    assert api.get("/browse/categories/polka/playlists").status_code == 404


def test_markets(api: httpx.Client) -> None:
    assert {"DE", "JP", "US"} < set(api.get("/markets").json()["markets"])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("PUT", path) for path in ("", "/play", "/pause", "/seek", "/repeat", "/volume", "/shuffle")),
        *(("POST", path) for path in ("/next", "/previous", "/queue")),
    ],
)
def test_without_a_device_a_player_can_do_nothing(server: Server, method: str, path: str) -> None:
    with acting(server, server.listener) as api:
        response = api.request(method, f"/me/player{path}", json={})
    assert response.status_code == 404
    assert response.json()["error"]["reason"] == "NO_ACTIVE_DEVICE"


def test_nothing_plays(server: Server) -> None:
    with acting(server, server.listener) as api:
        assert api.get("/me/player/devices").json() == {"devices": []}
        assert [api.get(f"/me/player{path}").status_code for path in ("", "/currently-playing")] == [204, 204]
