"""What is exported is everything, and what is imported is the same again; nothing of anybody else gets in."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from accord.domain.errors import AccordError, ForeignEvents, InvalidParameter, KeyLost
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library import transfer_read
from accord.library.erasure import erase
from accord.library.listening import listen_id
from accord.library.people import People
from accord.library.transfer import export_to, keep_export, stream
from accord.library.transfer_import import import_from
from accord.rights.consent_states import ConsentState
from accord.rights.lineage import Input, derive
from accord.rights.log_entry import opens
from accord.store.schema import Base
from tests.library import bytescan
from tests.library.household import CANARY, Pair, moved_in, opened

NAME = "Kanarienvogel Zwölfkommafünf"


@pytest.fixture
def pair(settings: Settings, empty: Path) -> Iterator[Pair]:
    settings.home.mkdir()
    shutil.copy(empty, settings.home)
    with opened(settings) as people:
        yield moved_in(people)


@pytest.fixture
def second(tmp_path: Path, empty: Path) -> Iterator[People]:
    """Another Accord, of the same controller."""
    home = tmp_path / "second"
    home.mkdir()
    shutil.copy(empty, home)
    with opened(Settings(home=home)) as people:
        yield people


def _exported(people: People, name: str = CANARY) -> io.BytesIO:
    return io.BytesIO(b"".join(stream(people, people.listeners.by_name(name))))


def _state(people: People, name: str = CANARY) -> dict[str, Any]:
    listener = people.listeners.by_name(name)
    return {
        "account": listener,
        "listens": list(people.listening.own(listener.id).every()),
        "records": people.consents.records(listener.id),
        "valid": {
            purpose: people.consents.valid(purpose, [listener.id])
            for purpose in (Purpose.SERVICE, Purpose.PERSONALISATION, Purpose.COMMUNITY_STATISTICS)
        },
        "marks": people.listening.marks(listener.id),
    }


def _rows(people: People, id_: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of every table that says the listener's id, or the id of a row that does, anywhere."""
    found: set[tuple[str, str]] = set()
    ids = {id_}
    while True:
        before = len(found)
        with people.library.store.reading() as db:
            for table in Base.metadata.sorted_tables:
                for row in db.execute(table.select()).mappings():
                    text = json.dumps(dict(row), default=lambda value: value.hex())
                    if any(one in text for one in ids) and (table.name, text) not in found:
                        found.add((table.name, text))
                        ids |= {str(row["id"])} if len(str(row.get("id", ""))) == 36 else set()
        if len(found) == before:
            return (yield from ((table, json.loads(text)) for table, text in found))


