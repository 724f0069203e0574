"""The whole log, read once from the front, and the first place where it is not what was signed."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

import orjson

from accord.domain.errors import LogBroken, LogError, LogTruncated
from accord.library.durable import named_failures
from accord.library.log_files import NOTE_LINES, OFFSET, LogFiles
from accord.rights import merkle

if TYPE_CHECKING:
    from accord.rights.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found in a log that holds."""

    size: int
    """Entries."""
    root: bytes
    """Of the tree over them."""
    checkpoints: int
    """How many signed checkpoints were checked, those kept elsewhere among them."""
    unacknowledged: int
    """Bytes behind the last checkpoint: of a crash, or of a batch that is being written. They count for nothing."""


def audit(
    files: LogFiles, newest: Checkpoint, opened: Callable[[str], Checkpoint], kept: Sequence[Checkpoint]
) -> Verified:
    """Read all entries, hashes, offsets and checkpoints up to the newest checkpoint.

    Parameters
    ----------
    files : LogFiles
        The log.
    newest : Checkpoint
        Its newest checkpoint; what others append meanwhile is left for the next time.
    opened : callable
        Returns the checkpoint of a signed note, or raises a ``LogBroken``.
    kept : sequence of Checkpoint
        Checkpoints from elsewhere, with which the log must agree.

    Returns
    -------
    Verified

    Raises
    ------
    LogTruncated
        If entries are missing at the end.
    LogBroken
        If anything else is not as it was signed.
    """
    longest = max(kept, key=lambda checkpoint: checkpoint.size, default=newest)
    if longest.size > newest.size:
        raise LogTruncated(shorter(newest.size, longest.size))
    if not newest.size:
        return Verified(0, newest.root, len(kept), _behind(files, 0))
    history = _history(files, newest, opened)
    checked = 0
    with _Reading(files, newest.size) as reading:
        for checkpoint in heapq.merge(history, sorted(kept, key=_size), key=_size):
            since = reading.tree.size
            reading.read_to(checkpoint.size)
            if reading.tree.root() != checkpoint.root:
                raise LogBroken(_differs(since, checkpoint.size))
            checked += 1
    return Verified(newest.size, newest.root, checked, _behind(files, reading.end))


class _Reading:
    """The entries from the front, each held against its own index, its stored hashes and its offset."""

    def __init__(self, files: LogFiles, size: int) -> None:
        self.tree = merkle.Growing()
        self.end = 0
        self._files = files
        self._size = size
        self._stack = ExitStack()

    def __enter__(self) -> _Reading:
        self._stack.enter_context(named_failures(self._files.folder))
        paths = (self._files.entries, self._files.hashes, self._files.offsets)
        for path in paths:
            if not path.exists():
                raise LogBroken(f"{path} is missing.")
        self._entries, self._hashes, self._offsets = (self._stack.enter_context(path.open("rb")) for path in paths)
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def read_to(self, size: int) -> None:
        tree, entries, hashes, offsets = self.tree, self._entries, self._hashes, self._offsets
        for index in range(tree.size, size):
            line = entries.readline()
            if not line.endswith(b"\n"):
                raise LogTruncated(shorter(index, self._size))
            self.end += len(line)
            leaf = line[:-1]
            require_index(leaf, index)
            new = tree.add(merkle.leaf_hash(leaf))
            if hashes.read(len(new) * merkle.SIZE) != b"".join(new):
                raise LogBroken(f"Entry {index} is not what was logged, or its hash was changed.")
            if offsets.read(OFFSET) != self.end.to_bytes(OFFSET, "little"):
                raise LogBroken(f"The offset of entry {index} was changed.")


def shorter(size: int, signed: int) -> str:
    """Return the sentence for a log that ends before a checkpoint that was signed."""
    return f"The log has {size} entries, and {signed} were signed: {signed - size} are missing at its end."


def require_index(line: bytes, index: int) -> None:
    """Return if a line is an entry that says of itself that it stands where it stands.

    Raises
    ------
    LogBroken
        If it is not.
    """
    try:
        own = orjson.loads(line)["index"]
    except (ValueError, TypeError, KeyError):
        raise LogBroken(f"Entry {index} is no longer an entry: {line[:200]!r}.") from None
    if own != index:
        raise LogBroken(f"Entry {index} is missing: in its place stands one that was logged as {own!r}.")


def _history(files: LogFiles, newest: Checkpoint, opened: Callable[[str], Checkpoint]) -> Iterator[Checkpoint]:
    """Yield every checkpoint that was signed, up to the newest, and see that each covers more than the one before."""
    covered = 0
    with files.checkpoints.open("rb") as file:
        for number, note in enumerate(_notes(file)):
            try:
                checkpoint = opened(note)
            except LogError as error:
                raise LogBroken(f"Checkpoint {number}, after that over {covered} entries: {error}") from error
            if checkpoint.size <= covered:
                raise LogBroken(f"A checkpoint over {checkpoint.size} entries follows one over {covered}.")
            yield checkpoint
            covered = checkpoint.size
            if checkpoint == newest:
                return
    raise LogBroken("The newest checkpoint is not among those that were signed.")


def _notes(file: BinaryIO) -> Iterator[str]:
    while lines := list(islice(file, NOTE_LINES)):
        yield b"".join(lines).decode(errors="replace")


def _differs(start: int, stop: int) -> str:
    where = f"The entries {start} to {stop - 1} are" if start < stop - 1 else f"Entry {stop - 1} is"
    return f"{where} not what was signed: the checkpoint over {stop} entries has another root."


def _behind(files: LogFiles, end: int) -> int:
    return max(0, files.entries.stat().st_size - end) if files.entries.exists() else 0


def _size(checkpoint: Checkpoint) -> int:
    return checkpoint.size
