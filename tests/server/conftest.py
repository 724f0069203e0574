"""A real server over a library with known content, and clients that check every answer against the contracts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from accord.domain.entities import Listener
from accord.domain.settings import Settings
from accord.library.apps import Apps
from accord.library.catalogue import open_library
from accord.library.grants import Grants
from accord.library.passwords import Passwords
from accord.library.people import open_people
from accord.library.tokens import new_token
from tests.server import contract, music

PASSWORD = "correct horse battery"
REDIRECT_URIS = ("http://127.0.0.1:9797/callback", "https://app.example/callback?from=accord")


@dataclass(frozen=True)
class Server:
    """A server that runs, and an app that may ask it for tokens."""

    url: str
    home: Path
    client_id: str
    secret: str
    listener: Listener
    """Ada, who has the password ``PASSWORD``."""
    web: httpx.Client
    """Sends plain requests, without a token."""

    def token(self) -> str:
        form = {"grant_type": "client_credentials", "client_id": self.client_id, "client_secret": self.secret}
        return str(self.web.post("/api/token", data=form).json()["access_token"])

    def token_for(self, *scopes: str, listener: Listener | None = None) -> str:
        """A token with which the app may do these things for a listener, Ada if not said otherwise."""
        with open_library(Settings(home=self.home)) as library:
            grants, token = Grants(library.store, 3600), new_token()
            grants.keep_first(grants.new_grant(self.client_id, (listener or self.listener).id, " ".join(scopes)), token)
        return token

    def add_listener(self, name: str) -> Listener:
        with open_people(Settings(home=self.home)) as people:
            return people.listeners.add(name)[0]


@contextmanager
def serving(home: Path, **environment: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run ``accord serve`` on a free port; give its URL and its process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "accord", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"ACCORD_HOME": str(home)} | environment,
    )
    try:
        assert process.stdout
        greeting = process.stdout.readline()
        found = re.search(r"http://\S+", greeting)
        assert found, f"the server did not start: {greeting!r}"
        yield found[0], process
    finally:
        process.terminate()
        process.communicate(timeout=60)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("accord")
    settings = Settings(home=home)
    with open_people(settings) as people:
        music.fill(people.library)
        app, secret = Apps(people.library.store, settings.token_lifetime).register("tests", REDIRECT_URIS)
        listener, _ = people.listeners.add("Ada")
        Passwords(people.library.store).set(listener.id, PASSWORD)
    with serving(home) as (url, _), httpx.Client(base_url=url, timeout=60) as web:
        yield Server(url, home, app.client_id, secret, listener, web)


@pytest.fixture(scope="session")
def api(server: Server) -> Iterator[httpx.Client]:
    """A client with a token, whose every answer is held against both contracts."""

    def check(response: httpx.Response) -> None:
        if response.request.method == "GET":
            response.read()
            contract.check(str(response.url), response.status_code, response.json())

    headers = {"Authorization": f"Bearer {server.token()}"}
    with httpx.Client(
        base_url=f"{server.url}/v1", headers=headers, event_hooks={"response": [check]}, timeout=60
    ) as client:
        yield client
