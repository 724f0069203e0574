"""Apps and tokens: what is stored, what is refused, and when a token ends."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from accord.domain.entities import App
from accord.domain.errors import ExpiredToken, InvalidClient, InvalidParameter, InvalidToken
from accord.domain.settings import Settings
from accord.library import apps as module
from accord.library.apps import REMEMBERED, Apps
from accord.library.catalogue import Library, open_library
from accord.library.tokens import KEPT_AFTER_EXPIRY


class Clock:
    """A clock that stands until it is moved."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def library(settings: Settings, empty: Path) -> Iterator[Library]:
    settings.home.mkdir()
    shutil.copy(empty, settings.home)
    with open_library(settings) as opened:
        yield opened


def test_a_registered_app_gets_tokens_that_differ(library: Library) -> None:
    apps = Apps(library.store, 60)
    app, secret = apps.register("player")
    first, second = apps.grant(app.client_id, secret), apps.grant(app.client_id, secret)
    assert first.token != second.token
    assert first.lifetime == 60
    apps.check(first.token)
    apps.check(second.token)
    assert len(app.client_id) == len(secret) == 32


def test_apps_of_one_name_are_two_apps(library: Library) -> None:
    clock = Clock()
    apps = Apps(library.store, 60, clock)
    first, first_secret = apps.register("player")
    clock.now += 1
    second, second_secret = apps.register("player")
    assert apps.registered() == [first, second] == [App(first.client_id, "player"), App(second.client_id, "player")]
    with pytest.raises(InvalidClient):
        apps.grant(first.client_id, second_secret)
    apps.grant(first.client_id, first_secret)


@pytest.mark.parametrize("client_id", ["", "0" * 32, "\x00"])
@pytest.mark.parametrize("secret", ["", "0" * 32, "é"])
def test_nobody_else_gets_one(library: Library, client_id: str, secret: str) -> None:
    apps = Apps(library.store, 60)
    apps.register("player")
    with pytest.raises(InvalidClient):
        apps.grant(client_id, secret)


@pytest.mark.parametrize("name", ["", " ", "\n", "not \udcff UTF-8"])
def test_an_app_has_a_name_that_can_be_shown(library: Library, name: str) -> None:
    with pytest.raises(InvalidParameter, match="is no name"):
        Apps(library.store, 60).register(name)


def test_a_token_ends_to_the_second(library: Library) -> None:
    clock = Clock()
    apps = Apps(library.store, 60, clock)
    app, secret = apps.register("player")
    token = apps.grant(app.client_id, secret).token
    clock.now += 59.9
    apps.check(token)
    clock.now += 0.1  # within the time for which a good token is believed
    with pytest.raises(ExpiredToken):
        apps.check(token)


def test_an_expired_token_is_told_from_a_forged_one_for_a_day(library: Library) -> None:
    clock = Clock()
    apps = Apps(library.store, 60, clock)
    app, secret = apps.register("player")
    token = apps.grant(app.client_id, secret).token
    clock.now += 60 + KEPT_AFTER_EXPIRY
    apps.grant(app.client_id, secret)
    with pytest.raises(ExpiredToken):
        apps.check(token)
    clock.now += REMEMBERED + 1
    apps.grant(app.client_id, secret)
    with pytest.raises(InvalidToken):
        apps.check(token)


def test_a_removed_app_is_out_at_once_here_and_in_seconds_elsewhere(library: Library) -> None:
    clock = Clock()
    here, elsewhere = Apps(library.store, 60, clock), Apps(library.store, 60, clock)
    app, secret = here.register("player")
    token = here.grant(app.client_id, secret).token
    here.check(token)
    elsewhere.check(token)
    here.remove(app.client_id)
    assert here.registered() == []
    with pytest.raises(InvalidToken):
        here.check(token)
    clock.now += REMEMBERED
    with pytest.raises(InvalidToken):
        elsewhere.check(token)
    with pytest.raises(InvalidClient):
        here.grant(app.client_id, secret)
    with pytest.raises(InvalidParameter, match=app.client_id):
        here.remove(app.client_id)


def test_what_is_remembered_has_a_bound(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_REMEMBERED", 3)
    apps = Apps(library.store, 60)
    app, secret = apps.register("player")
    tokens = [apps.grant(app.client_id, secret).token for _ in range(5)]
    for token in tokens * 2:
        apps.check(token)
    assert len(apps._remembered) <= 3
