"""A worker process: warms up, gives up its rights, then turns open files into reports until nobody asks any more.

Started as ``python -P -m accord.analysis.worker HOME PROFILE FD``: the data folder, in which a network may lie that was
added, what this Accord is run for, and its end of a socket. It never opens the store, nor, once it is warm, anything at
all.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from accord.analysis import wire
from accord.analysis.sandbox import leave_network, lock_down
from accord.domain.entities import Span
from accord.domain.errors import AnalysisFailed, AudioError
from accord.domain.labels import Profile
from accord.domain.settings import Settings

if TYPE_CHECKING:
    from accord.analysis.tagger import Added


_FILES = 500
"""After so many files a worker asks to be replaced."""
_GROWTH = 400 << 20
"""Or when it holds on to so many bytes between two files."""
_BEAT = 0.5
"""Seconds between two signs of life."""


def command(settings: Settings) -> tuple[str, ...]:
    """Return how a worker is started; the number of its socket is added."""
    return (sys.executable, "-P", "-m", "accord.analysis.worker", os.fspath(settings.home), settings.profile.value)


Answer = tuple[dict[str, object], list[bytes]]
"""Header and blobs of a report."""


class Line:
    """What a job may say to the scan while it is at work on a file."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._last = time.monotonic()

    def heard(self, seconds: float) -> None:
        """Give a sign of life: so many seconds of the audio went by."""
        now = time.monotonic()
        if now - self._last >= _BEAT:
            self._last = now
            wire.send(self._socket, {"kind": "heard", "seconds": seconds})

    def wanted(self, digest: str) -> bool:
        """Ask whether the analysis of the sound with this digest is wanted."""
        wire.send(self._socket, {"kind": "digest", "sha256": digest})
        return bool(wire.receive(self._socket).header["analyse"])


Job = Callable[[int, str, Span | None, Line], Answer]
"""Examines a file: its descriptor, its name, the stretch of it, the line to the scan."""


def attend(sock: socket.socket, prepare: Callable[[], None], job: Job) -> None:
    """Do what is asked until the scan hangs up.

    Parameters
    ----------
    sock : socket.socket
        The line to the scan.
    prepare : callable
        Reads, imports and compiles all that ``job`` will need.
    job : callable
        Examines one file. What it raises becomes the file's failure.
    """
    protections = leave_network()
    prepare()
    resident = _Resident()
    _silence()
    protections += lock_down()
    with contextlib.suppress(wire.Hangup):
        wire.send(sock, {"kind": "ready", "protections": protections})
        for files, frame in enumerate(_files(sock), start=1):
            header, blobs = _examine(frame, job, Line(sock))
            resident.trim()
            retire = {"retire": files >= _FILES or resident.bytes() > _GROWTH}
            try:
                wire.send(sock, header | retire, blobs)
            except (TypeError, ValueError) as error:  # nothing was sent yet: it is not JSON, or too much
                wire.send(sock, _failed(AnalysisFailed(f"The report cannot be sent: {error}.")) | retire)


def _files(sock: socket.socket) -> Iterator[wire.Frame]:
    while True:
        yield wire.receive(sock)


def _examine(frame: wire.Frame, job: Job, line: Line) -> Answer:
    if frame.fd is None:
        raise wire.Hangup("No file came with the order.")
    span = Span(*frame.header["span"]) if frame.header["span"] else None
    try:
        header, blobs = job(frame.fd, frame.header["name"], span, line)
        return {"kind": "examined", **header}, blobs
    except wire.Hangup:
        raise
    except AudioError as error:
        return _failed(error), []
    except MemoryError:
        return _failed(AnalysisFailed("The file needs more memory than a worker may have.")), []
    except Exception as error:  # noqa: BLE001 - a file that we fail on is listed, and the scan goes on
        return _failed(AnalysisFailed(f"The analysis failed: {_first_line(error)}")), []
    finally:
        os.close(frame.fd)


def _failed(error: AudioError) -> dict[str, object]:
    return {"kind": "failed", "code": error.code(), "sentence": str(error)}


def _first_line(error: Exception) -> str:
    """Return where and what, as one line for the report."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else "?"
    text = str(error).splitlines() or ["no message"]
    return f"{type(error).__name__} at {place}: {text[0].rstrip('.')}."


def _silence() -> None:
    """Send what the decoders' libraries print to nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


class _Resident:
    """How much memory this process holds; made before files can no longer be opened."""

    def __init__(self) -> None:
        self._statm = os.open("/proc/self/statm", os.O_RDONLY) if os.path.exists("/proc/self/statm") else None
        self._trim = getattr(ctypes.CDLL(None), "malloc_trim", None)

    def trim(self) -> None:
        """Give freed memory back to the system, where its C library keeps it otherwise."""
        if self._trim is not None:
            self._trim(0)

    def bytes(self) -> int:
        """Return the resident memory in bytes; its peak where the system does not say more."""
        if self._statm is None:
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return int(os.pread(self._statm, 100, 0).split()[1]) * resource.getpagesize()


def main() -> None:
    """Run a worker on the socket whose descriptor is the last argument."""
    home, profile, fd = sys.argv[1:]
    sock = socket.socket(fileno=int(fd))
    tagger: Added = None

    def prepare() -> None:
        nonlocal tagger
        from accord.analysis.tagger import open_tagger
        from accord.analysis.warm import warm

        tagger = open_tagger(Path(home), Profile(profile))
        warm(tagger)

    def job(fd: int, name: str, span: Span | None, line: Line) -> Answer:
        from accord.analysis.examine import examine
        from accord.analysis.report import pack

        return pack(examine(fd, name, span, line, tagger))

    attend(sock, prepare, job)


if __name__ == "__main__":
    main()
