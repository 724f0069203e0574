"""Erasure leaves nothing, touches nobody else, and is finished whenever it was cut short."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from accord.domain.errors import KeyLost, StoreBusy, UnknownListener
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library import erasure, tombstones
from accord.library.erasure import erase
from accord.library.listening import listen_id
from accord.rights.lineage import Input, derive
from accord.rights.log_entry import LogKind, opens
from tests.library import bytescan
from tests.library.household import CANARY, Pair, moved_in, opened


@pytest.fixture
def pair(settings: Settings, empty: Path) -> Iterator[Pair]:
    settings.home.mkdir()
    shutil.copy(empty, settings.home)
    with opened(settings) as people:
        yield moved_in(people)


def _left(pair: Pair, traces: list[str]) -> dict[str, set[str]]:
    return bytescan.found(pair.places(), traces)


def test_t8_nothing_is_left_in_any_byte(pair: Pair) -> None:
    traces, other = pair.traces(), pair.of_the_other()
    before = _left(pair, traces)
    assert {CANARY, pair.canary, *traces[4:]} <= before.keys()  # the scan finds what is readable
    receipt = erase(pair.people, pair.canary, "subject")
    assert _left(pair, traces) == {}
    assert pair.of_the_other() == other
    assert receipt.removed["listens"] == 30
    with pytest.raises(KeyLost):
        pair.people.vault.listener_key(pair.canary)
    with pytest.raises(UnknownListener):
        erase(pair.people, pair.canary, "subject")


def test_t8_what_was_derived_goes_with_its_file(pair: Pair) -> None:
    lineage, home = pair.people.lineage, pair.people.settings.home
    inputs = [
        Input.of("listens", "own-listening", 30, pair.canary),
        Input.of("listens", "own-listening", 30, pair.other),
    ]
    made = derive("playlist", CANARY, purpose=Purpose.PERSONALISATION, activity="mix", agent="test", inputs=inputs)
    (home / "mix.m3u").write_text(CANARY)
    id_ = lineage.record(made, location="mix.m3u")
    traces = pair.traces()
    assert erase(pair.people, pair.canary, "operator").removed["derived"] == 1
    assert not (home / "mix.m3u").exists()
    assert _left(pair, traces) == {}
    assert lineage.trace(id_).invalidated_at is not None


def test_the_receipt_alone_shows_whose_erasure_an_entry_of_the_log_is(pair: Pair) -> None:
    receipt = erase(pair.people, pair.canary, "subject")
    entry = pair.people.log.entry(receipt.leaf)
    assert entry.kind is LogKind.ERASURE
    assert entry.commitment is not None
    assert opens(entry.commitment, bytes.fromhex(receipt.opening["salt"]), receipt.opening["event"])
    assert receipt.opening["event"]["listener"] == pair.canary
    assert receipt.checkpoint == pair.people.log.checkpoint()


STEPS = ("_counts", "_log", "remove_files")


@pytest.mark.parametrize("step", STEPS)
def test_t8_a_crash_in_the_middle_is_finished_at_the_next_opening(
    pair: Pair, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(BaseException):
        pass

    def cut(*_: object) -> None:
        raise PowerCut

    traces, other = pair.traces(), pair.of_the_other()
    with monkeypatch.context() as patched:
        patched.setattr(erasure, step, cut)
        with pytest.raises(PowerCut):
            erase(pair.people, pair.canary, "subject")
    tombstones.replay(pair.people)
    assert _left(pair, traces) == {}
    assert pair.of_the_other() == other


def test_a_reader_of_an_older_state_does_not_keep_the_rest_from_being_erased(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    traces, store = pair.traces(), pair.people.library.store
    object.__setattr__(store, "busy_timeout", 0.01)
    store.writer.dispose()
    with store.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 10")
    with store.reading() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM listeners").scalar_one()
        with pytest.raises(StoreBusy):
            erase(pair.people, pair.canary, "subject")
        assert not pair.people.vault.has_key(pair.canary)
        assert [listener.name for listener in pair.people.listeners.every()] == ["Berta"]
    tombstones.replay(pair.people)
    assert _left(pair, traces) == {}


def test_replaying_where_nothing_came_back_changes_nothing(pair: Pair) -> None:
    listened = next(pair.people.listening.own(pair.other).every())
    pair.people.listening.delete(pair.other, listened.listened_at, listen_id(listened))
    erase(pair.people, pair.canary, "subject")
    tombstones.replay(pair.people)
    size, other = pair.people.log.size, pair.of_the_other()
    assert tombstones.replay(pair.people) == tombstones.Replayed(0, 0, 0)
    assert (pair.people.log.size, pair.of_the_other()) == (size, other)


def test_t9_files_copied_back_by_hand_are_erased_again(pair: Pair, tmp_path: Path) -> None:
    people, traces = pair.people, pair.traces()
    home, keys = people.settings.home, people.settings.key_folder
    key = keys / "listeners" / f"{pair.canary}.key"
    kept_key = key.read_bytes()
    shutil.copytree(home / "listening", tmp_path / "kept")
    erase(people, pair.canary, "subject")
    shutil.copytree(tmp_path / "kept" / pair.canary, home / "listening" / pair.canary)
    key.write_bytes(kept_key)
    assert tombstones.replay(people).listeners == 1
    assert _left(pair, traces) == {}


def test_t9_a_deleted_listen_that_is_copied_back_is_deleted_again(pair: Pair, tmp_path: Path) -> None:
    people = pair.people
    first = next(people.listening.own(pair.other).every())
    folder = people.settings.home / "listening" / pair.other
    shutil.copytree(folder, tmp_path / "kept")
    people.listening.delete(pair.other, first.listened_at, listen_id(first))
    tombstones.replay(people)
    shutil.copytree(tmp_path / "kept", folder, dirs_exist_ok=True)
    assert people.listening.own(pair.other).count() == 30
    assert tombstones.replay(people).listens == 1
    assert people.listening.own(pair.other).count() == 29
