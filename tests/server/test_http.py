"""Tags, codings and leave for browser apps: what HTTP adds to an answer, and what it must not change."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

import accord
from accord.server.coding import CODINGS, SMALLEST, encoded, preferred
from accord.server.delivery import entity_tag, matches
from accord.server.middleware import TOLD
from tests.server import music
from tests.server.conftest import Server

FIRST = music.ALBUM[0].id
TAGGED = [
    f"/audio-features/{FIRST}",
    f"/audio-features?ids={FIRST}",
    f"/audio-analysis/{FIRST}",
    f"/tracks/{FIRST}",
    f"/albums/{music.LONG_WAY}",
    "/search?q=movement&type=track",
    "/markets",
]
PLAIN: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
}


def raw(api: httpx.Client, path: str, **headers: str) -> tuple[httpx.Response, bytes]:
    """Return an answer, and its body as it went over the wire."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with api.stream("GET", path, headers=named) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.fixture
def plain(server: Server, api: httpx.Client) -> httpx.Client:
    """A client whose answers are left as they come."""
    return httpx.Client(
        base_url=f"{server.url}/v1", headers={"Authorization": api.headers["authorization"]}, timeout=60
    )


@pytest.mark.parametrize("path", TAGGED)
@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
def test_what_a_client_has_is_not_sent_again(plain: httpx.Client, path: str, coding: str) -> None:
    first, body = raw(plain, path, accept_encoding=coding)
    tag = first.headers["etag"]
    assert first.status_code == 200
    assert body
    assert re.fullmatch(r'"[!#-~]+"', tag)
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again, nothing = raw(plain, path, accept_encoding=coding, if_none_match=known)
        assert (again.status_code, nothing, again.headers["etag"]) == (304, b"", tag)
        assert again.headers.get("vary") == first.headers.get("vary")
        assert "content-type" not in again.headers
    changed, whole = raw(plain, path, accept_encoding=coding, if_none_match='"other"')
    assert (changed.status_code, whole) == (200, body)


def test_tags_differ_with_what_they_name(plain: httpx.Client) -> None:
    tags = [
        raw(plain, path, accept_encoding=coding)[0].headers["etag"]
        for path in (TAGGED[3], TAGGED[4])
        for coding in ("identity", "gzip", "zstd")
    ]
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("coding", CODINGS)
def test_a_large_answer_is_compressed_as_asked(plain: httpx.Client, coding: str) -> None:
    path = f"/albums/{music.LONG_WAY}"
    whole, uncompressed = raw(plain, path, accept_encoding="identity")
    assert "content-encoding" not in whole.headers
    answer, body = raw(plain, path, accept_encoding=coding)
    assert answer.headers["content-encoding"] == coding
    assert int(answer.headers["content-length"]) == len(body) < len(uncompressed) / 3
    assert PLAIN[coding](body) == uncompressed
    for one in (whole, answer):
        assert one.headers["vary"].lower().split(", ").count("accept-encoding") == 1


def test_a_small_answer_is_sent_as_it_is(plain: httpx.Client) -> None:
    answer, body = raw(plain, f"/audio-features/{FIRST}", accept_encoding="zstd, gzip")
    assert len(body) < SMALLEST
    assert "content-encoding" not in answer.headers


def test_stored_gzip_is_never_compressed_again(plain: httpx.Client) -> None:
    path = f"/audio-analysis/{FIRST}"
    both, body = raw(plain, path, accept_encoding="zstd, gzip")
    assert (both.headers["content-encoding"], body) == ("gzip", music.stored(music.ALBUM[0]).document)
    other, body = raw(plain, path, accept_encoding="zstd")
    assert other.headers["content-encoding"] == "zstd"
    assert PLAIN["zstd"](body) == gzip.decompress(music.stored(music.ALBUM[0]).document)
    for answer in (both, other):
        assert answer.headers["vary"].lower().split(", ").count("accept-encoding") == 1


def test_failures_and_tokens_bear_no_tag(plain: httpx.Client, server: Server) -> None:
    missing = plain.get(f"/tracks/{music.UNKNOWN}", headers={"If-None-Match": "*"})
    assert missing.status_code == 404
    assert "etag" not in missing.headers
    form = {"grant_type": "client_credentials", "client_id": server.client_id, "client_secret": server.secret}
    token = server.web.post("/api/token", data=form)
    assert "etag" not in token.headers
    assert token.headers["cache-control"] == "no-store"


def test_pictures_are_tagged_but_not_compressed(server: Server, api: httpx.Client) -> None:
    url = api.get(f"/tracks/{music.SINGLE.id}").json()["album"]["images"][0]["url"]
    picture = server.web.get(url)
    assert "content-encoding" not in picture.headers
    assert "immutable" in picture.headers["cache-control"]
    assert server.web.get(url, headers={"If-None-Match": picture.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", None),
        ("identity", None),
        ("br", None),
        ("gzip", "gzip"),
        ("GZip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1, zstd;q=0.5", "gzip"),
        ("gzip;q=0, zstd;q=0", None),
        ("*", "zstd"),
        ("*;q=0.5, zstd;q=0", "gzip"),
        ("gzip;q=0.2, identity;q=0.7", None),
        ("gzip;q=many", None),
        ("gzip; q=0.8", "gzip"),
        ("gzip;q=nan", None),
    ],
)
def test_the_coding_that_a_client_likes_most(header: str, coding: str | None) -> None:
    assert preferred(header) == coding


@given(st.binary(max_size=4000), st.sampled_from(CODINGS))
def test_a_body_comes_out_as_it_went_in(body: bytes, coding: str) -> None:
    assert PLAIN[coding](encoded(body, coding)) == body
    assert encoded(body, coding) == encoded(body, coding)


@given(st.text(max_size=200))
def test_no_header_breaks_the_comparison(header: str) -> None:
    tag = entity_tag(b"x", None)
    assert matches(header, tag) == (header.strip() == "*")
    assert preferred(header) in (None, *CODINGS)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE"])
def test_browser_apps_may_ask_from_anywhere(server: Server, method: str) -> None:
    asked = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type,if-none-match,x-requested-with",
    }
    preflight = server.web.options("/v1/me/tracks", headers=asked)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert method in preflight.headers["access-control-allow-methods"]
    refused = server.web.request(method, "/v1/tracks", headers={"Origin": "https://app.example"})
    assert refused.headers["access-control-allow-origin"] == "*"


def test_browser_apps_may_read_every_header_of_accords_own(server: Server) -> None:
    answer = server.web.get("/v1/tracks", headers={"Origin": "https://app.example"})
    exposed = {name.strip() for name in answer.headers["access-control-expose-headers"].split(",")}
    assert {"ETag", "Retry-After"} <= exposed == set(TOLD)
    source = "\n".join(path.read_text() for path in (Path(accord.__file__).parent / "server").rglob("*.py"))
    assert set(re.findall(r'"(Accord-[\w-]+)"', source)) <= exposed
