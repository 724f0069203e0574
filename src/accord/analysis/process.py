"""One worker process as the scan sees it: started, given files, listened to, ended."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import signal
import socket
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence

from accord.analysis import wire
from accord.analysis.report import Task
from accord.domain import errors
from accord.domain.errors import (
    AnalysisFailed,
    AudioError,
    DamagedAudio,
    FileDenied,
    FileVanished,
    LinkLoop,
    NotAudio,
    WorkerBroken,
)

PREPARATION = 900.0
"""Seconds that a worker may take to be ready: on a slow machine, with nothing compiled yet."""
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
"""Workers are the parallelism; NumPy reads these when it is imported."""


DIGEST = re.compile(r"[0-9a-f]{64}")
"""A SHA-256 in hexadecimal."""


class Broken(Exception):
    """The worker died; the message is the predicate of a sentence."""


class Hung(Exception):
    """The worker fell silent and was killed."""


class Worker:
    """A worker process, and the socket to it.

    Parameters
    ----------
    command : sequence of str
        The program; the number of its socket's file descriptor is added.
    timeout : float
        Seconds of silence that are borne.
    """

    def __init__(self, command: Sequence[str], timeout: float) -> None:
        self.protections: tuple[str, ...] = ()
        self._timeout = timeout
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the worker
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=self._complaints,
                stderr=self._complaints,
                pass_fds=[theirs.fileno()],
                env=os.environ | _ONE_THREAD,
                process_group=0,  # Ctrl-C is for the scan; it ends its workers itself.
            )

    def wait_until_ready(self) -> None:
        """Wait until the worker is warm and locked down.

        Raises
        ------
        WorkerBroken
            If it does not come so far; the message ends with the last line that it wrote.
        """
        self._socket.settimeout(PREPARATION)
        try:
            frame = wire.receive(self._socket)
        except (wire.Hangup, TimeoutError) as error:
            self.kill()
            raise WorkerBroken(f"A worker does not start: {self._last_words()}") from error
        self.protections = tuple(str(name) for name in frame.header.get("protections", ()))
        self._socket.settimeout(self._timeout)

    def examine(self, task: Task, fd: int, wanted: Callable[[str], bool], heard: Callable[[float], None]) -> wire.Frame:
        """Have a file examined.

        Parameters
        ----------
        task : Task
            What the file is.
        fd : int
            The file, open for reading.
        wanted : callable
            Asked with the digest of the packets whether the analysis is wanted.
        heard : callable
            Told the seconds of audio that went by, now and then.

        Returns
        -------
        wire.Frame
            The last message: the report or the failure.

        Raises
        ------
        Hung
            After ``timeout`` seconds in which the worker heard nothing.
        Broken
            If it died, or does not keep to the protocol.
        """
        span = task.span and (task.span.start, task.span.end)
        name = os.fsencode(task.path.name).decode("utf-8", "replace")
        so_far, asked = -1.0, False
        try:
            wire.send(self._socket, {"kind": "file", "name": name, "span": span}, fd=fd)
            while True:
                frame = wire.receive(self._socket)
                match frame.header:
                    case {"kind": "heard", "seconds": int() | float() as seconds} if seconds > so_far:
                        so_far = float(seconds)
                        heard(so_far)
                    case {"kind": "digest", "sha256": str() as digest} if DIGEST.fullmatch(digest) and not asked:
                        asked = True
                        wire.send(self._socket, {"kind": "verdict", "analyse": wanted(digest)})
                    case {"kind": "examined" | "failed"}:
                        return frame
                    case _:
                        raise wire.Hangup("The worker does not keep to the protocol.")
        except TimeoutError as error:
            self.kill()
            raise Hung from error
        except wire.Hangup as error:
            raise Broken(self._cause_of_death()) from error

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()

    def close(self) -> None:
        """End the process and let go of all that it held."""
        self._process.kill()
        self._process.wait()
        self._socket.close()
        self._complaints.close()

    def _cause_of_death(self) -> str:
        try:
            status = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self.kill()
            return "broke off in the middle of a sentence"
        if status >= 0:
            return f"ended of its own accord (exit status {status})"
        name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
        if -status == signal.SIGKILL:
            return f"was killed from outside ({name}), as happens when memory runs out"
        return f"crashed ({name})"

    def _last_words(self) -> str:
        self._process.wait()
        self._complaints.seek(0)
        lines = self._complaints.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"it ended with status {self._process.returncode} and said nothing."


def failure(frame: wire.Frame) -> AudioError:
    """Return the failure that a worker's last message tells of."""
    kind = getattr(errors, str(frame.header.get("code")), None)
    if not (isinstance(kind, type) and issubclass(kind, AudioError)):
        kind = AnalysisFailed
    return kind(str(frame.header.get("sentence"))[:2000])


@contextlib.contextmanager
def open_task(task: Task) -> Iterator[int]:
    """Open a task's file for reading.

    Raises
    ------
    FileVanished, FileDenied, LinkLoop, NotAudio, DamagedAudio
        If it cannot be opened, or is no longer a file.
    """
    try:
        fd = os.open(task.path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileVanished("The file was removed while the scan went on.") from error
    except PermissionError as error:
        raise FileDenied("The file may not be read by this user.") from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise LinkLoop("It is a link that leads, by other links, back to itself.") from error
        raise DamagedAudio(f"The disk could not open the file: {error.strerror}.") from error
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise NotAudio("It is no longer a file.")
        yield fd
    finally:
        os.close(fd)
