"""Listeners and their tokens: who is let in, what is stored, and what an account rests on."""

from __future__ import annotations

import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from accord.domain.errors import InvalidParameter, UnknownListener
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.listeners import LONGEST_NAME
from accord.library.people import People, open_people
from accord.rights.consent_states import ConsentState
from accord.rights.log_entry import LogKind


@pytest.fixture
def people(tmp_path: Path, empty: Path) -> Iterator[People]:
    settings = Settings(home=tmp_path / "home")
    settings.home.mkdir()
    shutil.copy(empty, settings.home)
    with open_people(settings) as opened:
        yield opened


def test_an_account_has_an_id_a_key_and_a_token(people: People) -> None:
    listener, token = people.listeners.add("  Ada ")
    assert listener.name == "Ada"
    assert str(uuid.UUID(listener.id)) == listener.id
    assert str(uuid.UUID(token)) == token
    assert people.vault.has_key(listener.id)
    assert people.listeners.by_token(token) == people.listeners.by_name("Ada") == listener


def test_t1_an_account_rests_on_a_record_from_its_first_moment(people: People) -> None:
    listener, _ = people.listeners.add("Ada")
    (record,) = people.consents.records(listener.id)
    assert (record.purpose, record.state) == (Purpose.SERVICE, ConsentState.GIVEN)
    assert people.consents.valid(Purpose.SERVICE, [listener.id]) == {
        (listener.id, Purpose.SERVICE): (record.id, record.notice_hash)
    }
    last = people.log.entry(people.log.size - 1)
    assert (last.kind, last.facts["notice"]) == (LogKind.GRANT, record.notice_hash)


def test_only_the_hash_of_a_token_is_stored(people: People) -> None:
    _, token = people.listeners.add("Ada")
    dump = "\n".join(sqlite3.connect(people.settings.database).iterdump())
    assert "Ada" in dump
    assert token not in dump


def test_a_new_token_ends_the_old_one_at_once(people: People) -> None:
    listener, old = people.listeners.add("Ada")
    _, other = people.listeners.add("Berta")
    new = people.listeners.token(listener.id)
    assert people.listeners.by_token(new) == listener
    with pytest.raises(UnknownListener):
        people.listeners.by_token(old)
    assert people.listeners.by_token(other).name == "Berta"


def test_capitals_and_spaces_around_a_token_do_not_matter(people: People) -> None:
    listener, token = people.listeners.add("Ada")
    assert people.listeners.by_token(f" {token.upper()} ") == listener


@pytest.mark.parametrize("token", ["", "%", "0" * 36, "\x00", "é", str(uuid.UUID(int=0))])
def test_nobody_else_is_let_in(people: People, token: str) -> None:
    people.listeners.add("Ada")
    with pytest.raises(UnknownListener):
        people.listeners.by_token(token)


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\x00", "AC/DC", "x" * (LONGEST_NAME + 1)])
def test_what_is_no_name_is_refused(people: People, name: str) -> None:
    with pytest.raises(InvalidParameter):
        people.listeners.add(name)
    assert people.listeners.every() == []


def test_a_name_is_taken_once_whatever_its_capitals(people: People) -> None:
    people.listeners.add("Straße")
    entries = people.log.size
    for name in ("Straße", "STRASSE", " straße "):
        with pytest.raises(InvalidParameter, match="already"):
            people.listeners.add(name)
    assert [listener.name for listener in people.listeners.every()] == ["Straße"]
    assert people.log.size == entries


def test_names_are_compared_as_they_are_not_as_patterns(people: People) -> None:
    people.listeners.add("Ada")
    for name in ("A%", "A_a", "ada", "Ada' OR '1'='1"):
        with pytest.raises(UnknownListener):
            people.listeners.by_name(name)


def test_nobody_gets_a_token_for_somebody_who_is_not_here(people: People) -> None:
    with pytest.raises(UnknownListener):
        people.listeners.token(str(uuid.uuid4()))
