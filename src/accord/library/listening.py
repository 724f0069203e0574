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
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from accord.domain.entities import Listen
from accord.domain.errors import ConsentMissing, InvalidParameter, KeyLost, StoreError
from accord.library.decision_journal import DecisionJournal
from accord.library.durable import (
    locked_folder,
    make_folder,
    named_failures,
    replace,
    sync_folder,
)
from accord.library.heard import Heard
from accord.library.listening_files import by_month, month_of, place, read_month, sealed_bytes, write_month
from accord.library.listening_table import listens_of, merged, table_of
from accord.library.sealed import Seal
from accord.library.vault import Vault, digest, require_listener_id
from accord.rights.decision import Decision
from accord.rights.registry import require_storable

if TYPE_CHECKING:
    pass

EARLIEST = 1_033_430_400
"""2002-10-01, when scrobbling began; a listen of before has a clock that was never set."""

AHEAD = 3_600
"""Seconds that a player's clock may be ahead of ours."""

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
        now = self._clock()
        times = [require_time(listen.listened_at, now) for listen in listens]
        table = table_of(listens)
        stored = 0
        with self._writing(listener_id) as (folder, seal):
            for month, places in by_month(times):
                whole, new = merged(read_month(folder, seal, month), table.take(places))
                if new:
                    write_month(folder, seal, month, whole)
                stored += new
        return Added(stored, len(listens) - stored)

    def heard(self, decision: Decision) -> Heard:
        """Open what a listener heard for a use that was decided on.

        Parameters
        ----------
        decision : Decision
            What ``Uses.require`` returned for a label with one subject: without it nothing is read for a use.

        Returns
        -------
        Heard

        Raises
        ------
        ConsentMissing
            If the decision is a no, or rests on no consent record.
        KeyLost
            If the listener's key is gone.
        """
        if not decision.allowed or len(decision.label.subjects) != 1 or not decision.consents:
            raise ConsentMissing("What a person heard is read only on a decision that rests on their consent record.")
        (listener_id,) = decision.label.subjects
        return self.own(listener_id)

    def own(self, listener_id: str) -> Heard:
        """Open what a listener heard for the listener themselves: to be exported, counted or erased.

        Access and erasure do not depend on consent (GDPR, articles 15, 17 and 20), so there is no decision to ask for.

        Raises
        ------
        KeyLost
            If the listener's key is gone.
        """
        return Heard(*self._opened(listener_id))

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
            for listen in listens_of(read_month(folder, seal, month))
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
            replace(folder / _MARKS, seal.close(orjson.dumps(marks), place(folder, _MARKS)))

    def marks(self, listener_id: str) -> dict[str, int]:
        """Return how far each importer came."""
        return self._marks(*self._opened(listener_id))

    def _marks(self, folder: Path, seal: Seal) -> dict[str, int]:
        sealed = sealed_bytes(folder / _MARKS)
        return dict(orjson.loads(seal.open(sealed, place(folder, _MARKS)))) if sealed is not None else {}

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

    def _remove(self, folder: Path, seal: Seal, month: str, identities: Collection[str]) -> int:
        table = read_month(folder, seal, month)
        kept = [
            _identity(folder.name, listen.listened_at, listen_id(listen)) not in identities
            for listen in listens_of(table)
        ]
        if not all(kept):
            write_month(folder, seal, month, table.filter(kept))
        return kept.count(False)


def _identity(listener_id: str, listened_at: int, listen_id: str) -> str:
    return f"{listener_id}:{listened_at}:{listen_id}"
