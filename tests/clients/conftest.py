"""A server over real audio, a person with a history, and the apps that act for them."""

from __future__ import annotations

import base64
import io
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from accord.domain.labels import Purpose
from accord.domain.scopes import SCOPES
from accord.domain.settings import Settings
from accord.library.apps import Apps
from accord.library.passwords import Passwords
from accord.library.people import open_people
from tests.clients import node_client
from tests.clients.scanned import scanned_home
from tests.server import music
from tests.server.browser import Browser
from tests.server.conftest import PASSWORD, REDIRECT_URIS, serving

NAME = "Ada"
CLIENTS = ("spotipy", "tekore", "ts_sdk", "web_api_node")
STRICT = 2
"""Requests that the strict server lets an app send."""


@dataclass(frozen=True)
class World:
    """All that a client needs to know. The ids are those of the demo library; scripts read these names, too."""

    url: str
    strict_url: str
    strict_limit: int
    hurried: dict[str, tuple[str, str]]
    """Id and secret of an app before the strict server, for each client."""
    client_id: str
    secret: str
    public_id: str
    redirect_uri: str
    other_id: str
    scopes: list[str]
    tracks: list[str]
    artists: list[str]
    albums: list[str]
    titles: list[str]
    query: str
    picture: str
    unknown: str

    def facts(self) -> dict[str, Any]:
        return asdict(self)

    def person(self, address: str) -> str:
        """Open an address as Ada would, allow what is asked, and return the address that leads back to the app."""
        browser = Browser(self.url).open(address).log_in(NAME, PASSWORD).submit("allow")
        browser.web.close()
        return browser.sent_to


@pytest.fixture(scope="session")
def world(
    demo_library: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Two servers over the demo library: one as it is, and one that lets an app ask ``STRICT`` times only."""
    folder = tmp_path_factory.mktemp("clients")
    home, strict = folder / "home", folder / "strict" / "home"
    shutil.copytree(scanned_home(request.config.cache.mkdir("accord-scanned"), demo_library), home)
    facts, token = _people_and_apps(home)
    shutil.copytree(home, strict)
    shutil.copytree(Settings(home=home).key_folder, Settings(home=strict).key_folder)
    with (
        serving(home, ACCORD_IMPLICIT_GRANT="true") as (url, _),
        serving(strict, ACCORD_RATE_LIMIT=str(STRICT)) as (strict_url, _),
    ):
        yield World(url=url, strict_url=strict_url, strict_limit=STRICT, **facts, **_music(url, facts, token))


@pytest.fixture(scope="session")
def node_folder(request: pytest.FixtureRequest) -> Path:
    return node_client.installed(request.config.cache.mkdir("accord-node"))


def _people_and_apps(home: Path) -> tuple[dict[str, Any], str]:
    settings = Settings(home=home)
    with open_people(settings) as people:
        apps = Apps(people.library.store, settings.token_lifetime)
        app, secret = apps.register("A client", REDIRECT_URIS)
        hurried = {name: (one.client_id, key) for name in CLIENTS for one, key in [apps.register(name)]}
        public = apps.register_public("A browser app", REDIRECT_URIS)
        ada, token = people.listeners.add(NAME)
        other, _ = people.listeners.add("Béla")
        Passwords(people.library.store).set(ada.id, PASSWORD)
        people.consents.give(ada.id, Purpose.PERSONALISATION)
        known = {file.track_id for file in people.library.known_files(Path("/")).values()}
    return {
        "hurried": hurried,
        "client_id": app.client_id,
        "secret": secret,
        "public_id": public.client_id,
        "redirect_uri": REDIRECT_URIS[0],
        "other_id": other.id.replace("-", ""),
        "tracks": sorted(known),
    }, token


def _music(url: str, facts: dict[str, Any], listener_token: str) -> dict[str, Any]:
    """Tell the server what Ada heard, and return what it says of its library."""
    with httpx.Client(base_url=url, timeout=60) as web:
        form, auth = {"grant_type": "client_credentials"}, (facts["client_id"], facts["secret"])
        bearer = {"Authorization": f"Bearer {web.post('/api/token', data=form, auth=auth).json()['access_token']}"}
        tracks = web.get("/v1/tracks", params={"ids": ",".join(facts["tracks"])}, headers=bearer).json()["tracks"]
        submitted = web.post(
            "/1/submit-listens",
            json={"listen_type": "import", "payload": list(_history(tracks))},
            headers={"Authorization": f"Token {listener_token}"},
        )
        assert submitted.status_code == 200, submitted.text
    albums = {track["album"]["id"]: track["album"]["total_tracks"] for track in tracks}
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), (30, 90, 160)).save(buffer, "JPEG")
    return {
        "titles": [track["name"] for track in tracks],
        "scopes": list(SCOPES),
        "artists": list(dict.fromkeys(track["artists"][0]["id"] for track in tracks)),
        "albums": sorted(albums, key=lambda id_: -albums[id_]),
        "query": tracks[0]["artists"][0]["name"],
        "picture": base64.b64encode(buffer.getvalue()).decode(),
        "unknown": music.UNKNOWN,
    }


def _history(tracks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield listens: of the first track most, then of the second, and so on."""
    heard = [track for rank, track in enumerate(tracks[:4]) for _ in range(4 - rank)]
    for count, track in enumerate(heard, start=1):
        names = {"artist_name": track["artists"][0]["name"], "track_name": track["name"]}
        yield {"listened_at": int(time.time()) - 600 * count, "track_metadata": names}