def test_t7_an_export_holds_every_row_and_every_file_about_the_listener(pair: Pair) -> None:
    people, home = pair.people, pair.people.settings.home
    inputs = [Input.of("listens", "own-listening", 30, pair.canary)]
    made = derive("playlist", "mix", purpose=Purpose.PERSONALISATION, activity="mix", agent="test", inputs=inputs)
    (home / "mix.m3u").write_text("the songs of the mix")
    people.lineage.record(made, location="mix.m3u")
    people.listening.mark(pair.canary, "lastfm", 5)
    listened, decided = list(people.listening.own(pair.canary).every()), people.listening.decisions(pair.canary)
    expected = list(_rows(people, pair.canary))
    assert {table for table, _ in expected} >= {"listeners", "listener_tokens", "consent_records", "consent_events"}
    assert {table for table, _ in expected} >= {"derived", "derived_inputs"}
    with zipfile.ZipFile(_exported(people)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for table, row in expected:
        assert row in [json.loads(line) for line in members[f"tables/{table}.jsonl"].splitlines()], table
    lines = [json.loads(line) for line in members["listens.jsonl"].splitlines()]
    assert [line["track_name"] for line in lines] == [listen.track_name for listen in listened]
    assert [line["additional_info"] for line in lines] == [dict(listen.additional_info) for listen in listened]
    journal = [json.loads(line) for line in members["decisions.jsonl"].splitlines()]
    assert journal[: len(decided)] == decided
    assert b"the songs of the mix" in [data for name, data in members.items() if name.startswith("derived/")]
    assert json.loads(members["profile.json"])["importers"] == {"lastfm": 5}
    theirs = {"Berta", pair.other, people.vault.log_salt(pair.other).hex()}
    assert not [text for text in theirs if any(text.encode() in data for data in members.values())]


def test_t7_every_opening_opens_its_entry_of_the_log(pair: Pair) -> None:
    with zipfile.ZipFile(_exported(pair.people)) as archive:
        salt = bytes.fromhex(json.loads(archive.read("profile.json"))["log_salt"])
        openings = [json.loads(line) for line in archive.read("log.jsonl").splitlines()]
    states = [opening["event"].get("state") for opening in openings]
    assert {ConsentState.GIVEN, ConsentState.WITHDRAWN} <= {state for state in states if state}
    for opening in openings:
        entry = pair.people.log.entry(opening["leaf"])
        assert entry.commitment is not None
        assert opens(entry.commitment, salt, opening["event"])


def test_the_manifest_describes_what_is_there(pair: Pair) -> None:
    with zipfile.ZipFile(_exported(pair.people)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        described = {file["contentUrl"]: file for file in manifest["distribution"]}
        assert described.keys() | {"manifest.json"} == set(archive.namelist())
        for name, file in described.items():
            assert file["sha256"] == hashlib.sha256(archive.read(name)).hexdigest()
            assert file["contentSize"] == f"{len(archive.read(name))} B"
        counted = {records["@id"]: records["accord:records"] for records in manifest["recordSet"]}
    assert counted["listens"] == counted["listenbrainz/listens"] == 30


def test_t12_export_and_import_give_the_same_state(pair: Pair, second: People) -> None:
    pair.people.listening.mark(pair.canary, "lastfm", 5)
    imported = import_from(second, _exported(pair.people), CANARY)
    assert (imported.new, imported.listens, imported.duplicates) == (True, 30, 0)
    assert _state(second) == _state(pair.people)
    again = import_from(second, _exported(pair.people), CANARY)
    assert (again.new, again.listens, again.duplicates, again.records) == (False, 0, 30, 0)
    assert _state(second) == _state(pair.people)
    assert _state(second)["account"].id == pair.canary


def test_t12_what_went_there_and_back_is_the_same_export(pair: Pair, second: People) -> None:
    first = _exported(pair.people)
    import_from(second, first, CANARY)
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(_exported(second)) as other:
        for name in ("listens.jsonl", "listenbrainz/listens.jsonl", "tables/listeners.jsonl", "consents.jsonld"):
            assert one.read(name) == other.read(name), name


def test_consents_of_another_controller_are_history_until_given_here(pair: Pair, tmp_path: Path, empty: Path) -> None:
    home = tmp_path / "elsewhere"
    home.mkdir()
    shutil.copy(empty, home)
    with opened(Settings(home=home, controller="Somebody else")) as people:
        import_from(people, _exported(pair.people), CANARY)
        assert people.consents.valid(Purpose.SERVICE, [pair.canary])
        assert not people.consents.valid(Purpose.PERSONALISATION, [pair.canary])
        theirs, ours = pair.people.consents.records(pair.canary), people.consents.records(pair.canary)
        for record in theirs:
            kept = next(one for one in ours if one.id == record.id)
            assert kept.events[: len(record.events)] == record.events
            assert kept.state in (ConsentState.INVALIDATED, ConsentState.WITHDRAWN)
        people.consents.give(pair.canary, Purpose.PERSONALISATION)
        assert people.consents.valid(Purpose.PERSONALISATION, [pair.canary])


def test_an_old_export_brings_back_nothing_that_was_withdrawn_or_deleted(pair: Pair) -> None:
    people, old = pair.people, _exported(pair.people)
    first = next(people.listening.own(pair.canary).every())
    people.listening.delete(pair.canary, first.listened_at, listen_id(first))
    people.consents.withdraw(pair.canary, Purpose.PERSONALISATION)
    import_from(people, old, CANARY)
    assert first not in list(people.listening.own(pair.canary).every())
    assert not people.consents.valid(Purpose.PERSONALISATION, [pair.canary])


def test_who_was_erased_may_come_back_with_their_own_export_as_somebody_new(pair: Pair) -> None:
    archive = _exported(pair.people)
    erase(pair.people, pair.canary, "subject")
    imported = import_from(pair.people, archive, CANARY)
    assert imported.listener.id != pair.canary
    assert imported.listens == 30


def test_an_export_that_is_kept_goes_with_the_listener(pair: Pair) -> None:
    kept = keep_export(pair.people, pair.people.listeners.by_name(CANARY))
    assert kept.path.is_relative_to(pair.people.settings.home / "exports" / pair.canary)
    traces = pair.traces()
    assert str(kept.path.relative_to(pair.people.settings.home.parent)) in bytescan.found(pair.places(), traces)[CANARY]
    erase(pair.people, pair.canary, "subject")
    assert bytescan.found(pair.places(), traces) == {}


def test_an_export_ends_where_the_key_goes(pair: Pair, tmp_path: Path) -> None:
    listener = pair.people.listeners.by_name(CANARY)
    chunks = stream(pair.people, listener)
    next(chunks)
    erase(pair.people, pair.canary, "subject")
    with pytest.raises(KeyLost):
        list(chunks)
    with pytest.raises(KeyLost):
        export_to(pair.people, listener, tmp_path / "mine.zip")
    assert not list(tmp_path.glob("mine.zip*"))


def _changed(archive: io.BytesIO, member: str, change: Callable[[bytes], bytes | None], **more: bytes) -> io.BytesIO:
    """Return an archive with one member changed, and the manifest made to agree with it."""
    out = io.BytesIO()
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        manifest = json.loads(source.read("manifest.json"))
        for name in source.namelist()[:-1]:
            data = change(source.read(name)) if name == member else source.read(name)
            listed = next(file for file in manifest["distribution"] if file["contentUrl"] == name)
            if data is None:
                manifest["distribution"].remove(listed)
            else:
                listed["sha256"] = hashlib.sha256(data).hexdigest()
                target.writestr(name, data)
        target.writestr("manifest.json", json.dumps(manifest))
        for name, data in more.items():
            target.writestr(name, data)
    return out


def _in_lines(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[bytes], bytes]:
    """Change the last line of a member."""

    def changed(data: bytes) -> bytes:
        *lines, last = data.splitlines()
        return b"\n".join([*lines, json.dumps(change(json.loads(last))).encode()]) + b"\n"

    return changed


OTHER = "6b1f0f5c-0d5b-4a6e-8b1d-0b8b1b0b1b0b"
FOREIGN: dict[str, tuple[str, Callable[[bytes], bytes | None]]] = {
    "user name of a listen": ("listenbrainz/listens.jsonl", _in_lines(lambda line: line | {"user_name": "bob"})),
    "id of a listen": ("listens.jsonl", _in_lines(lambda line: line | {"listener_id": OTHER})),
    "record": ("tables/consent_records.jsonl", _in_lines(lambda line: line | {"listener_id": OTHER})),
    "event": ("tables/consent_events.jsonl", _in_lines(lambda line: line | {"record_id": OTHER})),
    "decision": ("decisions.jsonl", _in_lines(lambda line: line | {"listener": OTHER})),
}
WRONG: dict[str, tuple[str, Callable[[bytes], bytes | None], str]] = {
    "newer": ("profile.json", _in_lines(lambda line: line | {"version": 2}), "version 2"),
    "other format": ("profile.json", _in_lines(lambda line: line | {"format": "x"}), "no export"),
    "no listens": ("listens.jsonl", lambda _: None, "no listens.jsonl"),
    "no JSON": ("listens.jsonl", lambda data: data + b"{", "not in form"),
    "no object": ("listens.jsonl", lambda data: data + b"[]\n", "no JSON object"),
    "a field too many": ("listens.jsonl", _in_lines(lambda line: line | {"x": 1}), "no listen"),
    "a field missing": ("listens.jsonl", _in_lines(lambda line: {"listened_at": line["listened_at"]}), "no listen"),
    "a time that is none": ("listens.jsonl", _in_lines(lambda line: line | {"listened_at": "x"}), "no listen"),
    "of 1970": ("listens.jsonl", _in_lines(lambda line: line | {"listened_at": 0}), "before 2002"),
    "of the future": ("listens.jsonl", _in_lines(lambda line: line | {"listened_at": 1 << 40}), "future"),
    "an endless line": ("listens.jsonl", lambda data: data + b" " * 100_000, "too long"),
    "an unknown state": ("tables/consent_events.jsonl", _in_lines(lambda line: line | {"state": "yes"}), "not in form"),
}


@pytest.fixture
def flat(pair: Pair) -> io.BytesIO:
    """An export whose profile is one line."""
    return _changed(_exported(pair.people), "profile.json", lambda data: json.dumps(json.loads(data)).encode())


def _stored(people: People) -> object:
    with people.library.store.reading() as db:
        rows = [db.execute(table.select()).all() for table in Base.metadata.sorted_tables]
    files = {path.name for path in people.settings.home.rglob("*") if "library.db" not in path.name}
    return rows, files, people.log.size


@pytest.mark.parametrize("what", FOREIGN)
def test_what_is_somebody_elses_stores_nothing(flat: io.BytesIO, second: People, what: str) -> None:
    before = _stored(second)
    with pytest.raises(ForeignEvents):
        import_from(second, _changed(flat, *FOREIGN[what]), CANARY)
    assert _stored(second) == before


@pytest.mark.parametrize("what", WRONG)
def test_what_is_not_in_form_stores_nothing(flat: io.BytesIO, second: People, what: str) -> None:
    member, change, sentence = WRONG[what]
    before = _stored(second)
    with pytest.raises(InvalidParameter, match=sentence):
        import_from(second, _changed(flat, member, change), CANARY)
    assert _stored(second) == before


def test_an_export_goes_into_nobody_elses_account(pair: Pair, second: People) -> None:
    archive = _exported(pair.people)
    second.listeners.add("Berta")
    for people in (pair.people, second):
        with pytest.raises(ForeignEvents):
            import_from(people, archive, "Berta")
    with pytest.raises(ForeignEvents):  # the person has an account here, of another name
        import_from(pair.people, archive, "Somebody new")


def test_damaged_and_hostile_archives_are_refused(
    flat: io.BytesIO, second: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = flat.getvalue()
    before = _stored(second)
    flipped = bytearray(data)
    flipped[data.index(b"listens.jsonl") + 100] ^= 1  # within what is packed: not every byte of a header counts
    for broken in (b"", b"hello", data[: len(data) // 2], bytes(flipped)):
        with pytest.raises(AccordError):
            import_from(second, io.BytesIO(broken), CANARY)
    monkeypatch.setattr(transfer_read, "MOST_BYTES", 10_000)
    with pytest.raises(InvalidParameter, match="too large"):
        import_from(second, io.BytesIO(data), CANARY)
    assert _stored(second) == before
