"""Keep worker processes at work, and lose no more than one file to any of them.

One thread per worker opens files, hands them over and waits; a worker that dies or falls silent costs the file it had
in hand and is replaced. Results come out as one stream of events, so that one thread can write them.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass

from accord.analysis.claims import Claims
from accord.analysis.process import Broken, Hung, Worker, failure, open_task
from accord.analysis.report import Malformed, Report, Task, unpack
from accord.analysis.wire import Frame
from accord.domain.errors import AnalysisFailed, AudioError, DecoderCrashed, DecoderHung


@dataclass(frozen=True, slots=True)
class Prepared:
    """The first worker is ready."""

    protections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """A worker has come this far, in seconds of audio, through a file that it is analysing."""

    task: Task
    seconds: float


@dataclass(frozen=True, slots=True)
class Finished:
    """A file is done, one way or the other."""

    task: Task
    outcome: Report | AudioError


Event = Prepared | Heard | Finished


def supervise(
    tasks: Iterable[Task],
    known: Callable[[str], bool],
    *,
    command: Sequence[str],
    workers: int,
    timeout: float,
) -> Generator[Event, None, None]:
    """Have every task done by worker processes.

    Parameters
    ----------
    tasks : iterable of Task
        Given out in order.
    known : callable
        Says of a digest (SHA-256 of the packets, hexadecimal) whether its analysis is there already; called from
        several threads.
    command : sequence of str
        How a worker is started; the number of its socket's file descriptor is added to it.
    workers : int
        Processes at a time; no more are started than there are tasks.
    timeout : float
        Seconds of silence after which a worker is stopped.

    Yields
    ------
    Event
        Exactly one ``Finished`` for each task. Closing the generator stops all workers at once.

    Raises
    ------
    WorkerBroken
        If workers do not start.
    """
    crew = _Crew(deque(tasks), Claims(known), tuple(command), timeout)
    try:
        yield from crew.work(workers)
    finally:
        crew.stop()


class _Crew:
    """The threads, their workers and what they share."""

    def __init__(self, tasks: deque[Task], claims: Claims, command: tuple[str, ...], timeout: float) -> None:
        self.tasks = tasks
        self.claims = claims
        self.command = command
        self.timeout = timeout
        self.events: queue.Queue[Event | BaseException | None] = queue.Queue(maxsize=64)
        self.threads: list[threading.Thread] = []
        self.processes: set[Worker] = set()
        self.stopping = threading.Event()
        self.first = threading.Lock()
        self.prepared = False

    def work(self, workers: int) -> Generator[Event, None, None]:
        for _ in range(min(workers, len(self.tasks))):
            self.threads.append(threading.Thread(target=self._attend, daemon=True))
        for thread in self.threads:
            thread.start()
        at_work = len(self.threads)
        while at_work:
            event = self.events.get()
            if event is None:
                at_work -= 1
            elif isinstance(event, BaseException):
                raise event
            else:
                yield event

    def stop(self) -> None:
        """Kill the workers and wait until their threads have noticed."""
        self.stopping.set()
        while any(thread.is_alive() for thread in self.threads):
            for worker in tuple(self.processes):
                worker.kill()
            with contextlib.suppress(queue.Empty):
                self.events.get(timeout=0.05)

    def _attend(self) -> None:
        worker: Worker | None = None
        try:
            while not self.stopping.is_set():
                try:
                    task = self.tasks.popleft()
                except IndexError:
                    break
                worker = self._do(task, worker)
        except BaseException as error:  # noqa: BLE001 - it is raised again in the thread that reads the events
            self.events.put(error)
        finally:
            if worker is not None:
                self._dismiss(worker)
            self.events.put(None)

    def _do(self, task: Task, worker: Worker | None) -> Worker | None:
        """Have one task done; return the worker for the next, or nothing where it must be a new one."""
        asked: dict[str, bool] = {}

        def wanted(digest: str) -> bool:
            asked[digest] = self.claims.take(digest)
            return asked[digest]

        outcome: Report | AudioError | None = None
        retired = True
        try:
            with open_task(task) as fd:
                if worker is not None and not worker.alive:  # it died between two files: neither is to blame
                    self._dismiss(worker)
                    worker = None
                worker = worker or self._recruit()
                frame = worker.examine(task, fd, wanted, lambda seconds: self.events.put(Heard(task, seconds)))
            outcome = _outcome(frame, asked)
            retired = bool(frame.header.get("retire"))
        except AudioError as error:
            outcome, retired = error, False
        except Hung:
            outcome = DecoderHung(f"The decoder made no progress for {self.timeout:g} seconds.")
        except Broken as error:
            outcome = DecoderCrashed(f"The decoder {error}.")
        except Malformed as error:
            outcome = AnalysisFailed(f"What the worker reported makes no sense: {error}")
        finally:
            # First the event, then the claim: what others find done has been handed on for writing.
            if outcome is not None and not self.stopping.is_set():
                self.events.put(Finished(task, outcome))
            for digest in (digest for digest, claimed in asked.items() if claimed):
                self.claims.settle(digest, done=isinstance(outcome, Report))
        if retired and worker is not None:
            self._dismiss(worker)
            return None
        return worker

    def _recruit(self) -> Worker:
        """Start a worker. On a new machine each compiles for itself, side by side: no slower than one before all."""
        worker = self._start()
        with self.first:
            if not self.prepared:
                self.prepared = True
                self.events.put(Prepared(worker.protections))
        return worker

    def _start(self) -> Worker:
        worker = Worker(self.command, self.timeout)
        self.processes.add(worker)
        try:
            if self.stopping.is_set():
                worker.kill()
            worker.wait_until_ready()
        except BaseException:
            self._dismiss(worker)
            raise
        return worker

    def _dismiss(self, worker: Worker) -> None:
        worker.close()
        self.processes.discard(worker)


def _outcome(frame: Frame, asked: dict[str, bool]) -> Report | AudioError:
    """Return what a worker's last message says, held against what it asked before."""
    if frame.header.get("kind") == "failed":
        return failure(frame)
    report = unpack(frame)
    if report.digest not in asked or (asked[report.digest] and report.analysis is None):
        raise Malformed("It is of another sound, or lacks the analysis.")
    return report
