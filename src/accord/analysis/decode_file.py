"""A file as decoding, hashing and tag reading meet it: a path, or a descriptor that someone else opened."""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path

from accord.domain.errors import AudioError, EmptyFile, FileDenied, FileVanished


def opened(file: Path | int) -> io.FileIO:
    """Return an unbuffered binary file of our own, at its start.

    Parameters
    ----------
    file : Path or int
        A path, or a descriptor (readable, seekable), which stays open; its position moves.

    Returns
    -------
    io.FileIO
        To be closed by the caller.

    Raises
    ------
    EmptyFile, FileDenied, FileVanished, AudioError
        If it cannot be read.
    """
    subject = subject_of(file)
    try:
        raw = io.FileIO(os.dup(file), "rb") if isinstance(file, int) else io.FileIO(file, "rb", opener=_without_waiting)
    except FileNotFoundError as error:
        raise FileVanished(f"{subject} is no longer there.") from error
    except PermissionError as error:
        raise FileDenied(f"{subject} may not be read.") from error
    except OSError as error:
        raise AudioError(f"{subject} cannot be opened: {os.strerror(error.errno or errno.EIO)}.") from error
    status = os.fstat(raw.fileno())
    if not stat.S_ISREG(status.st_mode) or status.st_size == 0:
        raw.close()
        if stat.S_ISREG(status.st_mode):
            raise EmptyFile(f"{subject} is empty.")
        raise AudioError(f"{subject} is a pipe or a device, not a file.")
    raw.seek(0)
    return raw


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe without a writer would otherwise hold us for ever."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def subject_of(file: Path | int) -> str:
    """Return how sentences name the file: by its path, or ``The file`` where only a descriptor is known."""
    return "The file" if isinstance(file, int) else os.fsencode(file).decode("utf-8", "replace")


def clock(seconds: float) -> str:
    """Return a position as people write it: ``m:ss``."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
