"""Small files that are whole after a power cut, readable by their owner alone, and locks between processes."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from accord.domain.errors import StoreError, StoreFull

TEMPORARY = ".new"
"""Suffix of a file that is being written; one that is found lying about was left by a crash and means nothing."""


@contextmanager
def named_failures(what: Path) -> Iterator[None]:
    """Turn what the file system raises into the errors of ``domain.errors``.

    Raises
    ------
    StoreFull
        If the disk or the quota takes no more.
    StoreError
        If the file or folder cannot be read or written for another reason.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull(f"The disk or quota of {what} is full: nothing more can be written.") from error
        raise StoreError(f"{what} cannot be read or written ({error.strerror}).") from error


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, that nobody but its owner can open; one that is there already is closed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = folder.stat()
    if status.st_mode & 0o077 and status.st_uid == os.geteuid():
        folder.chmod(0o700)


def replace(path: Path, data: bytes) -> None:
    """Write a file in place of what was there: after a crash there is the old one or the new one, whole."""
    temporary = _written(path, [data])
    os.replace(temporary, path)
    sync_folder(path.parent)


def replace_in_pieces(path: Path, pieces: Iterable[bytes | memoryview]) -> int:
    """Write a file of any length in place of what was there; return its CRC-32."""
    crc = 0

    def summed() -> Iterator[bytes | memoryview]:
        nonlocal crc
        for piece in pieces:
            crc = zlib.crc32(piece, crc)
            yield piece

    os.replace(_written(path, summed()), path)
    sync_folder(path.parent)
    return crc


def create(path: Path, data: bytes) -> bool:
    """Write a file that is not there yet; return False, and leave it alone, where it is."""
    temporary = _written(path, [data])
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        os.unlink(temporary)
        sync_folder(path.parent)
    return True


def append(descriptor: int, data: bytes) -> None:
    """Write at the end of an open file and wait until it is on the disk."""
    _write(descriptor, data)
    os.fsync(descriptor)


def overwrite_and_remove(path: Path) -> None:
    """Remove a file so that its blocks no longer hold what it held, where the file system writes in place."""
    with suppress(FileNotFoundError):
        descriptor = os.open(path, os.O_WRONLY)
        try:
            os.pwrite(descriptor, secrets.token_bytes(os.fstat(descriptor).st_size), 0)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.unlink(path)


def sync_folder(folder: Path) -> None:
    """Wait until what was created, renamed or removed in a folder is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def opened(path: Path, flags: int) -> Iterator[int]:
    """Give the descriptor of a file, created for its owner alone where ``flags`` say so; close it afterwards."""
    descriptor = os.open(path, flags | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[int]:
    """Hold a lock that other threads and processes wait for; ``path`` is the file that stands for it."""
    with opened(path, os.O_RDWR | os.O_CREAT) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield descriptor


@contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder that is there.

    The lock is on the folder itself, so that nothing is left of it where the folder goes.

    Raises
    ------
    FileNotFoundError
        If the folder is not there, or went while the lock was waited for.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if not os.path.samestat(os.stat(folder), os.fstat(descriptor)):
            raise FileNotFoundError(errno.ENOENT, "The folder was removed", str(folder))
        yield
    finally:
        os.close(descriptor)


def _write(descriptor: int, data: bytes | memoryview) -> None:
    view = memoryview(data).cast("B")
    while view:
        view = view[os.write(descriptor, view) :]


def _written(path: Path, pieces: Iterable[bytes | memoryview]) -> Path:
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}{TEMPORARY}")
    with opened(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL) as descriptor:
        try:
            for piece in pieces:
                _write(descriptor, piece)
            os.fsync(descriptor)
        except OSError:
            os.unlink(temporary)
            raise
    return temporary
