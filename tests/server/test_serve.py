"""``accord serve`` and ``accord app``: from nothing to a first answer, and what is said when that fails."""

from __future__ import annotations

import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from accord.cli import invoke
from accord.domain.errors import AddressTaken, InvalidSetting
from accord.domain.settings import Settings
from accord.library.apps import Apps
from accord.library.catalogue import open_library
from accord.server.links import require_base_url
from tests.server import music
from tests.server.conftest import serving

PUBLIC = "https://music.example.org/accord"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("own")


@pytest.fixture(scope="module")
def own(home: Path) -> Iterator[httpx.Client]:
    """A server of this module's own, known to the world under another address."""
    with serving(home, ACCORD_BASE_URL=f"{PUBLIC}/") as (url, _), httpx.Client(base_url=url, timeout=60) as client:
        yield client


def message(client: httpx.Client, token: str, resource: str = "tracks") -> str:
    answer = client.get(f"/v1/{resource}/{music.UNKNOWN}", headers={"Authorization": f"bearer {token}"})
    return str(answer.json()["error"]["message"])


def test_a_token_ends_with_its_hour_and_with_its_app(own: httpx.Client, home: Path) -> None:
    with open_library(Settings(home=home)) as library:
        apps = Apps(library.store, 3600)
        app, secret = apps.register("kept")
        kept = apps.grant(app.client_id, secret).token
        old = Apps(library.store, 3600, clock=lambda: time.time() - 3601).grant(app.client_id, secret).token
        gone, gone_secret = apps.register("gone")
        orphan = apps.grant(gone.client_id, gone_secret).token
        apps.remove(gone.client_id)
    assert message(own, kept) == "Resource not found"
    assert message(own, old) == "The access token expired"
    assert message(own, orphan) == "Invalid access token"


def test_links_use_the_public_address(own: httpx.Client, home: Path) -> None:
    with open_library(Settings(home=home)) as library:
        apps = Apps(library.store, 3600)
        app, secret = apps.register("links")
        token = apps.grant(app.client_id, secret).token
    found = own.get("/v1/search", params={"q": "a", "type": "show"}, headers={"Authorization": f"Bearer {token}"})
    assert found.json()["shows"]["href"] == f"{PUBLIC}/v1/search?q=a&type=show&offset=0&limit=20"


def test_a_failure_that_nobody_foresaw_is_the_error_object_too(own: httpx.Client, home: Path) -> None:
    with open_library(Settings(home=home)) as library:
        apps = Apps(library.store, 3600)
        app, secret = apps.register("breaks")
        token = apps.grant(app.client_id, secret).token
    database = sqlite3.connect(home / "library.db")
    database.execute("ALTER TABLE analyses RENAME TO lost")
    database.commit()
    try:
        assert message(own, token, "audio-features") == "Internal server error"
        assert message(own, token, "tracks") == "Resource not found"
    finally:
        database.execute("ALTER TABLE lost RENAME TO analyses")
        database.commit()
        database.close()
    assert message(own, token, "audio-features") == "Resource not found"


def test_a_port_that_is_taken_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert invoke(["serve", "--port", str(port)]) == AddressTaken.exit_code
    said = capsys.readouterr().err
    assert said.startswith(f"accord: Cannot listen on 127.0.0.1, port {port}: another program listens there.\n")
    assert AddressTaken.remedy in said


def test_a_server_without_apps_says_how_to_register_one(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, process):
        assert process.stdout
        assert "accord app create" in process.stdout.readline()


def test_apps_are_created_listed_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path))
    assert invoke(["app", "create", "my player"]) == 0
    printed = re.fullmatch(r"client id      ([0-9a-f]{32})\nclient secret  ([0-9a-f]{32})\n", capsys.readouterr().out)
    assert printed
    with open_library(Settings(home=tmp_path)) as library:
        assert Apps(library.store, 60).grant(*printed.groups()).lifetime == 60
    assert invoke(["app", "list"]) == 0
    assert capsys.readouterr().out == f"{printed[1]}  my player\n"
    assert invoke(["app", "remove", printed[1]]) == 0
    assert invoke(["app", "list"]) == 0
    assert capsys.readouterr().out == ""
    assert invoke(["app", "remove", printed[1]]) == 2
    assert printed[1] in capsys.readouterr().err


@pytest.mark.parametrize("url", ["music.example.org", "ftp://x", 'http://x"', "http://x/?q", "http://", "javascript:1"])
def test_a_public_address_that_is_none(url: str) -> None:
    with pytest.raises(InvalidSetting, match="base_url"):
        require_base_url(url)


def test_the_server_loads_nothing_that_it_does_not_need() -> None:
    heavy = ("numba", "scipy", "matplotlib", "soundfile", "av", "PIL", "alembic")
    program = f"import sys, accord.cli.serve, accord.server.app; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
