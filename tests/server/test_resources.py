"""Tracks, artists and albums: by id, by list, page by page."""

from __future__ import annotations

import re

import httpx

from tests.server import music
from tests.server.conftest import Server
from tests.server.music import ADA, BELA, LONG, LONG_WAY, SINGLE


def test_a_full_track(api: httpx.Client, server: Server) -> None:
    track = api.get(f"/tracks/{SINGLE.id}").json()
    assert track["name"] == "Únïcode & <b>bold</b>"
    assert track["duration_ms"] == 12346
    assert track["external_ids"] == {"isrc": "USABC2100001"}
    assert track["uri"] == f"spotify:track:{SINGLE.id}"
    assert track["href"] == f"{server.url}/v1/tracks/{SINGLE.id}"
    assert track["external_urls"] == {"spotify": f"{server.url}/track/{SINGLE.id}"}
    assert [(artist["name"], artist["id"]) for artist in track["artists"]] == [("Béla", BELA), ("Ada Quartet", ADA)]
    assert (track["track_number"], track["disc_number"]) == (1, 1)
    assert (track["is_local"], track["is_playable"], track["explicit"]) == (False, True, False)
    assert re.fullmatch(rf"{server.url}/previews/[\w.-]+/{SINGLE.id}\.mp3", track["preview_url"])
    assert {"DE", "JP", "US"} < set(track["available_markets"])
    album = track["album"]
    assert (album["name"], album["release_date"], album["release_date_precision"]) == ("Únïcode", "2021-07-09", "day")
    assert album["artists"] == track["artists"][:1]
    assert "tracks" not in album


def test_what_a_file_does_not_say_is_still_an_answer(api: httpx.Client) -> None:
    track = api.get(f"/tracks/{music.BARE.id}", params={"market": "US"}).json()
    assert track["external_ids"] == {}
    assert (track["album"]["release_date"], track["album"]["release_date_precision"]) == ("0000", "year")
    assert len(track["album"]["images"]) == 3


def test_lists_keep_order_and_duplicates(api: httpx.Client) -> None:
    wanted = [SINGLE.id, music.UNKNOWN, music.BARE.id, SINGLE.id]
    tracks = api.get("/tracks/", params={"ids": ",".join(wanted) + ","}).json()["tracks"]
    assert [track and track["id"] for track in tracks] == [SINGLE.id, None, music.BARE.id, SINGLE.id]
    assert tracks[0] == api.get(f"/tracks/{SINGLE.id}").json()
    artists = api.get("/artists", params={"ids": f"{BELA},{music.UNKNOWN},{ADA}"}).json()["artists"]
    assert [artist and artist["name"] for artist in artists] == ["Béla", None, "Ada Quartet"]
    albums = api.get("/albums", params={"ids": f"{music.UNKNOWN},{LONG_WAY}"}).json()["albums"]
    assert [album and album["name"] for album in albums] == [None, "Long Way"]


def test_a_full_artist(api: httpx.Client, server: Server) -> None:
    artist = api.get(f"/artists/{ADA}").json()
    assert artist["name"] == "Ada Quartet"
    assert artist["followers"] == {"href": None, "total": 0}
    assert "Chamber" in artist["genres"]
    assert 0 < artist["popularity"] <= 100
    assert artist["uri"] == f"spotify:artist:{ADA}"
    assert [image["width"] for image in artist["images"]] == [640, 300, 64]
    assert all(image["url"].startswith(server.url) for image in artist["images"])


def test_a_full_album(api: httpx.Client) -> None:
    album = api.get(f"/albums/{LONG_WAY}").json()
    assert (album["name"], album["album_type"], album["total_tracks"]) == ("Long Way", "album", LONG)
    assert (album["release_date"], album["release_date_precision"]) == ("1999-03", "month")
    assert album["genres"] == ["Chamber"]
    assert album["copyrights"] == [{"text": "CC-BY-4.0", "type": "C"}]
    assert [track["track_number"] for track in album["tracks"]["items"]] == list(range(1, 51))
    assert "album" not in album["tracks"]["items"][0]
    rest = api.get(album["tracks"]["next"]).json()
    assert [track["track_number"] for track in rest["items"]] == [51, 52, 53]
    assert (rest["next"], rest["total"]) == (None, LONG)


def test_an_albums_tracks_can_be_walked_to_the_end_and_back(api: httpx.Client) -> None:
    page = api.get(f"/albums/{LONG_WAY}/tracks").json()
    assert (page["limit"], page["offset"], page["previous"]) == (20, 0, None)
    numbers = [track["track_number"] for track in page["items"]]
    while page["next"]:
        page = api.get(page["next"]).json()
        numbers += [track["track_number"] for track in page["items"]]
    assert numbers == list(range(1, LONG + 1))
    assert api.get(page["previous"]).json()["items"][0]["track_number"] == 21
    assert api.get(page["href"]).json() == page


def test_a_page_past_the_end_is_empty(api: httpx.Client) -> None:
    page = api.get(f"/albums/{LONG_WAY}/tracks", params={"offset": 1000, "limit": 3}).json()
    assert (page["items"], page["next"], page["total"]) == ([], None, LONG)
    assert page["previous"].endswith("offset=997&limit=3")


def test_head_and_slashes_are_answered_without_redirect(api: httpx.Client) -> None:
    plain, slash = api.get(f"/tracks/{SINGLE.id}"), api.get(f"/tracks/{SINGLE.id}/")
    assert slash.status_code == 200
    assert slash.content == plain.content
    head = api.head(f"/tracks/{SINGLE.id}")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == plain.headers["content-length"]


def test_browser_apps_may_ask_from_anywhere(server: Server) -> None:
    asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "GET"}
    preflight = server.web.options(
        f"{server.url}/v1/tracks", headers=asked | {"Access-Control-Request-Headers": "authorization,content-type"}
    )
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    refused = server.web.get(f"{server.url}/v1/tracks", headers={"Origin": "https://app.example"})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, "*")
