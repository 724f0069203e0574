"""The files of the log: each only grows, but for what a crash left behind the last checkpoint.

=================  ====================================================================================
``entries.jsonl``  one entry a line: the log itself
``hashes``         32 bytes for each full subtree, in post-order (``rights.merkle``); made from the entries
``offsets``        8 bytes for each entry: where its line ends; made from the entries
``checkpoints``    the signed checkpoints, five lines each; the last whole one says how much of the rest counts
=================  ====================================================================================

What a batch adds is on the disk before its checkpoint is written. So a crash leaves a log that ends at a checkpoint,
and perhaps bytes behind it that nobody was told of.
"""

from __future__ import annotations

import itertools
import os
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from accord.domain.errors import LogBroken, LogTruncated
from accord.library.durable import append, locked, make_folder, named_failures, opened, sync_folder
from accord.rights import merkle

OFFSET = 8
"""Bytes of an offset, the least significant first."""

NOTE_LINES = 5
"""Origin, size, root, an empty line, the signature."""

TAIL = 4096
"""Bytes at the end of the checkpoints among which the last whole one is: some ten of them."""

DASH = "—".encode()
SIGNATURE = b"\n\n" + DASH + b" "
"""What stands between a checkpoint's text and its signature."""

FILES = ("entries.jsonl", "hashes", "offsets", "checkpoints")


class LogFiles:
    """The files in one folder. Nothing is kept in memory, so that several processes may use the folder at once.

    Parameters
    ----------
    folder : Path
        Where they lie; made at the first writing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entries, self.hashes, self.offsets, self.checkpoints = (folder / name for name in FILES)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock of the log's writers, which other threads and processes wait for."""
        with named_failures(self.folder):
            if not self.checkpoints.exists():
                make_folder(self.folder)
                sync_folder(self.folder.parent)
            with locked(self.folder / "lock"):
                yield

    def newest(self) -> str | None:
        """Return the last whole checkpoint, as signed; ``None`` where there is none.

        Raises
        ------
        LogBroken
            If the file of checkpoints does not end in one, and no crash leaves it like that.
        """
        return _last_note(_tail(self.checkpoints))[0]

    @contextmanager
    def nodes(self) -> Iterator[merkle.Nodes]:
        """Give a function that returns the hashes of full subtrees, each by one reading of 32 bytes."""
        if not self.hashes.exists():
            yield self._missing
            return
        with named_failures(self.hashes), opened(self.hashes, os.O_RDONLY) as hashes:
            yield lambda level, number: _exactly(
                hashes, merkle.position(level, number) * merkle.SIZE, merkle.SIZE, self.hashes
            )

    def end(self, size: int) -> int:
        """Return how many bytes the first ``size`` entries take."""
        if not size:
            return 0
        return int.from_bytes(self._read(self.offsets, (size - 1) * OFFSET, OFFSET), "little")

    def lines(self, start: int, stop: int) -> list[bytes]:
        """Return entries as they stand in the log, without the lines' ends.

        Raises
        ------
        LogBroken
            If they are not all there, whole, where they were written.
        """
        begin = self.end(start)
        lines = self._read(self.entries, begin, self.end(stop) - begin).split(b"\n")
        if len(lines) != stop - start + 1 or lines[-1]:
            raise LogBroken(f"The lines of the entries {start} to {stop - 1} are not where they were written.")
        return lines[:-1]

    def require_entries(self, size: int) -> None:
        """Return if the files are long enough for ``size`` entries.

        Raises
        ------
        LogTruncated
            If entries are missing at the end; the message says how many.
        LogBroken
            If only what is made from the entries is missing.
        """
        there = _size(self.entries)
        if _size(self.offsets) < size * OFFSET or _size(self.hashes) < merkle.node_count(size) * merkle.SIZE:
            raise LogBroken(f"Of {size} entries, hashes or offsets are missing in {self.folder}.")
        if there < self.end(size):
            whole = bisect_right(range(1, size + 1), there, key=self.end)
            raise LogTruncated(
                f"The log has {whole} entries, and {size} were signed: {size - whole} are missing at its end."
            )

    def cut(self, size: int) -> int:
        """Cut off what stands behind ``size`` entries and the last whole checkpoint; return how many bytes."""
        ends = {
            self.entries: self.end(size),
            self.hashes: merkle.node_count(size) * merkle.SIZE,
            self.offsets: size * OFFSET,
            self.checkpoints: _size(self.checkpoints) - _last_note(_tail(self.checkpoints))[1],
        }
        cut = 0
        for path, end in ends.items():
            if (excess := _size(path) - end) > 0:
                with opened(path, os.O_WRONLY) as descriptor:
                    os.ftruncate(descriptor, end)
                    os.fsync(descriptor)
                cut += excess
        return cut

    def add(self, lines: Sequence[bytes], hashes: Sequence[bytes], note: str) -> None:
        """Write a batch, then the checkpoint that makes it count; on return all of it is on the disk.

        Parameters
        ----------
        lines : sequence of bytes
            The new entries.
        hashes : sequence of bytes
            The hashes that are new by them.
        note : str
            The signed checkpoint over all entries.
        """
        at = _size(self.entries)
        ends = itertools.accumulate((len(line) + 1 for line in lines), initial=at)
        offsets = [end.to_bytes(OFFSET, "little") for end in ends][1:]
        new = not self.checkpoints.exists()
        _append(self.entries, b"\n".join([*lines, b""]))
        _append(self.hashes, b"".join(hashes))
        _append(self.offsets, b"".join(offsets))
        if new:
            sync_folder(self.folder)
        _append(self.checkpoints, note.encode())
        if new:
            sync_folder(self.folder)

    def _missing(self, level: int, number: int) -> bytes:
        raise LogBroken(f"{self.hashes} is missing.")

    def _read(self, path: Path, at: int, length: int) -> bytes:
        if not path.exists():
            raise LogBroken(f"{path} is missing.")
        with named_failures(path), opened(path, os.O_RDONLY) as descriptor:
            return _exactly(descriptor, at, length, path)


