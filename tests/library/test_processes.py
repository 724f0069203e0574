"""Several processes, killed processes, full disks: what is stored stays whole, and readers go on reading."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import accord
from accord.domain.errors import NotFound, StoreBusy, StoreError, StoreFull
from accord.domain.settings import Settings
from accord.library.catalogue import open_library
from accord.rights.registry import OWN_AUDIO, sources
from tests.library.shelf import Shelf, analysis_of, scanned, sound

REPOSITORY = Path(__file__).parents[2]

WRITER = """
import itertools, sys
from pathlib import Path
from accord.domain.settings import Settings
from accord.library.catalogue import open_library
from tests.library.shelf import Shelf

with open_library(Settings(home=Path(sys.argv[1]))) as library:
    for number in itertools.count() if sys.argv[2] == "forever" else range(int(sys.argv[2])):
        Shelf(library).add(f"/m/{number}.ogg", str(number), title=f"T{number}", artists=("A",), album="Z")
        print(number, flush=True)
"""


def _writing_process(home: Path, count: str) -> subprocess.Popen[str]:
    path = os.pathsep.join([str(REPOSITORY), str(Path(accord.__file__).parents[1])])
    environment = os.environ | {"PYTHONPATH": path}
    command = [sys.executable, "-c", WRITER, str(home), count]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def test_one_process_reads_while_another_writes(settings: Settings) -> None:
    with open_library(settings) as library, _writing_process(settings.home, "15") as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            track = Shelf(library).track(line.strip())
            assert track.title == f"T{line.strip()}", "what the writer has committed is there"
            assert track.release.total_tracks > int(line)
            assert library.features_documents([track.id]) != [None]
        assert writer.wait() == 0
        assert library.counts().tracks == 15


def test_two_processes_write_by_turns(settings: Settings) -> None:
    with _writing_process(settings.home, "12") as other, open_library(settings) as library:
        for number in range(12):
            Shelf(library).add(f"/n/{number}.ogg", f"mine {number}", artists=("A",), album="Z")
        other.communicate()
        assert other.returncode == 0
        assert library.counts().tracks == 24
        assert Shelf(library).track("0").artists == Shelf(library).track("mine 0").artists


def test_a_killed_writer_leaves_whole_files(settings: Settings) -> None:
    for _ in range(2):
        with _writing_process(settings.home, "forever") as writer:
            assert writer.stdout is not None
            written = [int(writer.stdout.readline()) for _ in range(4)]
            writer.send_signal(signal.SIGKILL)
        with open_library(settings) as library:
            database = sqlite3.connect(settings.database)
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []
            database.close()
            with library.store.writing() as db:
                db.exec_driver_sql("INSERT INTO search(search, rank) VALUES ('integrity-check', 1)")
            files = library.known_files(Path("/m"))
            assert len(files) >= len(written)
            for known in files.values():
                track = library.tracks([known.track_id])[0]
                assert track is not None
                assert track.release.total_tracks == len(files)
                assert library.analysis_document(track.id) is not None


def test_processes_that_open_a_new_library_at_once_all_succeed(settings: Settings) -> None:
    writers = [_writing_process(settings.home, "2") for _ in range(3)]
    assert [writer.communicate()[0].split() for writer in writers] == [["0", "1"]] * 3
    with open_library(settings, create=False) as library:
        assert library.counts().files == 2


def test_threads_read_while_one_writes(shelf: Shelf) -> None:
    track = shelf.add("/m/0.ogg", "0", title="T", artists=("A",), album="Z")
    done = threading.Event()

    def read() -> int:
        rounds = 0
        while not done.is_set() or rounds == 0:
            assert shelf.library.features_documents([track.id]) == [b"features 0 1"]
            assert shelf.track("0").title == "T"
            assert shelf.library.search("t", "track", 1, 0).total == 1
            rounds += 1
        return rounds

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        try:
            for number in range(1, 10):
                shelf.add(f"/m/{number}.ogg", str(number), title="other", artists=("B",), album="Y")
        finally:
            done.set()
        assert all(reader.result() > 0 for reader in readers)


def test_a_full_disk_is_said_and_leaves_all_as_it_was(shelf: Shelf) -> None:
    library = shelf.library
    before = shelf.add("/m/1.ogg", "x", title="T", artists=("A",), album="Z")
    with library.store.writing() as db:
        pages = db.exec_driver_sql("PRAGMA page_count").scalar_one()
        db.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    large = analysis_of("x" * 1_000_000)
    with pytest.raises(StoreFull):
        library.record_file(scanned("/m/1.ogg", "y", title="Other", artists=("B",)), large, OWN_AUDIO.id)
    assert shelf.track("x") == before
    assert library.tracks([sound("y")]) == [None]
    assert (library.counts().files, library.counts().artists) == (1, 1)
    with library.store.writing() as db:
        db.exec_driver_sql("PRAGMA max_page_count = 1000000")
    library.record_file(scanned("/m/2.ogg", "y", title="Other"), large, OWN_AUDIO.id)
    assert shelf.track("y").title == "Other"


def test_a_library_is_made_only_when_it_may_be(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "a" / "b")
    with pytest.raises(NotFound, match="no library"):
        open_library(settings, create=False)
    assert not settings.home.exists()
    open_library(settings).close()
    open_library(settings, create=False).close()


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be made"):
        open_library(Settings(home=tmp_path / "file" / "home"))


def test_the_sources_are_those_of_the_code_after_every_opening(settings: Settings) -> None:
    open_library(settings).close()
    database = sqlite3.connect(settings.database)
    database.execute("UPDATE sources SET purposes = '[\"dpv:CommercialPurpose\"]' WHERE id = 'own-audio'")
    database.commit()
    open_library(settings).close()
    query = "SELECT sources.id, name, value FROM sources, json_each(purposes)"
    kept = [source for source in sources().values() if source.stored]
    expected = {(source.id, source.name, purpose) for source in kept for purpose in source.label.purposes}
    assert set(database.execute(query)) == expected
    database.close()


def test_a_library_that_another_process_holds_opens_for_reading(shelf: Shelf, settings: Settings) -> None:
    shelf.add("/m/1.ogg", "x")
    other = sqlite3.connect(settings.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with open_library(settings) as library:
        assert library.counts().tracks == 1
    other.execute("ROLLBACK")
    other.close()


def test_busy_is_an_error_that_says_so(shelf: Shelf, settings: Settings) -> None:
    with shelf.library.store.writing() as db:
        db.exec_driver_sql("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(settings.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="Another process"):
        shelf.add("/m/1.ogg", "x")
    other.execute("ROLLBACK")
    other.close()
    shelf.add("/m/1.ogg", "x")
