"""Programs that act for people, and hold every answer against both contracts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import requests
import spotipy
import tekore

from accord.domain.entities import Listener
from accord.domain.scopes import SCOPES
from tests.server import contract
from tests.server.conftest import Server


def check(url: str, status: int, body: Any, method: str | None) -> None:
    """Hold an answer against both contracts, unless parts of it were not wanted."""
    if "fields=" not in url:
        contract.check(url, status, _with_tracks(body), method or "GET")


def _with_tracks(node: Any) -> Any:
    """Return a body without the tracks that are gone: both contracts forbid the null that clients expect for them."""
    if isinstance(node, list):
        return [_with_tracks(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        name: _with_tracks(part) for name, part in node.items() if part is not None or name not in ("track", "item")
    }


@contextmanager
def acting(server: Server, listener: Listener | None, *scopes: str) -> Iterator[httpx.Client]:
    """A client that acts for a listener, on all scopes if none is named; for nobody if there is no listener."""

    def checked(response: httpx.Response) -> None:
        response.read()
        if response.content and response.headers["content-type"] == "application/json":
            check(str(response.url), response.status_code, response.json(), response.request.method)

    token = server.token_for(*(scopes or SCOPES), listener=listener) if listener else server.token()
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(
        base_url=f"{server.url}/v1", headers=headers, event_hooks={"response": [checked]}, timeout=60
    ) as client:
        yield client


def spotipy_for(server: Server, listener: Listener) -> spotipy.Spotify:
    """A real spotipy that acts for a listener."""

    def checked(response: requests.Response, **_: object) -> None:
        if response.content:
            check(response.url, response.status_code, response.json(), response.request.method)

    session = requests.Session()
    session.hooks["response"].append(checked)
    client = spotipy.Spotify(
        auth=server.token_for(*SCOPES, listener=listener), requests_session=session, retries=0, requests_timeout=60
    )
    client.prefix = f"{server.url}/v1/"
    return client


def here(address: str, url: str) -> str:
    """Return an address of the hosts that clients have built in as one of Accord's."""
    for host in ("https://api.spotify.com", "https://accounts.spotify.com"):
        address = address.replace(host, url)
    assert address.startswith(url)
    return address


class Redirected(tekore.ExtendingSender):  # type: ignore[misc]  # tekore has no types
    """Sends to Accord what the client addresses to the hosts that it has built in."""

    def __init__(self, url: str) -> None:
        super().__init__(tekore.SyncSender())
        self.url = url

    def send(self, request: tekore.Request) -> tekore.Response:
        request.url = here(request.url, self.url)
        response = self.sender.send(request)
        if response.content:
            check(response.url, response.status_code, response.content, request.method)
        return response


def tekore_for(server: Server, listener: Listener) -> tekore.Spotify:
    """A real tekore that acts for a listener."""
    return tekore.Spotify(server.token_for(*SCOPES, listener=listener), sender=Redirected(server.url))