def _exactly(descriptor: int, at: int, length: int, path: Path) -> bytes:
    if length < 0 or len(data := os.pread(descriptor, length, at)) != length:
        raise LogBroken(f"{path} has no {length} bytes at {at}.")
    return data


def _append(path: Path, data: bytes) -> None:
    with opened(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT) as descriptor:
        append(descriptor, data)


def _size(path: Path) -> int:
    with suppress(FileNotFoundError):
        return path.stat().st_size
    return 0


def _tail(path: Path) -> bytes:
    with named_failures(path), suppress(FileNotFoundError), path.open("rb") as file:
        file.seek(max(0, _size(path) - TAIL))
        return file.read()
    return b""


def _last_note(tail: bytes) -> tuple[str | None, int]:
    """Return the last whole note of the end of a file, and how many bytes stand behind it."""
    mark = tail.rfind(SIGNATURE)
    end = tail.find(b"\n", mark + 2) + 1
    if mark >= 0 and not end:  # it was being written when the power went: the one before counts
        mark = tail.rfind(SIGNATURE, 0, mark)
        end = tail.find(b"\n", mark + 2) + 1
    behind = tail[end:] if mark >= 0 else tail
    # What a crash leaves of a note is its beginning, without the end of its last line.
    if len(behind) >= TAIL // 2 or behind.count(b"\n") >= NOTE_LINES or (DASH in behind and behind.endswith(b"\n")):
        raise LogBroken("The file of checkpoints does not end in one, and no crash leaves it like that.")
    if mark < 0:
        return None, len(tail)
    lines = tail[:end].splitlines(keepends=True)[-NOTE_LINES:]
    return b"".join(lines).decode(errors="replace"), len(behind)
