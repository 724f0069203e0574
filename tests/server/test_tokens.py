"""Tokens: who gets one, what is said to who does not, and what a token opens."""

from __future__ import annotations

import sqlite3

import httpx
import pytest

from tests.server import music
from tests.server.conftest import Server

GRANT = {"grant_type": "client_credentials"}
TRACK = f"/v1/tracks/{music.SINGLE.id}"


def refused(answer: httpx.Response, error: str, description: str) -> None:
    assert answer.status_code == 400
    assert answer.json() == {"error": error, "error_description": description}
    assert answer.headers["cache-control"] == "no-store"


def test_an_app_gets_a_token_by_basic_header_or_by_form(server: Server) -> None:
    url = f"{server.url}/api/token"
    by_header = server.web.post(url, data=GRANT, auth=(server.client_id, server.secret))
    by_form = server.web.post(url, data=GRANT | {"client_id": server.client_id, "client_secret": server.secret})
    for answer in (by_header, by_form):
        body = answer.json()
        assert answer.headers["cache-control"] == "no-store"
        assert (body.pop("token_type"), body.pop("expires_in")) == ("Bearer", 3600)
        assert server.web.get(
            server.url + TRACK, headers={"Authorization": f"Bearer {body.pop('access_token')}"}
        ).is_success
        assert body == {}


def test_a_wrong_secret_and_an_unknown_app_are_told_the_same(server: Server) -> None:
    for auth in ((server.client_id, "0" * 32), ("0" * 32, server.secret), ("", ""), (server.client_id, "é\x00")):
        refused(server.web.post(f"{server.url}/api/token", data=GRANT, auth=auth), "invalid_client", "Invalid client")
    no_base64 = {"Authorization": "Basic !!!"}
    refused(
        server.web.post(f"{server.url}/api/token", data=GRANT, headers=no_base64), "invalid_client", "Invalid client"
    )


def test_grants_that_are_not_offered(server: Server) -> None:
    url, auth = f"{server.url}/api/token", (server.client_id, server.secret)
    missing, other = (
        "grant_type parameter is missing",
        "grant_type must be client_credentials, authorization_code or refresh_token",
    )
    refused(server.web.post(url, auth=auth), "unsupported_grant_type", missing)
    refused(server.web.post(url, auth=auth, json=GRANT), "unsupported_grant_type", missing)
    refused(server.web.post(url, auth=auth, data={"grant_type": "password"}), "unsupported_grant_type", other)


def test_bodies_that_are_no_form(server: Server) -> None:
    url, auth = f"{server.url}/api/token", (server.client_id, server.secret)
    for body, why in {
        b"grant_type=client_credentials&grant_type=password": "A parameter is given more than once",
        b"\xff\xfe": "The request body is not a form",
        b"&".join(b"a=1" for _ in range(200)): "The request body is not a form",
        b"x" * 20_000: "The request body is too large",
    }.items():
        refused(server.web.post(url, auth=auth, content=body), "invalid_request", why)


def test_another_method_is_refused_in_the_shape_of_the_token_endpoint(server: Server) -> None:
    answer = server.web.get(f"{server.url}/api/token")
    assert answer.status_code == 405
    assert answer.json() == {"error": "invalid_request", "error_description": "Method not allowed"}


@pytest.mark.parametrize(
    ("header", "status", "message"),
    [
        (None, 401, "No token provided"),
        ("", 401, "No token provided"),
        ("Bearer forged", 401, "Invalid access token"),
        ("Bearer eyJhbGciOiJub25lIn0.e30.", 401, "Invalid access token"),
        ("Bearer", 400, "Only valid bearer authentication supported"),
        ("Basic Zm9vOmJhcg==", 400, "Only valid bearer authentication supported"),
        ("Token abc", 400, "Only valid bearer authentication supported"),
    ],
)
@pytest.mark.parametrize("path", [TRACK, "/v1/search", f"/v1/audio-features/{music.UNKNOWN}", "/v1/audio-features"])
def test_every_resource_asks_for_a_token(
    server: Server, path: str, header: str | None, status: int, message: str
) -> None:
    answer = server.web.get(server.url + path, headers={} if header is None else {"Authorization": header})
    assert answer.json() == {"error": {"status": status, "message": message}}
    assert answer.status_code == status
    assert ("www-authenticate" in answer.headers) == (status == 401)


def test_neither_secret_nor_token_is_stored(server: Server) -> None:
    token = server.token()
    copy = sqlite3.connect(server.home / "library.db")
    dump = "\n".join(copy.iterdump())
    copy.close()
    assert server.client_id in dump
    assert server.secret not in dump
    assert token not in dump
