"""Scans one after the other: what changed is read, what moved keeps its id, what is interrupted goes on."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from accord.analysis.report import Task
from accord.analysis.sandbox import SYSTEM_CALLS, protections
from accord.analysis.scan import Planned, Summary, scan_folders
from accord.analysis.supervisor import Event, Finished
from accord.domain.entities import Span
from accord.domain.errors import NotFound, StoreBusy, StoreFull
from accord.domain.settings import Settings
from accord.library.catalogue import Library, open_library
from accord.rights.registry import DEMO_LIBRARY, OWN_AUDIO
from tests.audio_files import tone, write_audio

SECONDS = 2.0
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


class Shelf:
    """A folder of music and the library that is made of it."""

    def __init__(self, folder: Path) -> None:
        self.music = folder / "music"
        self.music.mkdir()
        self.settings = Settings(home=folder / "home", workers=2, file_timeout=60)

    def song(self, name: str, hz: float, codec: str = "flac", **tags: str) -> Path:
        path = self.music / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return write_audio(path, tone(22050, SECONDS, 1, hz), 22050, codec, tags)

    def scan(self, *, retry: bool = False, watch: Callable[[Planned | Event], None] = lambda _: None) -> Summary:
        with self.library() as library:
            return scan_folders(library, self.settings, [self.music], retry=retry, watch=watch)

    @contextlib.contextmanager
    def library(self) -> Iterator[Library]:
        with open_library(self.settings) as library:
            yield library

    def ids(self) -> dict[str, str]:
        with self.library() as library:
            known = library.known_files(self.music)
        return {str(path.relative_to(self.music)): file.track_id for (path, _), file in known.items()}

    def check(self) -> None:
        """Demand that the store is whole, and every file in it analysed."""
        with sqlite3.connect(self.settings.database) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        ids = list(self.ids().values())
        with self.library() as library:
            assert all(library.features_documents(ids))
            assert all(library.analysis_document(track_id) for track_id in ids)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path.resolve())


def test_only_what_changed_is_read_and_what_moved_keeps_its_id(shelf: Shelf) -> None:
    for number, name in enumerate(("keep", "move", "retag", "copy", "remove")):
        shelf.song(f"{name}.flac", 200 + 40 * number, title=name)
    vanishing = shelf.song("vanish.flac", 600)
    broken = shelf.music / "mend.flac"
    broken.write_bytes(b"no music")

    def remove(event: Planned | Event) -> None:
        if isinstance(event, Planned):
            vanishing.unlink()

    first = shelf.scan(watch=remove)
    assert (first.examined, first.analysed) == (5, 5)
    problems = {problem.path: problem for problem in first.problems}
    assert problems[broken].code == "NotAudio"
    assert problems[vanishing].code == "FileVanished"
    before = shelf.ids()
    assert len(set(before.values())) == 5

    second = shelf.scan()
    assert (second.examined, second.unchanged, second.given_up, second.problems) == (0, 5, 1, [])

    (shelf.music / "else").mkdir()
    (shelf.music / "move.flac").rename(shelf.music / "else" / "moved.flac")
    shelf.song("retag.flac", 280, title="another title")
    shutil.copy(shelf.music / "copy.flac", shelf.music / "copied.flac")
    (shelf.music / "remove.flac").unlink()
    shelf.song("mend.flac", 500)
    shelf.song("vanish.flac", 600)
    third = shelf.scan()
    after = shelf.ids()
    assert (third.examined, third.analysed, third.unchanged, third.forgotten) == (5, 2, 2, 2)
    assert after["keep.flac"] == before["keep.flac"]
    assert after["else/moved.flac"] == before["move.flac"]
    assert after["retag.flac"] == before["retag.flac"]
    assert after["copied.flac"] == after["copy.flac"] == before["copy.flac"]
    added = {"else/moved.flac", "copied.flac", "mend.flac", "vanish.flac"}
    assert set(after) == added | (set(before) - {"move.flac", "remove.flac"})
    with shelf.library() as library:
        (track,) = library.tracks([after["retag.flac"]])
        assert track is not None
        assert track.title == "another title"
        assert library.problems() == []
    shelf.check()

    shelf.music.rename(shelf.music.with_name("elsewhere"))
    with pytest.raises(NotFound, match="There is no folder"):
        shelf.scan()
    assert shelf.ids() == after


def test_a_cue_sheet_splits_its_file_and_the_demo_is_labelled_as_such(shelf: Shelf) -> None:
    shelf.settings = Settings(home=shelf.settings.home, workers=1, file_timeout=60)
    demo = shelf.settings.home / "demo"
    demo.mkdir(parents=True)
    write_audio(demo / "piece.flac", tone(22050, SECONDS, 1, 300), 22050, "flac")
    write_audio(shelf.music / "album.flac", tone(22050, 6.0, 1), 22050, "flac")
    sheet = shelf.music / "album.cue"
    tracks = ['FILE "album.flac" WAVE']
    for number, title in enumerate(("First", "Second"), start=1):
        tracks += [f"  TRACK 0{number} AUDIO", f'    TITLE "{title}"', f"    INDEX 01 00:0{3 * number - 3}:00"]
    sheet.write_text("\n".join(tracks))
    (shelf.music / "lost.cue").write_text('FILE "nowhere.flac" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n')
    with shelf.library() as library:
        summary = scan_folders(library, shelf.settings, [shelf.music, demo])
        assert [problem.code for problem in summary.problems] == ["CueError"]
        known = library.known_files(shelf.music)
        titles = [track.title for track in library.tracks([file.track_id for file in known.values()]) if track]
        assert [span for _, span in known] == [Span(0.0, 3.0), Span(3.0, None)]
        assert titles == ["First", "Second"]
    with sqlite3.connect(shelf.settings.database) as db:
        rows = db.execute("SELECT path, source_id FROM files").fetchall()
    sources = {Path(os.fsdecode(path)).name: source for path, source in rows}
    assert sources == {"album.flac": OWN_AUDIO.id, "piece.flac": DEMO_LIBRARY.id}

    sheet.unlink()
    (shelf.music / "lost.cue").unlink()
    assert shelf.scan().examined == 1
    with shelf.library() as library:
        assert [span for _, span in library.known_files(shelf.music)] == [None]
        assert library.problems() == []
    shelf.check()


def test_only_one_scan_at_a_time(shelf: Shelf) -> None:
    shelf.scan()
    with (shelf.settings.home / "scan.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreBusy, match="Another scan"):
            shelf.scan()
    shelf.scan()


def filters(pid: int) -> int:
    """Return how many system-call filters a process is under."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("Seccomp_filters:")[2].split()[0])


