"""Previews cut one after another by a worker process, which is there while it is needed.

The decoder meets files that nobody vouches for: it runs behind the walls of ``analysis.sandbox``, never in the process
that asks. That process imports nothing that decodes.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from accord.analysis.preview_worker import COMMAND
from accord.analysis.process import Broken, Hung, Worker, failure, open_task
from accord.analysis.report import Task
from accord.domain.entities import Span
from accord.domain.errors import AnalysisFailed, DecoderCrashed, DecoderHung

RULE = 1
"""Version of ``analysis.preview``, which the worker alone imports; raised when the same stretch gives another file."""
IDLE = 60.0
"""Seconds without an order after which the worker is ended."""

T = TypeVar("T")


class PreviewCutter:
    """Takes orders, does them one at a time in a thread of its own, and keeps one worker process at hand for them.

    Nothing is started before the first order.

    Parameters
    ----------
    timeout : float
        Seconds without a sign of life after which the worker is stopped.
    command : sequence of str
        How the worker is started.
    idle : float
        Seconds for which it waits for another order.
    """

    def __init__(self, timeout: float, command: Sequence[str] = COMMAND, idle: float = IDLE) -> None:
        self._timeout = timeout
        self._command = tuple(command)
        self._idle = idle
        self._orders: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._worker: Worker | None = None

    def order(self, job: Callable[[], T]) -> Future[T]:
        """Have ``job`` called in the cutter's thread, after all that was ordered before; it may call ``cut``."""
        answer: Future[T] = Future()

        def done() -> None:
            if not answer.set_running_or_notify_cancel():  # nobody waits for it any more
                return
            try:
                answer.set_result(job())
            except BaseException as error:  # noqa: BLE001 - it is raised again where the answer is read
                answer.set_exception(error)

        with self._starting:
            if self._thread is None:  # a worker dies with the thread that started it: it has to be one that stays
                self._thread = threading.Thread(target=self._attend, name="previews", daemon=True)
                self._thread.start()
        self._orders.put(done)
        return answer

    def cut(self, path: Path, span: Span) -> bytes:
        """Return a stretch of a file as an MP3; only for what was ordered.

        Raises
        ------
        AudioError
            If the file cannot be opened or decoded; its decoder may have crashed or hung.
        WorkerBroken
            If no worker starts.
        """
        task = Task(path, 0, 0, span)
        with open_task(task) as fd:
            worker = self._recruited()
            try:
                frame = worker.examine(task, fd, lambda _: False, lambda _: None)
            except Hung as error:
                self._dismiss()
                raise DecoderHung(f"The decoder made no progress for {self._timeout:g} seconds.") from error
            except Broken as error:
                self._dismiss()
                raise DecoderCrashed(f"The decoder {error}.") from error
        if frame.header.get("retire"):
            self._dismiss()
        if frame.header["kind"] == "failed":
            raise failure(frame)
        if len(frame.blobs) != 1:
            raise AnalysisFailed("The worker sent something else than a preview.")
        return frame.blobs[0]

    def _attend(self) -> None:
        while True:
            try:
                done = self._orders.get(timeout=self._idle if self._worker else None)
            except queue.Empty:
                self._dismiss()
            else:
                done()

    def _recruited(self) -> Worker:
        if self._worker is not None and not self._worker.alive:
            self._dismiss()
        if self._worker is None:
            worker = Worker(self._command, self._timeout)
            try:
                worker.wait_until_ready()
            except BaseException:
                worker.close()
                raise
            self._worker = worker
        return self._worker

    def _dismiss(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None
