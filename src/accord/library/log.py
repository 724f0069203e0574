"""The log of what was done with data: entries can be added, and nothing in it can be changed without being found.

It is a Merkle tree over its entries, with a signed checkpoint after each batch. A copy of the newest checkpoint lies
beside the signing key, outside the data folder: a log that was put back to an earlier state does not agree with it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accord.domain.errors import AccordError, LogBroken, LogTruncated, NotFound, StoreError
from accord.domain.settings import Settings
from accord.library.durable import make_folder, named_failures, replace
from accord.library.log_audit import Verified, audit, shorter
from accord.library.log_files import LogFiles
from accord.library.vault import Vault
from accord.rights import merkle
from accord.rights.checkpoint import Checkpoint, opened, signed, verifier_key
from accord.rights.log_entry import Entry, LogKind, entry_of, require_facts
from accord.rights.log_proof import LogProof

Wanted = tuple[LogKind, Mapping[str, str | int], bytes | None]
"""What is to be logged: kind, facts and commitment."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """What a thread wants logged, and what came of it."""

    wanted: Sequence[Wanted]
    first: int | None = None
    error: AccordError | None = None


class Log:
    """The log in one folder. Any number of threads and processes may use it at once.

    Parameters
    ----------
    folder : Path
        Where its files lie; made at the first entry.
    key : callable
        Returns the key that signs checkpoints.
    head : Path
        Where the copy of the newest checkpoint lies, best out of reach of who can write in ``folder``.
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(
        self,
        folder: Path,
        key: Callable[[], Ed25519PrivateKey],
        head: Path,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._files = LogFiles(folder)
        self._key = key
        self._head = head
        self._clock = clock
        self._waiting: list[_Waiting] = []
        self._queue = threading.Lock()
        self._writing = threading.Lock()
        self._known: tuple[str, Checkpoint | None] = "", None

    # Writing

    def append(self, kind: LogKind, facts: Mapping[str, str | int] = {}, commitment: bytes | None = None) -> int:
        """Add an entry; on return it is on the disk and a signed checkpoint covers it.

        Threads that come while another writes wait for it and are then written together, under one checkpoint.

        Parameters
        ----------
        kind : LogKind
            What it is about.
        facts : mapping
            What anyone may read of it: names that ``rights.log_entry`` declares for the kind.
        commitment : bytes, optional
            What ``rights.log_entry.commitment`` returned, for an entry about a person.

        Returns
        -------
        int
            The entry's index.

        Raises
        ------
        ForbiddenFact
            If a fact is none of the kind.
        LogTruncated, LogBroken
            If the log does not agree with what was signed: nothing more is then written to it.
        StoreError
            If it cannot be written.
        """
        return self.append_all([(kind, facts, commitment)])[0]

    def append_all(self, entries: Iterable[Wanted]) -> range:
        """Add entries under one checkpoint, as ``append`` adds one; return their indices."""
        mine = _Waiting(list(entries))
        for kind, facts, _ in mine.wanted:
            require_facts(kind, facts)
        if not mine.wanted:
            return range(0)
        with self._queue:
            self._waiting.append(mine)
        with self._writing:
            if mine.first is None and mine.error is None:
                with self._queue:
                    batch, self._waiting = self._waiting, []
                self._write_for(batch)
        if mine.error:
            raise mine.error
        assert mine.first is not None
        return range(mine.first, mine.first + len(mine.wanted))

    def accept_loss(self) -> int:
        """Go on with a log that is shorter than was signed, as after a lost disk; say in the log how much is missing.

        Who holds a checkpoint over the lost entries will see that they are missing, now and for ever: that is true.

        Returns
        -------
        int
            How many entries are missing; 0 where none is, and nothing is done.

        Raises
        ------
        LogBroken
            If what is left is not what was signed.
        """
        with self._writing, self._files.locked():
            newest, kept = self._newest(), self._kept()
            missing = 0 if kept is None else self._opened_head(kept).size - newest.size
            if missing > 0:
                facts: dict[str, str | int] = {
                    "entries": missing,
                    "reason": "lost at the end of the log, after they were signed",
                }
                self._add([(LogKind.RECOVERY, facts, None)], newest)
            return max(0, missing)

    # Reading

    @property
    def begun(self) -> bool:
        """Whether anything was ever logged, as far as the log's folder or the copy of its checkpoint shows."""
        return self._files.folder.exists() or self._head.exists()

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self._newest().size

    def checkpoint(self) -> str:
        """Return the newest checkpoint, a signed note."""
        note = self._files.newest()
        if note is None:
            return signed(0, merkle.EMPTY, self._key())
        self._opened(note)
        return note

    def verifier_key(self) -> str:
        """Return the public key with which anyone checks the checkpoints."""
        return verifier_key(self._key().public_key())

    def entry(self, index: int) -> Entry:
        """Return an entry.

        Raises
        ------
        NotFound
            If there is none of that index.
        LogBroken
            If it is not the one that was logged.
        """
        return self.entries(index, index + 1)[0]

    def entries(self, start: int, stop: int) -> list[Entry]:
        """Return the entries from ``start`` to before ``stop``, as ``entry`` returns one."""
        return [entry_of(line) for line in self.lines(start, stop)]

    def lines(self, start: int, stop: int) -> list[bytes]:
        """Return entries as the bytes of their leaves, as ``entry`` returns one."""
        size = self._newest().size
        if not 0 <= start < stop <= size:
            raise NotFound(f"There are no entries {start} to {stop - 1} in a log of {size}.")
        lines = self._files.lines(start, stop)
        with self._files.nodes() as nodes:
            for index, line in enumerate(lines, start):
                if merkle.leaf_hash(line) != nodes(0, index):
                    raise LogBroken(f"Entry {index} is not what was logged, or its hash was changed.")
        return lines

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the proof that an entry is among the first ``size``, all unless that is given.

        Raises
        ------
        NotFound
            If there is no such entry among them, or the log is not that long.
        """
        size = self._within(size)
        with self._files.nodes() as nodes:
            return merkle.inclusion(index, size, nodes)

    def consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """Return the proof that the log of ``new`` entries, all unless that is given, begins with those of ``old``.

        Raises
        ------
        NotFound
            If the log is not that long.
        InvalidParameter
            If ``old`` is negative or larger than ``new``.
        """
        new = self._within(new)
        with self._files.nodes() as nodes:
            return merkle.consistency(old, new, nodes)

    def prove(self, index: int) -> str:
        """Return all that shows that an entry is in the log: the entry, its proof, and the newest checkpoint.

        Raises
        ------
        NotFound
            If there is no such entry.
        LogBroken
            If the log does not prove it.
        """
        note = self.checkpoint()
        checkpoint = self._opened(note)
        (line,) = self.lines(index, index + 1)
        path = self.inclusion(index, checkpoint.size)
        if not merkle.includes(checkpoint.root, checkpoint.size, index, merkle.leaf_hash(line), path):
            raise LogBroken(f"The hashes of the log do not prove entry {index}.")
        return LogProof(index, line, tuple(path), note).text()

    def verify(self, saved: str | None = None) -> Verified:
        """Read the whole log, and compare every entry, hash and checkpoint with what was signed.

        Parameters
        ----------
        saved : str, optional
            A checkpoint that was kept elsewhere: the log must still begin with what it covers.

        Returns
        -------
        Verified

        Raises
        ------
        LogTruncated
            If entries are missing at the end.
        LogBroken
            If anything else is not as it was signed. The message names the first entry, or the first entries between
            two checkpoints, where that shows.
        """
        key, kept = self._key().public_key(), self._kept()
        elsewhere = [] if kept is None else [self._opened_head(kept)]
        if saved is not None:
            elsewhere.append(opened(saved, key))
        return audit(self._files, self._newest(), lambda note: opened(note, key), elsewhere)

    def _within(self, size: int | None) -> int:
        newest = self._newest().size
        if size is not None and not 0 <= size <= newest:
            raise NotFound(f"The log has {newest} entries, not {size}.")
        return newest if size is None else size

    def _opened(self, note: str) -> Checkpoint:
        # What was found signed once is signed; most calls meet the same newest checkpoint again.
        known, checkpoint = self._known
        if note != known or checkpoint is None:
            checkpoint = opened(note, self._key().public_key())
            self._known = note, checkpoint
        return checkpoint

    def _newest(self) -> Checkpoint:
        return self._opened(self.checkpoint())

    def _kept(self) -> str | None:
        with named_failures(self._head), suppress(FileNotFoundError):
            return self._head.read_text(encoding="utf-8", errors="replace")
        return None

    def _opened_head(self, note: str) -> Checkpoint:
        try:
            return self._opened(note)
        except LogBroken as error:
            raise LogBroken(f"The copy of the newest checkpoint, {self._head}, is damaged: {error}") from error

    def _write_for(self, waiting: Sequence[_Waiting]) -> None:
        try:
            first = self._write([wanted for one in waiting for wanted in one.wanted])
            for one in waiting:
                one.first, first = first, first + len(one.wanted)
        except AccordError as error:
            for one in waiting:
                one.error = error
        finally:
            for one in waiting:
                if one.first is None and one.error is None:
                    one.error = StoreError("The thread that wrote the log was interrupted.")

    def _write(self, batch: Sequence[Wanted]) -> int:
        with self._files.locked():
            note = self.checkpoint()
            newest, kept = self._opened(note), self._kept()
            if kept is not None and kept != note:
                self._require_extends(self._opened_head(kept), newest)
            return self._add(batch, newest)

    def _require_extends(self, head: Checkpoint, newest: Checkpoint) -> None:
        if head.size > newest.size:
            raise LogTruncated(shorter(newest.size, head.size))
        if self._tree(head.size).root() != head.root:
            raise LogBroken(f"The log does not begin with the {head.size} entries that were signed.")

    def _add(self, batch: Sequence[Wanted], newest: Checkpoint) -> int:
        """Write a batch, under the lock; return the index of its first entry."""
        self._files.require_entries(newest.size)
        tree = self._tree(newest.size)
        if tree.root() != newest.root:
            raise LogBroken(f"The hashes of the log are not those of the {newest.size} entries that were signed.")
        if cut := self._files.cut(newest.size):
            facts: dict[str, str | int] = {"bytes": cut, "reason": "left by a crash behind the last checkpoint"}
            self._add([(LogKind.RECOVERY, facts, None)], newest)
            return self._add(batch, self._newest())
        now = int(self._clock())
        lines = [Entry(index, now, *wanted).line() for index, wanted in enumerate(batch, newest.size)]
        hashes = [new for line in lines for new in tree.add(merkle.leaf_hash(line))]
        note = signed(tree.size, tree.root(), self._key())
        self._files.add(lines, hashes, note)
        with named_failures(self._head):
            make_folder(self._head.parent)
            replace(self._head, note.encode())
        return newest.size

    def _tree(self, size: int) -> merkle.Growing:
        with self._files.nodes() as nodes:
            return merkle.Growing(size, nodes)


def open_log(settings: Settings) -> Log:
    """Return the log of the data folder, signed with the key of the key folder; nothing is made before it is needed."""
    return Log(settings.home / "log", Vault(settings.key_folder).signing_key, settings.key_folder / "log-head")
