"""Listening is kept once, in order, sealed, for its listener alone, and leaves nothing when it is forgotten."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.entities import Listen
from accord.domain.errors import (
    ConsentMissing,
    InvalidId,
    InvalidParameter,
    KeyLost,
    SourceRefused,
    StoreError,
    UnknownSource,
)
from accord.domain.labels import Purpose
from accord.library import listening as module
from accord.library.listening import Added, Listening, listen_id
from accord.library.vault import Vault
from accord.rights import registry
from accord.rights.decision import ConsentRef, decide
from accord.rights.registry import OWN_LISTENING

ANNA = "11111111-1111-4111-8111-111111111111"
BERT = "22222222-2222-4222-8222-222222222222"
NOW = 1_760_000_000
NEW_YEAR = 1_735_689_600
"""2025-01-01, 00:00 UTC."""


def heard(at: int, artist: str = "Nina", track: str = "Blues", **more: object) -> Listen:
    listen = Listen(at, artist, track, "Album", "own-listening", NOW)
    return dataclasses.replace(listen, **more)  # type: ignore[arg-type]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = Vault(tmp_path / "keys")
    vault.make_listener_key(ANNA)
    vault.make_listener_key(BERT)
    return vault


@pytest.fixture
def listening(tmp_path: Path, vault: Vault) -> Listening:
    return Listening(tmp_path / "home" / "listening", vault, lambda: NOW)


def files(listening: Listening, tmp_path: Path) -> list[Path]:
    return sorted(path for path in (tmp_path / "home").rglob("*") if path.is_file())


def test_everything_a_player_said_comes_back(listening: Listening) -> None:
    rich = heard(
        NEW_YEAR,
        "Sigur Rós \N{SNOWMAN}",
        "Untitled\t#1",
        release_name=None,
        recording_mbid="9b1e4a1c-0000-4000-8000-000000000000",
        isrc="GBAYE0601498",
        duration=245.5,
        additional_info={"tags": ["a", "b"], "nested": {"x": [1, None, 2.5]}, "tracknumber": 3},
    )
    assert listening.add(ANNA, [rich]) == Added(1, 0)
    assert list(listening.own(ANNA).every()) == [rich]
    assert listening.own(ANNA).newest(5) == [rich]


def test_the_same_listen_is_kept_once(listening: Listening) -> None:
    first, other = heard(NEW_YEAR), heard(NEW_YEAR, track="Another")
    assert listening.add(ANNA, [first, first, other]) == Added(2, 1)
    changed = dataclasses.replace(first, release_name="Elsewhere", inserted_at=NOW + 5)
    assert listening.add(ANNA, [changed, heard(NEW_YEAR + 1)]) == Added(1, 1)
    assert list(listening.own(ANNA).every()) == [other, first, heard(NEW_YEAR + 1)]
    assert listening.own(ANNA).count() == 3


def test_months_are_those_of_utc(listening: Listening) -> None:
    listening.add(ANNA, [heard(NEW_YEAR), heard(NEW_YEAR - 1)])
    assert listening.own(ANNA).months() == ["2024-12", "2025-01"]
    assert listening.own(ANNA).table("2024-12").column("listened_at").to_pylist() == [NEW_YEAR - 1]
    assert listening.own(ANNA).table("2023-01").num_rows == 0


@given(
    st.lists(st.integers(NEW_YEAR - 6_000_000, NEW_YEAR + 6_000_000), unique=True, min_size=1, max_size=20),
    st.integers(0, 25),
    st.none() | st.integers(NEW_YEAR - 6_000_000, NEW_YEAR + 6_000_000),
    st.none() | st.integers(NEW_YEAR - 6_000_000, NEW_YEAR + 6_000_000),
)
def test_newest_and_oldest_are_what_sorting_gives(
    tmp_path_factory: pytest.TempPathFactory, times: list[int], count: int, max_ts: int | None, min_ts: int | None
) -> None:
    home = tmp_path_factory.mktemp("home")
    vault = Vault(home / "keys")
    vault.make_listener_key(ANNA)
    listening = Listening(home / "listening", vault, lambda: NOW)
    for part in (times[::2], times[1::2]):
        listening.add(ANNA, [heard(time) for time in part])
    between = sorted(t for t in times if (max_ts is None or t < max_ts) and (min_ts is None or t > min_ts))
    assert [listen.listened_at for listen in listening.own(ANNA).newest(count, max_ts, min_ts)] == between[::-1][:count]
    after = sorted(time for time in times if time > (min_ts or NEW_YEAR))
    assert [listen.listened_at for listen in listening.own(ANNA).oldest(count, min_ts or NEW_YEAR)] == after[:count]
    assert listening.own(ANNA).count() == len(times)


def test_the_order_of_arrival_does_not_matter(listening: Listening) -> None:
    several = [heard(NEW_YEAR + n % 2, f"artist {n % 3}", f"track {n}") for n in range(12)]
    listening.add(ANNA, several)
    for listen in reversed(several):
        listening.add(BERT, [listen])
    assert list(listening.own(ANNA).every()) == list(listening.own(BERT).every())


def test_nothing_on_disk_can_be_read(listening: Listening, tmp_path: Path) -> None:
    listening.add(ANNA, [heard(NEW_YEAR, "Canary artist", "Canary track", additional_info={"where": "Canary player"})])
    listening.write_decision(ANNA, {"reason": "Canary reason"})
    listening.mark(ANNA, "Canary importer", NEW_YEAR)
    written = files(listening, tmp_path)
    assert len(written) == 3
    for path in written:
        assert b"anary" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
        assert path.parent.stat().st_mode & 0o077 == 0


def test_files_cannot_be_swapped_or_changed(listening: Listening, tmp_path: Path) -> None:
    listening.add(ANNA, [heard(NEW_YEAR), heard(NEW_YEAR - 1)])
    december, january = files(listening, tmp_path)
    original = january.read_bytes()
    january.write_bytes(december.read_bytes())
    with pytest.raises(StoreError, match="2025-01"):
        list(listening.own(ANNA).every())
    january.write_bytes(original[:-1] + bytes([original[-1] ^ 1]))
    with pytest.raises(StoreError, match="2025-01"):
        listening.add(ANNA, [heard(NEW_YEAR + 9)])
    january.write_bytes(original)
    assert listening.own(ANNA).count() == 2


def test_one_cannot_read_the_other(listening: Listening, vault: Vault, tmp_path: Path) -> None:
    listening.add(ANNA, [heard(NEW_YEAR)])
    assert listening.own(BERT).count() == 0
    listening.add(BERT, [heard(NEW_YEAR)])
    annas, berts = files(listening, tmp_path)
    berts.write_bytes(annas.read_bytes())
    with pytest.raises(StoreError):
        listening.own(BERT).count()


def test_without_the_key_nothing_is_read_or_written(listening: Listening, vault: Vault, tmp_path: Path) -> None:
    listening.add(ANNA, [heard(NEW_YEAR)])
    before = {path: path.read_bytes() for path in files(listening, tmp_path)}
    vault.destroy_listener_key(ANNA)
    for use in (
        lambda: listening.own(ANNA).newest(1),
        lambda: listening.own(ANNA).count(),
        lambda: list(listening.own(ANNA).every()),
        lambda: listening.add(ANNA, [heard(NEW_YEAR + 1)]),
        lambda: listening.delete(ANNA, NEW_YEAR, listen_id(heard(NEW_YEAR))),
        lambda: listening.decisions(ANNA),
        lambda: listening.marks(ANNA),
    ):
        with pytest.raises(KeyLost, match=ANNA):
            use()
    assert {path: path.read_bytes() for path in files(listening, tmp_path)} == before
    vault.make_listener_key(ANNA)
    with pytest.raises(StoreError):
        listening.own(ANNA).count()


def test_forgetting_leaves_nothing(listening: Listening, tmp_path: Path) -> None:
    for listener in (ANNA, BERT):
        listening.add(listener, [heard(NEW_YEAR), heard(NEW_YEAR - 1)])
        listening.write_decision(listener, {"n": 1})
    (tmp_path / "home" / "listening" / ANNA / f"2025-01.arrow.sealed.77{'0' * 14}.new").write_bytes(b"half")
    listening.forget(ANNA)
    listening.forget(ANNA)
    assert not [path for path in (tmp_path / "home").rglob("*") if ANNA in str(path)]
    assert listening.own(BERT).count() == 2
    assert listening.own(ANNA).count() == 0
    assert listening.decisions(ANNA) == []
    listening.write_decision(ANNA, {"n": 2})
    assert listening.decisions(ANNA) == [{"n": 2}]


def test_a_listen_is_deleted_and_stays_deleted(listening: Listening, vault: Vault, tmp_path: Path) -> None:
    gone, kept = heard(NEW_YEAR), heard(NEW_YEAR, track="Another")
    listening.add(ANNA, [gone, kept])
    (month,) = files(listening, tmp_path)
    old = month.read_bytes()
    assert listening.delete(ANNA, gone.listened_at, listen_id(gone))
    assert not listening.delete(ANNA, gone.listened_at, listen_id(gone))
    assert list(listening.own(ANNA).every()) == [kept]
    assert [(stone.kind, stone.at) for stone in vault.tombstones()] == [("listen", NOW)]
    assert "2025" not in vault.tombstones()[0].note
    listening.add(BERT, [gone])
    assert listening.bury_again(BERT) == 0
    month.write_bytes(old)
    assert listening.bury_again(ANNA) == 1
    assert listening.bury_again(ANNA) == 0
    assert list(listening.own(ANNA).every()) == [kept]
    assert listening.delete(ANNA, kept.listened_at, listen_id(kept))
    assert listening.own(ANNA).months() == []
    assert not month.exists()


def test_what_is_heard_again_after_a_deletion_is_not_buried(listening: Listening) -> None:
    listening.add(ANNA, [heard(NEW_YEAR)])
    listening.delete(ANNA, NEW_YEAR, listen_id(heard(NEW_YEAR)))
    listening.add(ANNA, [heard(NEW_YEAR, inserted_at=NOW + 1)])
    assert listening.bury_again(ANNA) == 0
    assert listening.own(ANNA).count() == 1


@pytest.mark.parametrize("at", [0, 1, module.EARLIEST - 1, NOW + module.AHEAD + 1, 10**12])
def test_a_time_that_cannot_be_true_is_refused_and_nothing_kept(listening: Listening, tmp_path: Path, at: int) -> None:
    with pytest.raises(InvalidParameter, match=str(at)):
        listening.add(ANNA, [heard(NEW_YEAR), heard(at)])
    assert files(listening, tmp_path) == []


def test_the_limits_of_time_are_inside(listening: Listening) -> None:
    assert listening.add(ANNA, [heard(module.EARLIEST), heard(NOW + module.AHEAD)]) == Added(2, 0)


def test_text_that_is_no_unicode_is_refused_and_nothing_kept(listening: Listening, tmp_path: Path) -> None:
    for bad in (heard(NEW_YEAR, "\ud800"), heard(NEW_YEAR, additional_info={"x": "\ud800"})):
        with pytest.raises(InvalidParameter):
            listening.add(ANNA, [heard(NEW_YEAR - 9), bad])
    assert files(listening, tmp_path) == []


def test_t19_what_may_not_be_held_is_not_stored(
    listening: Listening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = dataclasses.replace(registry.OWN_LISTENING, id="refused", stored=False)
    monkeypatch.setattr(registry, "sources", lambda: {"own-listening": registry.OWN_LISTENING, "refused": refused})
    with pytest.raises(SourceRefused):
        listening.add(ANNA, [heard(NEW_YEAR), heard(NEW_YEAR, track="x", source_id="refused")])
    with pytest.raises(UnknownSource):
        listening.add(ANNA, [heard(NEW_YEAR, source_id="from nowhere")])
    assert files(listening, tmp_path) == []


def test_decisions_are_told_in_order(listening: Listening, vault: Vault, tmp_path: Path) -> None:
    for number in range(3):
        listening.write_decision(ANNA, {"number": number})
    other = Listening(tmp_path / "home" / "listening", vault, lambda: NOW)
    other.write_decision(ANNA, {"number": 3})
    listening.write_decision(ANNA, {"number": 4})
    assert [decision["number"] for decision in other.decisions(ANNA)] == [0, 1, 2, 3, 4]


def test_a_decision_cut_short_by_a_crash_is_none(listening: Listening, vault: Vault, tmp_path: Path) -> None:
    listening.write_decision(ANNA, {"number": 0})
    (journal,) = files(listening, tmp_path)
    journal.write_bytes(journal.read_bytes() + b"\0\0\0\x50half")
    assert listening.decisions(ANNA) == [{"number": 0}]
    listening.write_decision(ANNA, {"number": 1})
    assert listening.decisions(ANNA) == [{"number": 0}, {"number": 1}]


def test_no_decision_can_be_dropped_or_moved(listening: Listening, tmp_path: Path) -> None:
    ends = []
    for number in range(3):
        listening.write_decision(ANNA, {"number": number})
        (journal,) = files(listening, tmp_path)
        ends.append(journal.stat().st_size)
    whole = journal.read_bytes()
    first, second, third = whole[: ends[0]], whole[ends[0] : ends[1]], whole[ends[1] :]
    for forged in (second + third, first + third, second + first + third, first + first + second):
        journal.write_bytes(forged)
        with pytest.raises(StoreError):
            listening.decisions(ANNA)


def test_marks_never_go_back(listening: Listening) -> None:
    assert listening.marks(ANNA) == {}
    listening.mark(ANNA, "lastfm", 20)
    listening.mark(ANNA, "lastfm", 10)
    listening.mark(ANNA, "librefm", 5)
    assert listening.marks(ANNA) == {"lastfm": 20, "librefm": 5}


def test_processes_write_side_by_side(listening: Listening, vault: Vault, tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from accord.domain.entities import Listen
from accord.library.listening import Listening
from accord.library.vault import Vault
home, listener, name = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
listening = Listening(home / "home" / "listening", Vault(home / "keys"))
for number in range(15):
    listening.add(listener, [Listen(1735689600 + number, name, "t", None, "own-listening", 0)])
    listening.write_decision(listener, {"name": name, "number": number})
"""
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path), ANNA, name]) for name in ("one", "two", "three")
    ]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    assert {(listen.artist_name, listen.listened_at - NEW_YEAR) for listen in listening.own(ANNA).every()} == {
        (name, number) for name in ("one", "two", "three") for number in range(15)
    }
    assert len(listening.decisions(ANNA)) == 45


