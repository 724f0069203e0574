"""A backup holds what is needed and no key; it comes back whole, without what was erased since, or not at all."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from accord.domain.errors import BackupError, KeyLost, LogTruncated, StoreBusy
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.backup import back_up
from accord.library.backup_archive import unpack
from accord.library.erasure import erase
from accord.library.listening import listen_id
from accord.library.people import open_people
from accord.library.preview_files import PreviewFiles
from accord.library.restore import restore
from accord.library.tombstones import Replayed
from accord.rights.log_entry import LogKind
from tests.library import bytescan
from tests.library.household import CANARY, Pair, moved_in, opened


@pytest.fixture
def pair(settings: Settings, empty: Path) -> Iterator[Pair]:
    settings.home.mkdir()
    shutil.copy(empty, settings.home)
    with opened(settings) as people:
        yield moved_in(people)


@pytest.fixture
def archive(pair: Pair, tmp_path: Path) -> Path:
    back_up(pair.people, tmp_path / "backup.tar.gz")
    return tmp_path / "backup.tar.gz"


def _close(pair: Pair) -> None:
    pair.people.library.close()


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_backup_comes_back_equal(pair: Pair, archive: Path, settings: Settings) -> None:
    other, size = pair.of_the_other(), pair.people.log.size
    first = list(pair.people.listening.own(pair.canary).every())
    _close(pair)
    shutil.rmtree(settings.home)
    restored = restore(settings, archive, accept_loss=True)
    assert restored.replayed == Replayed(0, 0, 0)
    assert restored.entries_lost == 2  # that the backup was made and what went into it
    with open_people(settings) as people:
        back = Pair(people, pair.canary, pair.other)
        assert back.of_the_other() == other
        assert list(people.listening.own(pair.canary).every()) == first
        assert LogKind.RESTORE in {entry.kind for entry in people.log.entries(size - 2, people.log.size)}
        people.log.verify()


def test_previews_are_left_out(pair: Pair, settings: Settings, tmp_path: Path) -> None:
    PreviewFiles(settings.home / "previews").keep("track.mp3", b"audio")
    back_up(pair.people, tmp_path / "other.tar.gz")
    with tarfile.open(tmp_path / "other.tar.gz") as tar:
        assert not [name for name in tar.getnames() if "preview" in name or name.endswith(".mp3")]


def test_a_backup_has_no_key_and_nothing_temporary(pair: Pair, archive: Path, settings: Settings) -> None:
    with tarfile.open(archive) as tar:
        names = tar.getnames()
    assert names[0] == "library.db"
    assert names[-1] == "manifest.json"
    assert all(name.split("/")[0] in ("library.db", "listening", "log", "manifest.json") for name in names)
    unpacked = gzip.decompress(archive.read_bytes())
    for path in (settings.key_folder / "listeners").iterdir():
        assert path.read_bytes() not in unpacked
    assert (settings.key_folder / "log.key").read_bytes() not in unpacked
    assert not list(settings.home.glob("*.new"))


def test_t9_who_was_erased_after_the_backup_does_not_come_back(pair: Pair, archive: Path, settings: Settings) -> None:
    traces, other = pair.traces(), pair.of_the_other()
    assert {CANARY, pair.canary} <= bytescan.found([archive.parent], traces).keys()
    erase(pair.people, pair.canary, "subject")
    _close(pair)
    restored = restore(settings, archive, replace=True)
    assert restored.replayed.listeners == 1
    assert bytescan.found(pair.places(), traces) == {}
    with open_people(settings) as people:
        assert [listener.name for listener in people.listeners.every()] == ["Berta"]
        assert Pair(people, pair.canary, pair.other).of_the_other() == other
        with pytest.raises(KeyLost):
            people.vault.listener_key(pair.canary)
        kinds = [entry.kind for entry in people.log.entries(0, people.log.size)]
        assert kinds.count(LogKind.ERASURE) == 2
        assert kinds.count(LogKind.RESTORE) == 1


def test_t9_what_was_withdrawn_or_deleted_after_the_backup_stays_so(
    pair: Pair, archive: Path, settings: Settings
) -> None:
    people, id_ = pair.people, pair.other
    gone = next(people.listening.own(id_).every())
    people.consents.withdraw(id_, Purpose.PERSONALISATION)
    people.listening.delete(id_, gone.listened_at, listen_id(gone))
    _close(pair)
    restored = restore(settings, archive, replace=True)
    assert (restored.replayed.consents, restored.replayed.listens) == (1, 1)
    with open_people(settings) as people:
        assert people.consents.valid(Purpose.PERSONALISATION, [id_]) == {}
        assert people.consents.valid(Purpose.PERSONALISATION, [pair.canary])
        assert gone not in list(people.listening.own(id_).every())


def test_without_the_keys_nothing_can_be_read_and_that_is_said(
    pair: Pair, archive: Path, settings: Settings, tmp_path: Path
) -> None:
    _close(pair)
    elsewhere = Settings(home=tmp_path / "elsewhere")
    restored = restore(elsewhere, archive)
    assert sorted(restored.unreadable) == ["Berta", CANARY]
    assert restored.log_aside
    with open_people(elsewhere) as people, pytest.raises(KeyLost):
        people.listening.own(pair.other).count()


def test_a_folder_in_use_or_not_empty_is_left_alone(pair: Pair, archive: Path, settings: Settings) -> None:
    with pytest.raises(BackupError, match="not empty"):
        restore(settings, archive)
    with pytest.raises(StoreBusy, match="open"):
        restore(settings, archive, replace=True)
    assert pair.of_the_other()


def test_entries_of_the_log_that_nobody_has_are_named(pair: Pair, archive: Path, settings: Settings) -> None:
    for _ in range(3):
        pair.people.log.append(LogKind.USE, {"what": "anything"})
    _close(pair)
    shutil.rmtree(settings.home)
    settings.home.mkdir()
    (settings.home / "settings.toml").write_text("")
    with pytest.raises(LogTruncated, match="accept-loss"):
        restore(settings, archive)
    assert _files(settings.home) == {"settings.toml": b""}
    assert restore(settings, archive, accept_loss=True).entries_lost >= 3
    with open_people(settings) as people:
        people.log.verify()


def test_a_backup_is_never_written_over_or_into_the_data_folder(pair: Pair, archive: Path, settings: Settings) -> None:
    with pytest.raises(BackupError, match="exists"):
        back_up(pair.people, archive)
    for folder in (settings.home, settings.key_folder):
        with pytest.raises(BackupError, match="would lie in"):
            back_up(pair.people, folder / "b.tar.gz")
    with pytest.raises(BackupError, match="no folder"):
        back_up(pair.people, archive.parent / "nowhere" / "b.tar.gz")


def _rewritten(archive: Path, change: Callable[[tarfile.TarInfo, bytes], tuple[tarfile.TarInfo, bytes] | None]) -> None:
    with tarfile.open(archive) as tar:
        members = [(header, tar.extractfile(header).read()) for header in tar]  # type: ignore[union-attr]
    with tarfile.open(archive, "w:gz") as tar:
        for header, data in members:
            if (changed := change(header, data)) is not None:
                changed[0].size = len(changed[1])
                tar.addfile(changed[0], io.BytesIO(changed[1]))


def _edited(**fields: object) -> Callable[[Path], None]:
    def change(header: tarfile.TarInfo, data: bytes) -> tuple[tarfile.TarInfo, bytes]:
        return header, json.dumps(json.loads(data) | fields).encode() if header.name == "manifest.json" else data

    return lambda archive: _rewritten(archive, change)


def _renamed(name: str, kind: bytes = tarfile.REGTYPE) -> Callable[[Path], None]:
    def change(header: tarfile.TarInfo, data: bytes) -> tuple[tarfile.TarInfo, bytes]:
        if header.name.startswith("log/"):
            header.name, header.type, header.linkname = name, kind, "/etc/passwd"
        return header, data

    return lambda archive: _rewritten(archive, change)


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut short": (lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]), "cut short"),
    "one byte changed": (
        lambda path: path.write_bytes(
            path.read_bytes()[: path.stat().st_size // 2]
            + bytes([path.read_bytes()[path.stat().st_size // 2] ^ 1])
            + path.read_bytes()[path.stat().st_size // 2 + 1 :]
        ),
        "damaged|unpacked|holds|no backup",
    ),
    "a member edited": (
        lambda path: _rewritten(path, lambda header, data: (header, data + b"x" if "log/" in header.name else data)),
        "manifest lists",
    ),
    "a member dropped": (
        lambda path: _rewritten(path, lambda header, data: None if header.name == "log/hashes" else (header, data)),
        "missing from what its manifest lists",
    ),
    "no manifest": (
        lambda path: _rewritten(path, lambda header, data: None if "manifest" in header.name else (header, data)),
        "no manifest",
    ),
    "upwards": (_renamed("log/../../evil"), "which no backup"),
    "absolute": (_renamed("/tmp/evil"), "which no backup"),
    "a link": (_renamed("log/hashes", tarfile.SYMTYPE), "which no backup"),
    "newer format": (_edited(version=2), "version 2"),
    "newer schema": (_edited(schema="9999"), "newer Accord"),
    "another program's": (_edited(format="tar"), "no backup of Accord"),
    "manifest without a field": (_edited(counts_=1), "not whole"),
    "not an archive": (lambda path: path.write_bytes(b"hello"), "unpacked|damaged"),
    "empty": (lambda path: path.write_bytes(b""), "cut short"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_backup_that_is_not_whole_changes_nothing(pair: Pair, archive: Path, settings: Settings, damage: str) -> None:
    _close(pair)
    before = _files(settings.home)
    harm, sentence = DAMAGE[damage]
    harm(archive)
    with pytest.raises(BackupError, match=sentence):
        restore(settings, archive, replace=True)
    after = _files(settings.home)
    assert after.keys() <= before.keys() | {"library.db-wal", "library.db-shm"}
    assert {name: data for name, data in after.items() if "library.db" not in name} == {
        name: data for name, data in before.items() if "library.db" not in name
    }
    with open_people(settings) as people:
        assert Pair(people, pair.canary, pair.other).of_the_other()


def test_a_backup_made_while_the_library_is_written_to_is_consistent(pair: Pair, tmp_path: Path) -> None:
    with pair.people.library.store.writing() as db:
        db.exec_driver_sql("DELETE FROM listener_tokens")
        back_up_while_writing = tmp_path / "while.tar.gz"
        pair.people.library.store.copy(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes().startswith(b"SQLite format 3")
    back_up(pair.people, back_up_while_writing)
    (tmp_path / "unpacked").mkdir()
    assert unpack(back_up_while_writing, tmp_path / "unpacked").counts["listeners"] == 2
