"""What listeners say of music stands until they say otherwise, travels with them, and goes with them."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from accord.domain.errors import ForeignEvents, InvalidId, InvalidParameter, SourceRefused
from accord.domain.settings import Settings
from accord.library.erasure import erase
from accord.library.feedback import Kind, Said, Skip, Verdict
from accord.library.people import People
from accord.library.transfer import stream
from accord.library.transfer_import import import_from
from tests.library import bytescan
from tests.library.household import opened
from tests.library.shelf import sound
from tests.library.test_transfer import _changed, _in_lines


@pytest.fixture
def people(settings: Settings, empty: Path) -> Iterator[People]:
    settings.home.mkdir()
    shutil.copy(empty, settings.home)
    with opened(settings) as people:
        for name in ("Anna", "Bert"):
            people.listeners.add(name)
        yield people


@pytest.fixture
def second(tmp_path: Path, empty: Path) -> Iterator[People]:
    """Another Accord."""
    home = tmp_path / "second"
    home.mkdir()
    shutil.copy(empty, home)
    with opened(Settings(home=home)) as people:
        yield people


def id_of(people: People, name: str = "Anna") -> str:
    return people.listeners.by_name(name).id


def spoken(people: People) -> People:
    """Anna and Bert have said different things of the same music."""
    anna, bert = id_of(people), id_of(people, "Bert")
    people.feedback.say(anna, Kind.TRACK, sound("a"), Verdict.LIKE, 100)
    people.feedback.say(anna, Kind.ARTIST, sound("b"), Verdict.LESS, 200)
    people.feedback.say(anna, Kind.GENRE, " Xylo  POLKA ", Verdict.HIDE, 300)
    people.feedback.skip(anna, [Skip(sound("c"), 400), Skip(sound("c"), 500), Skip(sound("a"), 500)])
    people.feedback.say(bert, Kind.TRACK, sound("a"), Verdict.HIDE, 100)
    return people


def exported(people: People) -> io.BytesIO:
    return io.BytesIO(b"".join(stream(people, people.listeners.by_name("Anna"))))


def test_the_last_word_stands(people: People) -> None:
    anna = id_of(spoken(people))
    assert people.feedback.said(anna) == [
        Said(Kind.GENRE, "xylo polka", Verdict.HIDE, 300),
        Said(Kind.ARTIST, sound("b"), Verdict.LESS, 200),
        Said(Kind.TRACK, sound("a"), Verdict.LIKE, 100),
    ]
    people.feedback.say(anna, Kind.TRACK, sound("a"), Verdict.LESS, 400)
    assert people.feedback.said(anna)[0] == Said(Kind.TRACK, sound("a"), Verdict.LESS, 400)
    assert people.feedback.said(anna, [Verdict.LIKE]) == []
    assert people.feedback.take_back(anna, Kind.GENRE, "xylo polka")
    assert not people.feedback.take_back(anna, Kind.GENRE, "xylo polka")
    assert len(people.feedback.said(anna)) == 2
    assert [said.verdict for said in people.feedback.said(id_of(people, "Bert"))] == [Verdict.HIDE]


def test_skips_are_counted_once(people: People) -> None:
    anna = id_of(spoken(people))
    assert people.feedback.skips(anna) == {sound("c"): 2, sound("a"): 1}
    assert people.feedback.skip(anna, [Skip(sound("c"), 400), Skip(sound("c"), 600)]) == 1
    assert people.feedback.skip(anna, []) == 0
    assert people.feedback.skips(anna)[sound("c")] == 3
    assert people.feedback.skips(id_of(people, "Bert")) == {}


def test_what_is_no_thing_is_refused(people: People) -> None:
    with pytest.raises(InvalidId):
        people.feedback.say(id_of(people), Kind.TRACK, "x", Verdict.LIKE)
    with pytest.raises(InvalidParameter):
        people.feedback.say(id_of(people), Kind.GENRE, "  ", Verdict.LIKE)
    assert people.feedback.said(id_of(people)) == []


def test_t12_what_was_said_goes_there_and_back(people: People, second: People) -> None:
    archive = exported(spoken(people))
    for _ in range(2):
        import_from(second, archive, "Anna")
        assert second.feedback.said(id_of(second)) == people.feedback.said(id_of(people))
        assert second.feedback.skips(id_of(second)) == people.feedback.skips(id_of(people))
    second.feedback.say(id_of(second), Kind.TRACK, sound("a"), Verdict.HIDE, 900)
    import_from(second, archive, "Anna")
    assert second.feedback.said(id_of(second))[0].verdict is Verdict.HIDE, "what was said here stands"


WRONG: dict[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]], type[Exception]]] = {
    "another's word": ("feedback", lambda row: row | {"listener_id": "bert"}, ForeignEvents),
    "another's skip": ("skips", lambda row: row | {"listener_id": "bert"}, ForeignEvents),
    "a verdict that is none": ("feedback", lambda row: row | {"verdict": "love"}, InvalidParameter),
    "a kind that is none": ("feedback", lambda row: row | {"kind": "show"}, InvalidParameter),
    "an id that is none": ("skips", lambda row: row | {"track_id": "x"}, InvalidId),
    "a time that is none": ("skips", lambda row: row | {"skipped_at": "now"}, InvalidParameter),
    "a source that keeps nothing": ("skips", lambda row: row | {"source_id": "spotify-web-api"}, SourceRefused),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_not_in_form_or_not_theirs_stores_nothing(people: People, second: People, what: str) -> None:
    table, change, error = WRONG[what]
    archive = _changed(exported(spoken(people)), f"tables/{table}.jsonl", _in_lines(change))
    with pytest.raises(error):
        import_from(second, archive, "Anna")
    assert second.listeners.every() == []


def test_t8_nothing_that_was_said_outlives_its_listener(people: People) -> None:
    anna = id_of(spoken(people))
    traces = ["xylo polka", anna]
    places = [people.settings.home, people.settings.key_folder]
    assert all(bytescan.found(places, [trace])[trace] for trace in traces)
    erase(people, anna, "subject")
    assert not bytescan.found(places, traces)
    assert len(people.feedback.said(id_of(people, "Bert"))) == 1
