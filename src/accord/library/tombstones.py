"""What was erased stays erased: the tombstones are held against the data at every opening and after every restore.

Old data comes back when a backup is restored or someone copies files by hand. What a tombstone names is then erased
again, before anything of it can be served.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from accord.library import consent_rows
from accord.library.durable import replace
from accord.library.erasure import EXPORTS, finish
from accord.library.listening_files import SUFFIX
from accord.library.parts import Parts
from accord.library.vault import Tombstone, digest
from accord.rights.consent_record import ConsentEvent, Method
from accord.rights.consent_states import ConsentState, Entity, allows
from accord.store.schema import ConsentRow, ListenerRow

_STAMP = "replayed"
"""File in a listener's folder that says against which files how many tombstones were held."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came back and was erased again."""

    listeners: int
    consents: int
    listens: int


def replay(parts: Parts) -> Replayed:
    """Erase again whatever tombstones name. Where nothing came back this reads the ledger and little else.

    Parameters
    ----------
    parts : Parts
        A library that serves nothing yet.

    Returns
    -------
    Replayed

    Raises
    ------
    StoreError
        If the ledger is damaged or something could not be removed; then nothing may be served.
    """
    stones = parts.vault.tombstones()
    if not stones:
        return Replayed(0, 0, 0)
    buried = {stone.digest for stone in stones if stone.kind == "listener"}
    back = [id_ for id_ in _named(parts) if digest("listener", id_) in buried] if buried else []
    for listener_id in back:
        finish(parts, listener_id, Entity.ACCORD)
    _empty_log(parts, buried)
    consents = _end_consents(parts, {stone.digest: stone for stone in stones if stone.kind == "consent"})
    listens = _delete_listens(parts, sum(stone.kind == "listen" for stone in stones))
    return Replayed(len(back), consents, listens)


def _empty_log(parts: Parts, buried: set[str]) -> None:
    """Finish erasures that were cut short when all but the database's write-ahead log was done."""
    done = {stone.digest for stone in parts.vault.tombstones() if stone.kind == "erased"}
    if unfinished := [one for one in sorted(buried) if digest("erased", one) not in done]:
        parts.library.store.checkpoint()
        for one in unfinished:
            parts.vault.bury("erased", one, int(time.time()))


def _named(parts: Parts) -> list[str]:
    """Return every listener of whom the data folder holds anything, or of whom there is a key."""
    with parts.library.store.reading() as db:
        named = set(db.scalars(select(ListenerRow.id)))
        named |= set(db.exec_driver_sql("SELECT DISTINCT value FROM derived, json_each(derived.subjects)").scalars())
    for folder in (parts.settings.home / "listening", parts.settings.home / EXPORTS):
        named |= {path.name for path in folder.glob("*") if path.is_dir()}
    named |= set(parts.vault.listener_ids())
    return sorted(named)


def _end_consents(parts: Parts, ended: dict[str, Tombstone]) -> int:
    if not ended:
        return 0
    with parts.library.store.reading() as db:
        known = db.execute(select(ConsentRow.id, ConsentRow.listener_id)).all()
        whose = {listener_id for id_, listener_id in known if digest("consent", id_) in ended}
        revived = [
            (record, ended[digest("consent", record.id)])
            for listener_id in sorted(whose)
            for record in consent_rows.records(db, listener_id)
            if digest("consent", record.id) in ended and allows(record.state)
        ]
    if revived:
        with parts.library.store.writing() as db:
            for record, stone in revived:
                state = ConsentState(stone.note)
                entity = Entity.OPERATOR if state is ConsentState.REVOKED else Entity.SUBJECT
                consent_rows.add_event(db, record.id, ConsentEvent(stone.at, state, entity, Method.COMMAND))
        for record, _ in revived:
            parts.models.leave(record.listener_id, record.purpose)
    return len(revived)


def _delete_listens(parts: Parts, stones: int) -> int:
    deleted = 0
    for listener in parts.listeners.every() if stones else ():
        folder = parts.settings.home / "listening" / listener.id
        if folder.is_dir() and parts.vault.has_key(listener.id) and _stamp(folder) != _state(folder, stones):
            deleted += parts.listening.bury_again(listener.id)
            replace(folder / _STAMP, _state(folder, stones))
    return deleted


def _stamp(folder: Path) -> bytes:
    path = folder / _STAMP
    return path.read_bytes() if path.is_file() else b""


def _state(folder: Path, stones: int) -> bytes:
    """Return a digest that changes when a tombstone is added, and when a file is written or copied back."""
    hashed = hashlib.sha256(str(stones).encode())
    for line in _files(folder):
        hashed.update(line.encode())
    return hashed.hexdigest().encode()


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        status = path.stat()
        yield f"{path.name} {status.st_ino} {status.st_ctime_ns} {status.st_size}\n"