@pytest.mark.parametrize("name", ["", "..", "a/b", "../keys"])
def test_no_id_leads_out_of_the_folder(listening: Listening, name: str) -> None:
    with pytest.raises(InvalidId):
        listening.add(name, [heard(NEW_YEAR)])
    with pytest.raises(InvalidId):
        listening.forget(name)


def test_ids_name_what_was_heard() -> None:
    assert listen_id(heard(1)) == listen_id(heard(2)) != listen_id(heard(1, track="Another"))
    assert listen_id(heard(1)) == "27a3821b-89fb-5bec-8ee5-2e6f4bbb3e7f"


def test_t1_what_was_heard_is_read_for_a_use_only_on_a_record_of_consent(listening: Listening) -> None:
    listening.add(ANNA, [heard(NEW_YEAR)])
    label = OWN_LISTENING.label.about(ANNA)
    consents = {(ANNA, Purpose.PERSONALISATION): ConsentRef("record", "hash")}
    assert listening.heard(decide(Purpose.PERSONALISATION, label, consents)).count() == 1
    both = consents | {(BERT, Purpose.PERSONALISATION): ConsentRef("other", "hash")}
    for decision in (
        decide(Purpose.PERSONALISATION, label),
        decide(Purpose.COMMUNITY_STATISTICS, label, consents),
        decide(Purpose.PERSONALISATION, OWN_LISTENING.label),
        decide(Purpose.PERSONALISATION, label.about(BERT), both),
    ):
        with pytest.raises(ConsentMissing):
            listening.heard(decision)
