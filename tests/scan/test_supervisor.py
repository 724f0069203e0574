"""Real worker processes that crash, hang, lie and try what they may not: each costs one file, and says which."""

from __future__ import annotations

import os
import platform
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from accord.analysis.report import Report, Task
from accord.analysis.sandbox import PROTECTIONS, protections
from accord.analysis.supervisor import Event, Finished, Heard, Prepared, supervise
from accord.domain.errors import (
    AnalysisFailed,
    AudioError,
    DecoderCrashed,
    DecoderHung,
    FileDenied,
    FileVanished,
    NotAudio,
    WorkerBroken,
)

ODD_WORKER = (sys.executable, "-P", str(Path(__file__).with_name("odd_worker.py")))
Outcomes = dict[str, Report | AudioError]


class Bench:
    """A folder of text files that tell the odd worker what to do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events: list[Event] = []

    def task(self, text: str, name: str | None = None) -> Task:
        path = self.folder / (name or text.replace(" ", "-"))
        path.write_text(text)
        return Task(path, len(text), 0)

    def run(
        self, *tasks: Task, known: Callable[[str], bool] = lambda _: False, workers: int = 1, timeout: float = 30.0
    ) -> Outcomes:
        self.events = list(supervise(tasks, known, command=ODD_WORKER, workers=workers, timeout=timeout))
        finished = [event for event in self.events if isinstance(event, Finished)]
        assert len(finished) == len(tasks)
        return {event.task.path.name: event.outcome for event in finished}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def pid(outcome: Report | AudioError) -> int:
    assert isinstance(outcome, Report)
    return int(outcome.problems[0].split()[1])


def test_a_crash_costs_one_file_and_names_the_signal(bench: Bench) -> None:
    outcomes = bench.run(
        bench.task("sing"), bench.task("crash SIGSEGV"), bench.task("crash SIGABRT"), bench.task("hum")
    )
    segv, abrt = outcomes["crash-SIGSEGV"], outcomes["crash-SIGABRT"]
    assert isinstance(segv, DecoderCrashed)
    assert str(segv) == "The decoder crashed (SIGSEGV)."
    assert str(abrt) == "The decoder crashed (SIGABRT)."
    assert pid(outcomes["sing"]) != pid(outcomes["hum"])


def test_a_worker_killed_from_outside_says_so(bench: Bench) -> None:
    outcome = bench.run(bench.task("crash SIGKILL"))["crash-SIGKILL"]
    assert str(outcome) == "The decoder was killed from outside (SIGKILL), as happens when memory runs out."


def test_a_worker_that_leaves_is_replaced(bench: Bench) -> None:
    outcomes = bench.run(bench.task("quit 3"), bench.task("sing"))
    assert str(outcomes["quit-3"]) == "The decoder ended of its own accord (exit status 3)."
    assert isinstance(outcomes["sing"], Report)


def test_a_worker_retires_after_some_files(bench: Bench) -> None:
    outcomes = bench.run(*(bench.task("sing", f"song {number}") for number in range(7)))
    pids = [pid(outcome) for outcome in outcomes.values()]
    assert [pids.count(one) for one in dict.fromkeys(pids)] == [3, 3, 1]


def test_silence_is_a_hang_and_slowness_is_none(bench: Bench) -> None:
    outcomes = bench.run(bench.task("hang"), bench.task("slow"), timeout=1.5)
    assert isinstance(outcomes["hang"], DecoderHung)
    assert str(outcomes["hang"]) == "The decoder made no progress for 1.5 seconds."
    assert isinstance(outcomes["slow"], Report)
    assert [event.seconds for event in bench.events if isinstance(event, Heard)] == [float(n) for n in range(8)]


def test_signs_of_life_without_progress_are_not_believed(bench: Bench) -> None:
    outcome = bench.run(bench.task("stuck"), timeout=5.0)["stuck"]
    assert str(outcome) == "The decoder broke off in the middle of a sentence."


def test_what_accord_fails_on_is_listed_with_the_place(bench: Bench) -> None:
    outcomes = bench.run(bench.task("fail"), bench.task("exhaust"), bench.task("sing"))
    assert isinstance(outcomes["fail"], AnalysisFailed)
    assert "ZeroDivisionError at odd_worker.py:" in str(outcomes["fail"])
    assert str(outcomes["exhaust"]) == "The file needs more memory than a worker may have."
    assert isinstance(outcomes["sing"], Report)


def test_a_worker_that_lies_is_not_believed(bench: Bench) -> None:
    outcomes = bench.run(*(bench.task(text) for text in ("lie", "swap", "mumble", "repeat", "babble", "sing")))
    assert str(outcomes["lie"]).startswith("What the worker reported makes no sense")
    assert str(outcomes["swap"]).endswith("It is of another sound, or lacks the analysis.")
    assert str(outcomes["mumble"]).startswith("The report cannot be sent: ")
    assert str(outcomes["repeat"]) == str(outcomes["babble"]) == "The decoder broke off in the middle of a sentence."
    assert isinstance(outcomes["sing"], Report)


def test_files_that_cannot_be_opened(bench: Bench) -> None:
    os.mkfifo(bench.folder / "pipe")
    gone, folder = Task(bench.folder / "gone", 1, 0), Task(bench.folder, 1, 0)
    outcomes = bench.run(gone, folder, Task(bench.folder / "pipe", 1, 0))
    assert isinstance(outcomes["gone"], FileVanished)
    assert isinstance(outcomes[bench.folder.name], NotAudio)
    assert isinstance(outcomes["pipe"], NotAudio)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(bench: Bench) -> None:
    task = bench.task("sing")
    task.path.chmod(0)
    assert isinstance(bench.run(task)["sing"], FileDenied)


def test_two_copies_of_a_sound_are_analysed_once(bench: Bench) -> None:
    tasks = [bench.task("sing", f"copy {number}") for number in range(6)]
    outcomes = bench.run(*tasks, workers=3)
    asked = [outcome.problems[1] for outcome in outcomes.values() if isinstance(outcome, Report)]
    assert sorted(asked) == ["wanted False"] * 5 + ["wanted True"]


def test_what_is_known_is_not_analysed(bench: Bench) -> None:
    outcome = bench.run(bench.task("sing"), known=lambda _: True)["sing"]
    assert isinstance(outcome, Report)
    assert outcome.problems[1] == "wanted False"


def test_an_error_of_the_store_ends_the_scan(bench: Bench) -> None:
    def known(digest: str) -> bool:
        raise OSError("no store")

    with pytest.raises(OSError, match="no store"):
        bench.run(bench.task("sing"), bench.task("hum"), known=known, workers=2)


def test_workers_that_do_not_start_end_the_scan_with_their_last_words(bench: Bench) -> None:
    command = (sys.executable, "-c", "raise ImportError('no numba here')")
    with pytest.raises(WorkerBroken, match="no numba here"):
        list(supervise([bench.task("sing")], lambda _: False, command=command, workers=1, timeout=30))


def test_stopping_leaves_no_process_and_no_thread(bench: Bench) -> None:
    tasks = [bench.task("sing", "first"), *(bench.task("hang", f"h{n}") for n in range(4))]
    before = set(threading.enumerate())
    events = supervise(tasks, lambda _: False, command=ODD_WORKER, workers=2, timeout=60)
    first = next(event for event in events if isinstance(event, Finished))
    events.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid(first.outcome), 0)
    assert set(threading.enumerate()) == before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a system-call filter")
def test_what_a_worker_may_not_do(bench: Bench) -> None:
    outcomes = bench.run(*(bench.task(attempt) for attempt in ("open", "write", "connect", "fork", "run", "kill")))
    for outcome in outcomes.values():
        assert isinstance(outcome, AnalysisFailed)
        assert "PermissionError" in str(outcome)


def test_the_protections_are_reported(bench: Bench) -> None:
    bench.run(bench.task("sing"))
    (prepared,) = (event for event in bench.events if isinstance(event, Prepared))
    assert prepared.protections == protections()
    assert set(prepared.protections) <= set(PROTECTIONS)
    if platform.system() != "Linux":
        assert len(prepared.protections) == 1
