"""Erasure of one listener: when it returns, nothing of them is left in the data folder or among the keys.

The tombstone comes first, and a second one says that all is done. Should the power go in between, the next opening of
the library does the rest (``library.tombstones``); until the first is written, nothing has happened. What nobody can
read without the key goes with the key; what is readable (rows, files, the write-ahead log) is removed or overwritten.
Nothing of a listener is ever in the search index, whose entries are made from the tags of files alone.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select

from accord.domain.errors import KeyLost, StoreError, UnknownListener
from accord.library.durable import TEMPORARY, named_failures
from accord.library.parts import Parts
from accord.library.saved import forget_followers
from accord.library.vault import digest, require_listener_id
from accord.rights.log_entry import LogKind, commitment
from accord.store.schema import ConsentRow, ListenerRow, ListenerTokenRow

EXPORTS = "exports"
"""Folder of the data folder that holds a folder a listener, with the exports that they left here."""


@dataclass(frozen=True, slots=True)
class Erased:
    """The receipt of an erasure."""

    erased_at: int
    """Seconds since 1970, UTC."""
    removed: Mapping[str, int]
    """What was removed -> how many; listens that could no longer be read are not counted."""
    leaf: int
    """Index of the entry in the log."""
    checkpoint: str
    """The log's signed checkpoint that covers it."""
    opening: Mapping[str, Any]
    """Salt and event of the entry's commitment: with it, and only with it, one can show whose erasure the entry is."""


def erase(parts: Parts, listener_id: str, by: str) -> Erased:
    """Erase a listener: key, listening, account, consents, tokens, and all that was derived from their data.

    Parameters
    ----------
    parts : Parts
        The open library.
    listener_id : str
        Who.
    by : str
        ``subject`` or ``operator``.

    Returns
    -------
    Erased
        The receipt.

    Raises
    ------
    UnknownListener
        If there is no such listener.
    StoreError
        If something could not be removed. The erasure has begun all the same: the key is gone, and the next opening of
        the library goes on with it.
    """
    with parts.library.store.reading() as db:
        if db.execute(select(ListenerRow.id).where(ListenerRow.id == listener_id)).scalar() is None:
            raise UnknownListener("There is no such listener here.")
    parts.vault.bury("listener", listener_id, int(time.time()))
    return finish(parts, listener_id, by)


def finish(parts: Parts, listener_id: str, by: str) -> Erased:
    """Do all that a tombstone demands; done again, it finds less to do.

    Parameters
    ----------
    parts : Parts
        The open library.
    listener_id : str
        Who was buried.
    by : str
        ``subject``, ``operator``, or ``accord`` where a tombstone is replayed.

    Returns
    -------
    Erased

    Raises
    ------
    StoreError
        If something could not be removed.
    """
    removed = _counts(parts, listener_id)
    # What they put into the counts can be taken out as long as it can be read.
    removed["derived"] = len(parts.models.leave(listener_id))
    parts.vault.destroy_listener_key(listener_id)
    parts.listening.forget(listener_id)
    leaf, opening = _log(parts, listener_id, by)
    # The row first, then what refers to it: an export that is being made now can no longer be recorded, and finds out.
    with parts.library.store.writing() as db:
        forget_followers(db, listener_id)
        db.execute(delete(ListenerRow).where(ListenerRow.id == listener_id))
    removed["derived"] += len(parts.models.leave(listener_id))  # a training that ran meanwhile may have counted them
    remove_files(parts.settings.home, listener_id)
    parts.library.store.checkpoint()
    parts.vault.bury("erased", digest("listener", listener_id), int(time.time()))
    return Erased(int(time.time()), removed, leaf, parts.log.checkpoint(), opening)


def remove_files(home: Path, listener_id: str) -> None:
    """Remove a listener's exports, and what commands that were cut short left in the data folder."""
    folder = home / EXPORTS / require_listener_id(listener_id)
    with named_failures(folder):
        for _ in range(3):  # an export that is being written may put a file back while its folder goes
            with suppress(FileNotFoundError):
                shutil.rmtree(folder)
            if not folder.exists():
                break
        else:
            raise StoreError(f"{folder} cannot be removed: another process writes to it.")
        for left in home.glob(f"*{TEMPORARY}"):
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)


def _counts(parts: Parts, listener_id: str) -> dict[str, int]:
    counts = {}
    with parts.library.store.reading() as db:
        for name, row in (("tokens", ListenerTokenRow), ("consents", ConsentRow)):
            of_theirs = select(func.count()).select_from(row).where(row.listener_id == listener_id)
            counts[name] = db.execute(of_theirs).scalar_one()
    # Lost or damaged: there is nothing to count, and that must not stand in the way.
    with suppress(KeyLost, StoreError):
        counts["listens"] = parts.listening.own(listener_id).count()
    return counts


def _log(parts: Parts, listener_id: str, by: str) -> tuple[int, dict[str, Any]]:
    """Write the entry; its salt is its own, known only from the receipt: the listener's is destroyed."""
    salt = secrets.token_bytes(32)
    event = {"listener": listener_id, "by": str(by), "nonce": secrets.token_hex(16)}
    leaf = parts.log.append(LogKind.ERASURE, {"what": "listener", "reason": str(by)}, commitment(salt, event))
    return leaf, {"salt": salt.hex(), "event": event}
