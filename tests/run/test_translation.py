"""What the stand-in changes in passing, and what it leaves alone."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.run import hosts, translation
from accord.run.translation import Identity

APP = Identity("the app", "its secret")


def test_a_program_is_the_app_whatever_it_calls_itself() -> None:
    basic = "basic " + b64encode(b"an old id:an old secret").decode()
    assert APP.authorization(basic) == "Basic " + b64encode(b"the app:its secret").decode()
    assert APP.authorization("Bearer a token") == "Bearer a token"
    sent = APP.form(b"grant_type=refresh_token&client_id=old&refresh_token=a%2Bb&client_secret=s&x=").decode()
    form = parse_qs(sent, keep_blank_values=True)
    assert form["client_id"] == ["the app"]
    assert form["client_secret"] == ["its secret"]
    assert form["refresh_token"] == ["a+b"]
    assert form["x"] == [""]


def test_pkce_stays_without_a_secret() -> None:
    assert b"secret" not in APP.form(b"grant_type=authorization_code&client_id=old&code_verifier=v")


@given(st.binary())
def test_any_body_is_passed_on(body: bytes) -> None:
    assert isinstance(APP.form(body), bytes)


@given(st.dictionaries(st.sampled_from(["state", "scope", "redirect_uri", "code"]), st.text(max_size=40)))
def test_what_is_not_about_the_program_is_as_it_was(asked: dict[str, str]) -> None:
    assert APP.query(urlencode(asked)) == urlencode(asked)


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/v1/me?x=1", "/v1/me?x=1"),
        ("https://api.spotify.com/v1/me?x=1", "/v1/me?x=1"),
        ("http://api.spotify.com", "/"),
        ("//v1/me", "/v1/me"),
        ("/_____/authorize?state=a//b", "/authorize?state=a//b"),
        ("/en/authorize?x", "/authorize?x"),
        ("/pt-BR/authorize", "/authorize"),
        ("/v1/search?q=/_/", "/v1/search?q=/_/"),
    ],
)
def test_addresses_in_every_spelling_lead_to_the_servers_own(target: str, path: str) -> None:
    assert translation.path(target) == path


@pytest.mark.parametrize("port", [1024, 9797, 65_535])
def test_what_browsers_are_shown_is_as_long_as_what_it_stands_for(port: int) -> None:
    for url, shown in hosts.shown(port).items():
        assert len(shown) == len(url)
        assert shown.startswith(f"http://127.0.0.1:{port}/")
        assert translation.path(f"{shown}/v1/me".removeprefix(f"http://127.0.0.1:{port}")) == "/v1/me"


def test_links_into_the_api_begin_as_the_program_asked_and_others_stay() -> None:
    server, asked = "http://127.0.0.1:8808", "https://api.spotify.com"
    body = b'{"href":"http://127.0.0.1:8808/v1/tracks/x","url":"http://127.0.0.1:8808/images/y"}'
    assert translation.links(body, server, asked) == (
        b'{"href":"https://api.spotify.com/v1/tracks/x","url":"http://127.0.0.1:8808/images/y"}'
    )


def test_a_host_header_is_repeated_only_where_it_is_one() -> None:
    assert translation.base("http", "localhost:9") == "http://localhost:9"
    assert translation.base("https", 'x","y') == "https://api.spotify.com"


def test_names_are_compared_as_names() -> None:
    assert hosts.is_stood_for("API.Spotify.COM.")
    assert hosts.is_stood_for("127.83.112.2")
    assert not hosts.is_stood_for("open.spotify.com")
    assert not hosts.is_stood_for("api.spotify.com.example")
