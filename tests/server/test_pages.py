"""Pictures, and the pages that links lead people to."""

from __future__ import annotations

import io
import re

import httpx
import numpy as np
import pytest
from PIL import Image

from accord.server.webapi import images
from tests.server import music
from tests.server.conftest import Server


def shown(answer: httpx.Response) -> Image.Image:
    assert answer.headers["content-type"] == "image/jpeg"
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


@pytest.mark.parametrize("piece", [music.SINGLE, music.BARE, music.SILENT], ids=["cover", "damaged", "none"])
def test_pictures_are_as_large_as_they_say(api: httpx.Client, server: Server, piece: music.Piece) -> None:
    images = api.get(f"/tracks/{piece.id}").json()["album"]["images"]
    assert [image["width"] for image in images] == [640, 300, 64]
    for image in images:
        assert shown(server.web.get(image["url"])).size == (image["width"], image["height"])


def test_a_cover_is_whole_and_undistorted(api: httpx.Client, server: Server) -> None:
    url = api.get(f"/tracks/{music.SINGLE.id}").json()["album"]["images"][1]["url"]
    picture = shown(server.web.get(url))  # 200 x 100, all red, in a square of 300
    reds, greens, _ = (np.asarray(picture)[:, 150, channel] for channel in range(3))
    assert reds[85:215].min() > 200
    assert greens.max() < 60
    assert max(reds[:65].max(), reds[235:].max()) < 40


def test_music_without_a_cover_gets_a_picture_of_its_own_that_is_always_the_same(
    api: httpx.Client, server: Server
) -> None:
    def picture(url: str) -> httpx.Response:
        answer = server.web.get(url)
        assert len(np.unique(np.asarray(shown(answer)).reshape(-1, 3), axis=0)) > 50
        return answer

    album, single = (api.get(f"/tracks/{piece.id}").json()["album"] for piece in (music.ALBUM[0], music.SILENT))
    first, again, other = (picture(one["images"][1]["url"]) for one in (album, album, single))
    assert first.content == again.content != other.content
    assert first.headers["cache-control"] == "public, max-age=86400"
    kept = server.web.get(album["images"][1]["url"], headers={"If-None-Match": first.headers["etag"]})
    assert (kept.status_code, kept.content) == (304, b"")


def test_a_picture_is_drawn_from_what_the_album_sounds_like(server: Server) -> None:
    drawn = server.web.get(f"{server.url}/images/drawn/{music.LONG_WAY}/64")
    assert drawn.content == images.drawn(music.LONG_WAY, [music.stored(piece).features for piece in music.ALBUM], 64)
    assert drawn.content != images.drawn(music.LONG_WAY, [], 64)
    artist = server.web.get(f"{server.url}/images/drawn/{music.BELA}/64")
    assert artist.content == images.drawn(music.BELA, [music.stored(music.SINGLE).features], 64)


@pytest.mark.parametrize(
    ("path", "status"),
    [("drawn/x/64", 400), (f"drawn/{'0' * 22}/65", 404), (f"{'0' * 64}/300", 404), (f"drawn/{'0' * 22}/big", 400)],
)
def test_pictures_that_are_not_there(server: Server, path: str, status: int) -> None:
    answer = server.web.get(f"{server.url}/images/{path}")
    assert answer.status_code == status
    assert answer.json()["error"]["status"] == status


def test_links_for_people_lead_to_pages_in_which_tags_are_only_text(api: httpx.Client, server: Server) -> None:
    track = api.get(f"/tracks/{music.SINGLE.id}").json()
    page = server.web.get(track["external_urls"]["spotify"])
    assert "Únïcode &amp; &lt;b&gt;bold&lt;/b&gt;" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for target in re.findall(r'href="(/[^"]+)"', page.text):
        assert server.web.get(server.url + target).status_code == 200
    assert len(re.findall("<li>", server.web.get(f"{server.url}/album/{music.LONG_WAY}").text)) == music.LONG
    for kind in ("track", "artist", "album"):
        assert server.web.get(f"{server.url}/{kind}/{music.UNKNOWN}").status_code == 404


def test_the_root_says_what_answers_here(server: Server) -> None:
    page = server.web.get(server.url)
    assert f"{len(music.PIECES)} tracks" in page.text
    assert f"{server.url}/v1/" in page.text
    assert server.web.get(f"{server.url}/openapi.json").json()["info"]["title"] == "Accord"
