"""What the listeners heard, in an encrypted file per listener and month, so that it can be forgotten.

The files lie outside the database: Arrow tables under a key of the listener's own. They are opened in memory only; once
key and folder are gone nothing of them is left to read, in no copy.
"""

from __future__ import annotations

import shutil
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from accord.domain.entities import Listen
from accord.domain.errors import InvalidParameter, KeyLost, StoreError
from accord.library.decision_journal import DecisionJournal
from accord.library.durable import (
    locked_folder,
    make_folder,
    named_failures,
    replace,
    sync_folder,
)
from accord.library.listening_table import decoded, encoded, listens_of, merged, row_count, schema, table_of
from accord.library.sealed import Seal
from accord.library.vault import Vault, digest, require_listener_id
from accord.rights.registry import require_storable

if TYPE_CHECKING:
    import pyarrow as pa

EARLIEST = 1_033_430_400
"""2002-10-01, when scrobbling began; a listen of before has a clock that was never set."""

AHEAD = 3_600
"""Seconds that a player's clock may be ahead of ours."""

SUFFIX = ".arrow.sealed"
_MARKS = "marks.sealed"
_TOMBSTONE = "tombstone"
_IDS = uuid.UUID("6f2b6d5e-3c1d-5d0a-9a0e-6d7a2a3f4c11")


class Added(NamedTuple):
    """What became of listens that were handed in."""

    stored: int
    duplicates: int
    """Those that were there already, or twice among them."""


def listen_id(listen: Listen) -> str:
    """Return the id of what was heard, as it was named: the same for each listen to it (UUIDv5, RFC 9562)."""
    return str(uuid.uuid5(_IDS, "\x1f".join((listen.artist_name, listen.track_name, listen.release_name or ""))))


def month_of(listened_at: float) -> str:
    """Return the month, ``YYYY-MM`` in UTC, of a time."""
    return datetime.fromtimestamp(listened_at, UTC).strftime("%Y-%m")


def require_time(listened_at: int, now: float) -> int:
    """Return the time of a listen if it can be true.

    Raises
    ------
    InvalidParameter
        If it lies before 2002-10-01 or more than an hour from now.
    """
    if listened_at < EARLIEST:
        raise InvalidParameter(f"listened_at {listened_at} lies before 2002-10-01, when the first scrobble was sent.")
    if listened_at > now + AHEAD:
        raise InvalidParameter(f"listened_at {listened_at} lies in the future.")
    return listened_at


