"""Passwords, sessions, redirect URIs, and what follows from a listener's answer to an app."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import argon2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.entities import App, Listener
from accord.domain.errors import InvalidGrant, InvalidParameter, InvalidToken, TooManyRequests, WrongPassword
from accord.domain.scopes import SCOPES, parse_scopes
from accord.domain.settings import Settings
from accord.library import passwords as passwords_module
from accord.library.accounts import Accounts
from accord.library.apps import Apps
from accord.library.grants import CODE_LIFETIME, Code, Grant
from accord.library.people import People, open_people
from accord.library.redirects import is_registered, require_redirect_uri
from accord.library.sessions import LIFETIME
from accord.library.tokens import hashed

PLACE = "https://app.example/callback"


class Clock:
    """A clock that stands until it is moved."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class House:
    """A library with a listener and an app."""

    people: People
    accounts: Accounts
    apps: Apps
    ada: Listener
    app: App
    clock: Clock

    def grant(self, scope: str = "user-top-read") -> Grant:
        return self.accounts.grants.new_grant(self.app.client_id, self.ada.id, scope)

    def code(self, code: str = "code", scope: str = "user-top-read") -> Grant:
        """Ada allowed something; the code for it."""
        grant = self.grant(scope)
        self.accounts.grants.keep_code(grant, code, PLACE, None)
        return grant

    def taken(self, code: str = "code") -> Code:
        return self.accounts.grants.take_code(code, self.app.client_id)

    def good(self, *tokens: str) -> list[str]:
        """Those of some access tokens that are good."""
        found = []
        for token in tokens:
            try:
                self.apps.check(token)
            except InvalidToken:
                continue
            found.append(token)
        return found


@pytest.fixture
def house(settings: Settings, empty: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    cheap = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords_module, "PasswordHasher", lambda: cheap)
    clock = Clock()
    settings.home.mkdir()
    shutil.copy(empty, settings.home)
    with open_people(settings) as people:
        apps = Apps(people.library.store, 3600, clock)
        app, _ = apps.register("player", [PLACE])
        ada, _ = people.listeners.add("Ada Lovelace")
        yield House(people, Accounts(people.library.store, 3600, clock), apps, ada, app, clock)


def test_a_listener_is_known_by_name_and_password(house: House) -> None:
    passwords = house.accounts.passwords
    passwords.set(house.ada.id, "analytical engine")
    assert passwords.check(" ada lovelace ", "analytical engine") == house.ada
    passwords.set(house.ada.id, "difference engine")
    with pytest.raises(WrongPassword):
        passwords.check("Ada Lovelace", "analytical engine")
    assert passwords.check("Ada Lovelace", "difference engine") == house.ada


def test_nobody_else_is_let_in_and_all_are_told_the_same(house: House) -> None:
    house.people.listeners.add("Bela")  # who has no password
    house.accounts.passwords.set(house.ada.id, "analytical engine")
    said = set()
    for name, password in (("Ada Lovelace", "wrong"), ("Bela", ""), ("Nobody", "x"), ("", ""), ("Ada Lovelace", "")):
        with pytest.raises(WrongPassword) as refused:
            house.accounts.passwords.check(name, password)
        said.add(str(refused.value))
    assert len(said) == 1