def workers_of(pid: int) -> list[int]:
    """Return the children of a process."""
    children = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError):
            children += [int(child) for child in (task / "children").read_text().split()]
    return children


@pytest.mark.skipif(SYSTEM_CALLS not in protections(), reason="a ready worker is told by its filter")
def test_workers_hit_mid_scan_cost_one_file_each_at_most(shelf: Shelf) -> None:
    for number in range(16):
        shelf.song(f"{number}.flac", 200 + 30 * number)
    shelf.settings = Settings(home=shelf.settings.home, workers=1, file_timeout=4)
    blows = [signal.SIGSTOP, signal.SIGSEGV]
    struck: set[int] = set()
    finished: list[Task] = []

    def strike(event: Planned | Event) -> None:
        if isinstance(event, Finished):
            finished.append(event.task)
            ready = [
                pid for pid in workers_of(os.getpid()) if pid not in struck and filters(pid) > filters(os.getpid())
            ]
            if blows and ready:
                struck.add(ready[0])
                os.kill(ready[0], blows.pop())

    codes = [problem.code for problem in shelf.scan(watch=strike).problems]
    assert blows == []
    assert codes.count("DecoderHung") == 1
    assert codes.count("DecoderCrashed") == len(codes) - 1 <= 1
    assert len(finished) == 16
    assert shelf.scan(retry=True).problems == []
    assert len(shelf.ids()) == 16
    shelf.check()


def accord_scan(shelf: Shelf) -> subprocess.Popen[str]:
    """Start ``accord scan`` as a process of its own."""
    environment = os.environ | {"ACCORD_HOME": str(shelf.settings.home), "ACCORD_WORKERS": "1"}
    command = [sys.executable, "-m", "accord", "scan", str(shelf.music)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def wait_for_files(shelf: Shelf, count: int, process: subprocess.Popen[str]) -> None:
    while process.poll() is None:
        if shelf.settings.database.exists():
            with contextlib.suppress(sqlite3.OperationalError), sqlite3.connect(shelf.settings.database) as db:
                if db.execute("SELECT count(*) FROM files").fetchone()[0] >= count:
                    return
        time.sleep(0.02)
    raise AssertionError(process.communicate()[0])


@linux_only
def test_a_scan_ended_at_any_moment_leaves_no_process_and_goes_on(shelf: Shelf) -> None:
    many = 120  # more than are scanned before the signal comes, however late this process gets its turn
    for number in range(many):
        shelf.song(f"{number}.flac", 200 + 10 * number)
    done = 0
    for sign in (signal.SIGINT, signal.SIGKILL):
        process = accord_scan(shelf)
        wait_for_files(shelf, done + 2, process)
        workers = workers_of(process.pid)
        process.send_signal(sign)
        output, _ = process.communicate(timeout=60)
        assert workers
        wait_for_death(workers)
        if sign is signal.SIGINT:
            assert process.returncode == 130
            assert "scan again to go on" in output
            assert "Traceback" not in output
        assert done + 2 <= len(shelf.ids()) < many
        done = len(shelf.ids())
        shelf.check()
    known = shelf.ids()
    unread = [path for path in shelf.music.iterdir() if path.name not in known]
    for path in unread[3:]:  # to go on is seen in a few as well
        path.unlink()
    summary = shelf.scan()
    assert (summary.unchanged, summary.examined) == (done, len(unread[:3]))
    shelf.check()


def wait_for_death(pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(FileNotFoundError):
            while " Z " not in Path(f"/proc/{pid}/stat").read_text():
                time.sleep(0.02)


def test_a_full_disk_ends_the_scan_and_harms_nothing(shelf: Shelf) -> None:
    for number in range(12):
        shelf.song(f"{number}.flac", 300 + 30 * number)
    with shelf.library() as library:
        with library.store.writing() as db:
            pages = db.exec_driver_sql("PRAGMA page_count").scalar_one()
            db.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")
        with pytest.raises(StoreFull, match="full"):
            scan_folders(library, shelf.settings, [shelf.music])
    assert len(shelf.ids()) < 12
    shelf.check()
    assert shelf.scan().problems == []
    assert len(shelf.ids()) == 12
    shelf.check()