class Listening:
    """The listening of all listeners.

    Parameters
    ----------
    folder : Path
        Holds a folder a listener; made at the first listen.
    vault : Vault
        Keeps the keys.
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(self, folder: Path, vault: Vault, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._vault = vault
        self._clock = clock
        self._journal = DecisionJournal()

    def add(self, listener_id: str, listens: Sequence[Listen]) -> Added:
        """Store listens, all or none of a month; one whose time, artist and track are there already changes nothing.

        Raises
        ------
        InvalidParameter
            If one has a time that cannot be true, or text that cannot be kept. Nothing is stored then.
        SourceRefused
            If the terms of a source do not let Accord hold it. Nothing is stored then.
        KeyLost
            If the listener's key is gone.
        StoreError
            If the folder cannot be written, or a month does not open.
        """
        for source_id in {listen.source_id for listen in listens}:
            require_storable(source_id)
        by_month, now = defaultdict(list), self._clock()
        for listen in listens:
            by_month[month_of(require_time(listen.listened_at, now))].append(listen)
        table_of(listens)
        stored = 0
        with self._writing(listener_id) as (folder, seal):
            for month, heard in sorted(by_month.items()):
                table, new = merged(self._read(folder, seal, month), heard)
                if new:
                    self._write(folder, seal, month, table)
                stored += new
        return Added(stored, len(listens) - stored)

    def newest(
        self, listener_id: str, count: int, max_ts: int | None = None, min_ts: int | None = None
    ) -> list[Listen]:
        """Return the newest listens between two times, which are excluded; newest first."""
        self._opened(listener_id)
        found: list[Listen] = []
        for month in reversed(self.months(listener_id)):
            if len(found) >= count or (min_ts is not None and month < month_of(min_ts)):
                break
            if max_ts is None or month <= month_of(max_ts):
                between = _between(self.table(listener_id, month), min_ts, max_ts)
                found += listens_of(between.slice(max(0, between.num_rows - (count - len(found)))))[::-1]
        return found

    def oldest(self, listener_id: str, count: int, min_ts: int) -> list[Listen]:
        """Return the first listens after a time, which is excluded; oldest first."""
        self._opened(listener_id)
        found: list[Listen] = []
        for month in self.months(listener_id):
            if len(found) < count and month >= month_of(min_ts):
                found += listens_of(_between(self.table(listener_id, month), min_ts, None).slice(0, count - len(found)))
        return found

    def every(self, listener_id: str) -> Iterator[Listen]:
        """Yield all listens, oldest first, a month in memory at a time."""
        self._opened(listener_id)
        for month in self.months(listener_id):
            yield from listens_of(self.table(listener_id, month))

    def count(self, listener_id: str) -> int:
        """Return how many listens there are."""
        folder, seal = self._opened(listener_id)
        sealed = (self._unsealed(folder, seal, month) for month in self.months(listener_id))
        return sum(row_count(data) for data in sealed if data is not None)

    def months(self, listener_id: str) -> list[str]:
        """Return the months of which there are listens, oldest first."""
        folder = self._folder / require_listener_id(listener_id)
        return sorted(path.name.removesuffix(SUFFIX) for path in folder.glob(f"*{SUFFIX}"))

    def table(self, listener_id: str, month: str) -> pa.Table:
        """Return the listens of a month, ``YYYY-MM``, oldest first, as a table in memory.

        Raises
        ------
        KeyLost
            If the listener's key is gone.
        StoreError
            If the file does not open.
        """
        folder, seal = self._opened(listener_id)
        return self._read(folder, seal, month)

    def delete(self, listener_id: str, listened_at: int, listen_id: str) -> bool:
        """Remove the listens of a time and an id, and leave a tombstone; return whether there was one."""
        identity, month = _identity(listener_id, listened_at, listen_id), month_of(listened_at)
        with self._writing(listener_id) as (folder, seal):
            removed = self._remove(folder, seal, month, {identity})
            if removed:
                # The month is for the listener's key alone: it spares reading all of them when old data comes back.
                note = seal.close(month.encode(), _TOMBSTONE).hex()
                self._vault.bury("listen", identity, int(self._clock()), note)
        return bool(removed)

    def bury_again(self, listener_id: str) -> int:
        """Remove what came back with an old backup though it was deleted; return how many listens that were."""
        buried: dict[str, dict[str, int]] = defaultdict(dict)
        _, own = self._opened(listener_id)
        for stone in self._vault.tombstones():
            if stone.kind == "listen":
                with suppress(StoreError):  # another listener's
                    buried[own.open(bytes.fromhex(stone.note), _TOMBSTONE).decode()][stone.digest] = stone.at
        if not buried:
            return 0
        with self._writing(listener_id) as (folder, seal):
            back = {month: self._came_back(folder, seal, month, stones) for month, stones in buried.items()}
            return sum(
                self._remove(folder, seal, month, identities) for month, identities in back.items() if identities
            )

    def _came_back(self, folder: Path, seal: Seal, month: str, stones: Mapping[str, int]) -> set[str]:
        heard = {
            _identity(folder.name, listen.listened_at, listen_id(listen)): listen.inserted_at
            for listen in listens_of(self._read(folder, seal, month))
        }
        return {identity for identity, at in heard.items() if stones.get(digest("listen", identity), -1) >= at}

    def forget(self, listener_id: str) -> None:
        """Remove all that is kept of a listener here, temporary files included. The key is the vault's to destroy."""
        folder = self._folder / require_listener_id(listener_id)
        with named_failures(folder), suppress(FileNotFoundError), locked_folder(folder):
            shutil.rmtree(folder)
            sync_folder(self._folder)
        self._journal.forget(folder)

    def write_decision(self, listener_id: str, decision: Mapping[str, Any]) -> None:
        """Add to the listener's journal what was decided about them; on return it is on the disk."""
        with self._writing(listener_id) as (folder, seal):
            self._journal.write(folder, seal, month_of(self._clock()), decision)

    def decisions(self, listener_id: str) -> list[dict[str, Any]]:
        """Return what was decided about a listener, oldest first.

        Raises
        ------
        KeyLost
            If the listener's key is gone.
        StoreError
            If an entry does not open.
        """
        folder, seal = self._opened(listener_id)
        with named_failures(folder):
            return self._journal.read(folder, seal)

    def mark(self, listener_id: str, name: str, at: int) -> None:
        """Note how far an importer came, as a time in seconds since 1970; it never goes back."""
        with self._writing(listener_id) as (folder, seal):
            marks = self._marks(folder, seal)
            marks[name] = max(at, marks.get(name, 0))
            replace(folder / _MARKS, seal.close(orjson.dumps(marks), _place(folder, _MARKS)))

    def marks(self, listener_id: str) -> dict[str, int]:
        """Return how far each importer came."""
        return self._marks(*self._opened(listener_id))

    def _marks(self, folder: Path, seal: Seal) -> dict[str, int]:
        sealed = _bytes(folder / _MARKS)
        return dict(orjson.loads(seal.open(sealed, _place(folder, _MARKS)))) if sealed is not None else {}

    def _opened(self, listener_id: str) -> tuple[Path, Seal]:
        return self._folder / require_listener_id(listener_id), Seal(self._vault.listening_key(listener_id))

    @contextmanager
    def _writing(self, listener_id: str) -> Iterator[tuple[Path, Seal]]:
        with ExitStack() as held:
            folder = self._lock(listener_id, held)
            try:
                # Read again: whoever held the lock before may have destroyed the key.
                opened = self._opened(listener_id)
            except KeyLost:
                with suppress(OSError):
                    folder.rmdir()  # made a moment ago, if it is empty
                raise
            with named_failures(folder):
                yield opened

    def _lock(self, listener_id: str, held: ExitStack) -> Path:
        while True:
            folder, _ = self._opened(listener_id)
            with named_failures(folder), suppress(FileNotFoundError):
                make_folder(self._folder)
                make_folder(folder)
                held.enter_context(locked_folder(folder))
                return folder

    def _read(self, folder: Path, seal: Seal, month: str) -> pa.Table:
        data = self._unsealed(folder, seal, month)
        return decoded(data) if data is not None else schema().empty_table()

    def _unsealed(self, folder: Path, seal: Seal, month: str) -> bytes | None:
        sealed = _bytes(folder / f"{month}{SUFFIX}")
        return seal.open(sealed, _place(folder, f"{month}{SUFFIX}")) if sealed is not None else None

    def _write(self, folder: Path, seal: Seal, month: str, table: pa.Table) -> None:
        name = f"{month}{SUFFIX}"
        if table.num_rows:
            replace(folder / name, seal.close(encoded(table), _place(folder, name)))
        else:
            (folder / name).unlink()
            sync_folder(folder)

    def _remove(self, folder: Path, seal: Seal, month: str, identities: Collection[str]) -> int:
        table = self._read(folder, seal, month)
        kept = [
            _identity(folder.name, listen.listened_at, listen_id(listen)) not in identities
            for listen in listens_of(table)
        ]
        if not all(kept):
            self._write(folder, seal, month, table.filter(kept))
        return kept.count(False)


def _bytes(path: Path) -> bytes | None:
    with named_failures(path), suppress(FileNotFoundError):
        return path.read_bytes()
    return None


def _place(folder: Path, name: str) -> str:
    return f"listening/{folder.name}/{name}"


def _identity(listener_id: str, listened_at: int, listen_id: str) -> str:
    return f"{listener_id}:{listened_at}:{listen_id}"


def _between(table: pa.Table, min_ts: int | None, max_ts: int | None) -> pa.Table:
    import pyarrow.compute as pc

    times = table.column("listened_at")
    if min_ts is not None:
        table = table.filter(pc.greater(times, min_ts))
        times = table.column("listened_at")
    return table if max_ts is None else table.filter(pc.less(times, max_ts))