def test_as_much_is_computed_for_a_name_that_nobody_has(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    passwords, costs = house.accounts.passwords, []
    passwords.set(house.ada.id, "analytical engine")
    verify = argon2.PasswordHasher.verify

    def counted(hasher: argon2.PasswordHasher, hash_: str, password: str) -> bool:
        costs.append(hash_.split("$")[1:4])
        return verify(hasher, hash_, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)
    for name in ("Ada Lovelace", "Nobody"):
        with pytest.raises(WrongPassword):
            passwords.check(name, "wrong")
    assert costs[0] == costs[1]


@pytest.mark.parametrize("password", ["", "seven77", "x" * 1001])
def test_a_password_has_a_length(house: House, password: str) -> None:
    with pytest.raises(InvalidParameter, match="8 to 1000 characters"):
        house.accounts.passwords.set(house.ada.id, password)


def test_guessing_ends_soon_and_begins_again_later(house: House) -> None:
    passwords = house.accounts.passwords
    passwords.set(house.ada.id, "analytical engine")
    for guess in range(10):
        with pytest.raises(WrongPassword):
            passwords.check("Ada Lovelace", f"guess {guess}", "192.0.2.1")
    with pytest.raises(TooManyRequests) as refused:
        passwords.check("Ada Lovelace", "analytical engine", "192.0.2.1")
    assert refused.value.retry_after == 301
    assert passwords.check("Ada Lovelace", "analytical engine", "192.0.2.2") == house.ada
    house.clock.now += 301
    assert passwords.check("Ada Lovelace", "analytical engine", "192.0.2.1") == house.ada


def test_many_addresses_are_no_way_round_the_limit(house: House) -> None:
    passwords = house.accounts.passwords
    for guess in range(30):
        with pytest.raises(WrongPassword):
            passwords.check("ADA lovelace", "wrong", f"192.0.2.{guess}")
    with pytest.raises(TooManyRequests):
        passwords.check("Ada Lovelace", "wrong", "192.0.2.99")
    with pytest.raises(WrongPassword):
        passwords.check("Nobody", "wrong", "192.0.2.99")


def test_a_session_ends_by_itself_by_logging_out_and_with_the_password(house: House) -> None:
    sessions = house.accounts.sessions
    first, second, third = (sessions.begin(house.ada.id) for _ in range(3))
    assert sessions.listener(first) == sessions.listener(second) == house.ada
    assert sessions.listener("forged") is None
    sessions.end(first)
    assert sessions.listener(first) is None
    house.accounts.passwords.set(house.ada.id, "difference engine")
    assert sessions.listener(second) is None
    assert sessions.listener(third) is None
    last = sessions.begin(house.ada.id)
    house.clock.now += LIFETIME
    assert sessions.listener(last) is None


def test_nothing_that_opens_a_door_is_stored(house: House) -> None:
    house.accounts.passwords.set(house.ada.id, "analytical engine")
    session = house.accounts.sessions.begin(house.ada.id)
    grant = house.code("the-code")
    house.taken("the-code")
    house.accounts.grants.keep(grant, "the-access-token", "the-refresh-token")
    with house.people.library.store.reading() as db:
        raw = "\n".join(db.connection.driver_connection.iterdump())  # type: ignore[union-attr]
    assert hashed("the-code") in raw
    for secret in ("analytical engine", session, "the-code", "the-access-token", "the-refresh-token"):
        assert secret not in raw


def test_a_code_is_exchanged_once_by_the_app_it_was_given_to(house: House) -> None:
    other, _ = house.apps.register("other")
    grant = house.code()
    with pytest.raises(InvalidGrant):
        house.accounts.grants.take_code("code", other.client_id)
    assert house.taken() == Code(grant, PLACE, None)
    with pytest.raises(InvalidGrant, match="Invalid authorization code"):
        house.taken()


def test_a_code_lives_a_minute(house: House) -> None:
    house.code("in time")
    house.code("late")
    house.clock.now += CODE_LIFETIME - 1
    house.taken("in time")
    house.clock.now += 1
    with pytest.raises(InvalidGrant):
        house.taken("late")


def test_a_code_shown_twice_takes_its_tokens_along_and_no_others(house: House) -> None:
    others = house.code("another")
    house.accounts.grants.keep(others, "kept", "kept refresh")
    grant = house.code()
    house.taken()
    house.accounts.grants.keep(grant, "access", "refresh")
    assert house.good("access", "kept") == ["access", "kept"]
    with pytest.raises(InvalidGrant):
        house.taken()
    assert house.good("access", "kept") == ["kept"]
    with pytest.raises(InvalidGrant):
        house.accounts.grants.refresh("refresh", house.app.client_id)


def test_a_code_shown_twice_before_its_tokens_are_given_gives_none(house: House) -> None:
    grant = house.code()
    house.taken()
    with pytest.raises(InvalidGrant):
        house.taken()
    with pytest.raises(InvalidGrant):
        house.accounts.grants.keep(grant, "access", "refresh")
    assert house.good("access") == []


def test_a_replaced_refresh_token_shown_again_ends_the_family(house: House) -> None:
    grants, client_id = house.accounts.grants, house.app.client_id
    grant = house.code()
    house.taken()
    grants.keep(grant, "access 0", "refresh 0", public=True)
    for step in range(3):
        shown = grants.refresh(f"refresh {step}", client_id)
        grants.replace(shown, shown.grant, f"access {step + 1}", f"refresh {step + 1}")
    assert len(house.good(*(f"access {step}" for step in range(4)))) == 4
    with pytest.raises(InvalidGrant, match="Refresh token revoked"):
        grants.refresh("refresh 1", client_id)
    assert house.good(*(f"access {step}" for step in range(4))) == []
    with pytest.raises(InvalidGrant, match="Invalid refresh token"):
        grants.refresh("refresh 3", client_id)


def test_of_two_requests_that_replace_one_refresh_token_none_is_left_with_a_good_one(house: House) -> None:
    grants, client_id = house.accounts.grants, house.app.client_id
    grant = house.code()
    house.taken()
    grants.keep(grant, "access", "refresh", public=True)
    first, second = grants.refresh("refresh", client_id), grants.refresh("refresh", client_id)
    grants.replace(first, first.grant, "access 1", "refresh 1")
    with pytest.raises(InvalidGrant):
        grants.replace(second, second.grant, "access 2", "refresh 2")
    assert house.good("access", "access 1", "access 2") == []


def test_revoking_ends_one_access_token_or_a_whole_family_and_never_anothers(house: House) -> None:
    grants = house.accounts.grants
    other, _ = house.apps.register("other")
    grant = house.code()
    house.taken()
    grants.keep(grant, "first", "refresh")
    grants.keep(grant, "second")
    for token in ("first", "refresh", "unheard of"):
        grants.revoke(token, other.client_id)
    assert house.good("first", "second") == ["first", "second"]
    grants.revoke("first", house.app.client_id)
    assert house.good("first", "second") == ["second"]
    grants.revoke("refresh", house.app.client_id)
    assert house.good("second") == []


def test_a_listener_sees_their_apps_and_ends_one_at_once(house: House) -> None:
    grants = house.accounts.grants
    other, _ = house.apps.register("Another")
    for app, scope, token in ((house.app, "user-top-read", "a"), (house.app, "user-read-email", "b"), (other, "", "c")):
        grants.keep_first(grants.new_grant(app.client_id, house.ada.id, scope), token)
    assert [(one.name, one.scopes) for one in grants.connected(house.ada.id)] == [
        ("Another", ()),
        ("player", ("user-top-read", "user-read-email")),
    ]
    assert house.good("a", "b", "c") == ["a", "b", "c"]
    grants.disconnect(house.ada.id, house.app.client_id)
    assert house.good("a", "b", "c") == ["c"]
    assert [one.name for one in grants.connected(house.ada.id)] == ["Another"]


def test_what_ends_in_another_process_ends_here_at_once(house: House) -> None:
    house.accounts.grants.keep_first(house.grant(), "token")
    assert house.apps.check("token").listener == house.ada
    with open_people(house.people.settings) as elsewhere:
        Accounts(elsewhere.library.store, 3600).grants.disconnect(house.ada.id, house.app.client_id)
    assert house.good("token") == []


def test_what_was_allowed_is_known_until_it_ends(house: House) -> None:
    grants, ids = house.accounts.grants, (house.app.client_id, house.ada.id)
    assert not grants.allows(*ids, "")
    house.code(scope="user-top-read user-read-email")
    grants.keep(house.taken().grant, "access", "refresh")
    assert grants.allows(*ids, "user-read-email user-top-read")
    assert grants.allows(*ids, "")
    assert not grants.allows(*ids, "user-read-email user-read-private")
    grants.disconnect(house.ada.id, house.app.client_id)
    assert not grants.allows(*ids, "")


def test_an_erased_listener_leaves_no_token_session_or_password(house: House) -> None:
    from accord.library.erasure import erase

    house.accounts.passwords.set(house.ada.id, "analytical engine")
    session = house.accounts.sessions.begin(house.ada.id)
    house.code("pending")
    house.accounts.grants.keep_first(house.grant(), "token")
    assert house.good("token") == ["token"]
    erase(house.people, house.ada.id, "subject")
    assert house.good("token") == []
    assert house.accounts.sessions.listener(session) is None
    with pytest.raises(InvalidGrant):
        house.taken("pending")
    with pytest.raises(WrongPassword):
        house.accounts.passwords.check("Ada Lovelace", "analytical engine")


@pytest.mark.parametrize(
    ("asked", "registered"),
    [
        ("https://app.example/cb", "https://app.example/cb"),
        ("my.app:/cb", "my.app:/cb"),
        ("http://127.0.0.1:8080/cb", "http://127.0.0.1/cb"),
        ("http://127.0.0.1/cb", "http://127.0.0.1:9000/cb"),
        ("http://[::1]:1/cb?x=1", "http://[::1]:65535/cb?x=1"),
        ("http://localhost:8888/cb", "http://localhost:8888/cb"),
    ],
)
def test_a_redirect_uri_is_one_that_was_registered(asked: str, registered: str) -> None:
    assert require_redirect_uri(registered) == registered
    assert is_registered(asked, ["https://other.example/", registered])


@pytest.mark.parametrize(
    ("asked", "registered"),
    [
        ("https://app.example/cb/", "https://app.example/cb"),
        ("https://app.example/cb?x=1", "https://app.example/cb"),
        ("https://app.example/cb#x", "https://app.example/cb"),
        ("https://app.example:8443/cb", "https://app.example/cb"),
        ("http://app.example/cb", "https://app.example/cb"),
        ("https://app.example.evil.example/cb", "https://app.example/cb"),
        ("https://app.example@evil.example/cb", "https://app.example/cb"),
        ("https://APP.example/cb", "https://app.example/cb"),
        ("http://localhost:1/cb", "http://localhost:2/cb"),
        ("https://127.0.0.1:1/cb", "https://127.0.0.1:2/cb"),
        ("http://127.0.0.1:1/other", "http://127.0.0.1:2/cb"),
        ("http://127.0.0.1:1@evil.example/cb", "http://127.0.0.1:2/cb"),
        ("http://127.0.0.1:80.evil.example/cb", "http://127.0.0.1:2/cb"),
        ("http://127.0.0.2:1/cb", "http://127.0.0.1:1/cb"),
        ("http://[::1]:1/cb", "http://127.0.0.1:1/cb"),
        ("", "https://app.example/cb"),
    ],
)
def test_a_redirect_uri_is_not_one_that_merely_looks_like_it(asked: str, registered: str) -> None:
    assert not is_registered(asked, [registered])


@given(st.text(st.characters(codec="ascii"), max_size=40))
def test_only_the_port_of_a_loopback_address_may_differ(rest: str) -> None:
    registered = "http://127.0.0.1:9000/cb"
    if is_registered(f"http://127.0.0.1{rest}", [registered]):
        port, slash, path = rest.partition("/")
        assert (slash + path) == "/cb"
        assert port == "" or (port[0] == ":" and port[1:].isdigit())


@pytest.mark.parametrize(
    "uri",
    [
        *("", "/cb", "app.example", "javascript:alert(1)", "data:text/html,x", "https://", "https:///cb"),
        *("https://a b/", "https://a.example/#x", "https://u@a.example/", "http://a.example:x/", "https://é.example/"),
        *("https://a.example/\r\nX: y", 'https://a.example/"', "https://a.example;script-src/", "FILE:///etc/passwd"),
    ],
)
def test_what_is_no_redirect_uri(house: House, uri: str) -> None:
    with pytest.raises(InvalidParameter, match="is no redirect URI"):
        house.apps.register("player", [uri])


def test_scopes_are_read_as_clients_write_them() -> None:
    assert parse_scopes("user-top-read,user-read-email  user-top-read") == (("user-top-read", "user-read-email"), ())
    assert parse_scopes("user-top-read admin") == (("user-top-read",), ("admin",))
    assert parse_scopes("") == ((), ())
    assert all(words and words[0].isupper() for words in SCOPES.values())


def test_the_documentation_lists_every_scope_in_the_same_words() -> None:
    page = Path(__file__).parents[2].joinpath("docs", "accounts.md").read_text(encoding="utf-8")
    assert [line for line in page.splitlines() if line.startswith("| `") and " | " in line][3:] == [
        f"| `{name}` | {words} |" for name, words in SCOPES.items()
    ]
