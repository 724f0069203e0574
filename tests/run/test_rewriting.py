"""The two hosts are found in every spelling that pages and scripts have for them, and nothing else is touched."""

from __future__ import annotations

import html
import json
import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.run.hosts import ADDRESSES
from accord.run.rewriting import Places, is_real, origins_named, read_text, rewritten

PLACES = Places("127.0.0.1:4711", "localhost:4711")
API, ACCOUNTS = PLACES.origins


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("fetch('https://api.spotify.com/v1/me')", f"fetch('{API}/v1/me')"),
        ("HTTPS://API.Spotify.com/v1", f"{API}/v1"),
        ("https://api.spotify.com:443/v1", f"{API}/v1"),
        ("https://api.spotify.com./v1", f"{API}/v1"),
        ('"https://" + "api.spotify.com"', '"https://" + "127.0.0.1:4711"'),
        ("host: 'accounts.spotify.com',", "host: 'localhost:4711',"),
        ('src="//accounts.spotify.com/x"', 'src="//localhost:4711/x"'),
        (r'"https:\/\/api.spotify.com\/v1"', r'"http:\/\/127.0.0.1:4711\/v1"'),
        ("?next=https%3A%2F%2Faccounts.spotify.com%2F", "?next=http%3A%2F%2Flocalhost%3A4711%2F"),
        ("?next=%2F%2Fapi.spotify.com", "?next=%2F%2F127.0.0.1:4711"),
        (r"'https:\u002F\u002Fapi.spotify.com'", r"'http:\u002F\u002F127.0.0.1:4711'"),
        (r"'https:\x2f\x2fapi.spotify.com'", r"'http:\x2f\x2f127.0.0.1:4711'"),
        ("https:&#x2F;&#x2F;api.spotify.com", "http:&#x2F;&#x2F;127.0.0.1:4711"),
        (r"/^https:\/\/api\.spotify\.com\//", r"/^http:\/\/127\.0\.0\.1:4711\//"),
        (r"/https?:\/\/api\.spotify\.com/", r"/https?:\/\/127\.0\.0\.1:4711/"),
        ("`https://api.spotify.com/v1/${path}`", f"`{API}/v1/${{path}}`"),
        ("Ask api.spotify.com.", "Ask 127.0.0.1:4711."),
    ],
)
def test_every_spelling(written: str, expected: str) -> None:
    assert rewritten(written, PLACES) == expected


@pytest.mark.parametrize(
    "other",
    [
        "https://open.spotify.com/track/1",
        "https://developer.spotify.com",
        "https://api.spotify.com.example.org/",
        "https://api.spotify.community",
        "https://my-api.spotify.com",
        "https://not.api.spotify.com",
        "myapi.spotify.com",
        "api.spotify.com-old",
        "spotify:track:1",
        "apiXspotifyXcom",
    ],
)
def test_what_only_looks_like_them_is_left(other: str) -> None:
    assert rewritten(other, PLACES) == other


@given(
    st.text(alphabet="abc/:.\\%&'\" \n-_7", max_size=12),
    st.sampled_from(sorted(ADDRESSES)),
    st.sampled_from([str, json.dumps, html.escape, lambda url: quote(url, safe=""), re.escape]),
    st.text(alphabet="/?#'\" \n<)", max_size=5),
)
def test_no_whole_url_survives(before: str, host: str, spelt: object, after: str) -> None:
    text = f"{before}{spelt(f'https://{host}')}{after}"  # type: ignore[operator]
    assert "spotify" not in rewritten(text, PLACES)


@given(st.text())
def test_text_without_them_stays(text: str) -> None:
    assert rewritten(text, PLACES) == text


@given(st.binary())
def test_bytes_of_any_encoding_come_back(data: bytes) -> None:
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text, encoding = read_text(data)
        assert text.encode(encoding) == data


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16", "shift_jis", "euc_kr", "cp1251"])
def test_every_encoding(encoding: str) -> None:
    word = {"shift_jis": "音楽", "euc_kr": "음악", "cp1251": "музыка"}.get(encoding, "Ménage")
    written = f"// {word}\nfetch('https://api.spotify.com/v1')".encode(encoding)
    text, back = read_text(written)
    assert rewritten(text, PLACES).encode(back).decode(encoding) == f"// {word}\nfetch('{API}/v1')"


def test_the_origins_that_a_text_names() -> None:
    text = r"""https://API.genius.com/x wss://live.example:8443 "https:\/\/unpkg.com\/y" https://api.spotify.com/v1"""
    assert origins_named(text) == {"https://api.genius.com", "wss://live.example:8443", "https://unpkg.com"}


def test_what_is_real() -> None:
    for url in ("https://api.spotify.com", "http://API.spotify.com:80/x", "https://accounts.spotify.com./authorize"):
        assert is_real(url)
    for url in ("https://open.spotify.com", API, "api.spotify.com", "https://[", "https://api.spotify.com.example"):
        assert not is_real(url)
