"""The app that programs are: kept between runs, and put where clients look, unless a program has its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from accord.domain.errors import InvalidParameter
from accord.domain.settings import Settings
from accord.library.apps import Apps
from accord.library.catalogue import open_library
from accord.run.credentials import NAMES, Credentials, environment, kept


@pytest.fixture
def apps(tmp_path: Path, empty: Path) -> Iterator[Apps]:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(empty, home)
    with open_library(Settings(home=home)) as library:
        yield Apps(library.store, 60)


@pytest.fixture
def credentials(apps: Apps, tmp_path: Path) -> Credentials:
    return kept(apps, tmp_path / "app.json")


def test_the_app_is_the_same_in_the_next_run(apps: Apps, tmp_path: Path, credentials: Credentials) -> None:
    assert kept(apps, tmp_path / "app.json") == credentials
    assert apps.authenticate(credentials.client_id, credentials.secret)
    assert (tmp_path / "app.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", ["", "{}", '{"client_id": "gone", "secret": "x"}'])
def test_an_app_that_is_gone_is_registered_anew(
    damage: str, apps: Apps, tmp_path: Path, credentials: Credentials
) -> None:
    (tmp_path / "app.json").write_text(damage)
    new = kept(apps, tmp_path / "app.json")
    assert new.client_id != credentials.client_id
    assert apps.authenticate(new.client_id, new.secret)


def test_people_may_be_sent_back_to_this_machine_alone(apps: Apps, credentials: Credentials) -> None:
    for uri in ("http://127.0.0.1:5000/cb", "http://localhost:3000/callback", "http://[::1]:1/x", "https://localhost/"):
        assert credentials.allow(uri)
        assert credentials.allow(uri)
    for uri in (
        "https://elsewhere.example/cb",
        "http://localhost.example/",
        "app://cb",
        "http://127.0.0.1@evil.example/",
    ):
        assert not credentials.allow(uri)
    app = apps.app(credentials.client_id)
    assert app is not None
    assert len(app.redirect_uris) == 4


def test_other_places_are_allowed_by_name(apps: Apps, tmp_path: Path) -> None:
    assert kept(apps, tmp_path / "app.json", ["app://cb"]).allow("app://cb")
    with pytest.raises(InvalidParameter):
        kept(apps, tmp_path / "app.json", ["javascript:alert(1)"])


def test_clients_find_what_they_look_for(credentials: Credentials) -> None:
    env = environment(credentials, {}, ["python"])
    assert set(env) == {name for names in NAMES.values() for name in names}
    assert env["SPOTIPY_CLIENT_ID"] == env["SPOTIFY_ID"] == credentials.client_id
    assert env["SPOTIFY_CLIENT_SECRET"] == credentials.secret
    assert credentials.allow(env["SPOTIPY_REDIRECT_URI"])


def test_what_a_program_has_of_its_own_stays(
    credentials: Credentials, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "main.py").touch()
    (tmp_path / ".env").write_text("# SPOTIFY_ID=x\nSPOTIFY_CLIENT_ID=mine\n export SPOTIFY_REDIRECT_URI = http://x\n")
    monkeypatch.chdir(tmp_path / "app")
    command = ["python", "main.py", "a long argument " * 1000]
    env = environment(credentials, {"SPOTIPY_CLIENT_ID": "mine", "SPOTIPY_CLIENT_SECRET": ""}, command)
    assert not {"SPOTIFY_CLIENT_ID", "SPOTIFY_REDIRECT_URI", "SPOTIPY_CLIENT_ID"} & set(env)
    assert {"SPOTIFY_ID", "SPOTIPY_CLIENT_SECRET"} <= set(env)
