"""The import of one listener's export: into the same account, or into a new one, of this Accord or another.

A new account gets all of it: id, listens, consents with their history. Where another controller answers for this
Accord than for the one of the export, what was consented to there is kept as history and counts for nothing here until
it is given here. An account that exists keeps its own decisions: records that it does not know come as history too.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import IO

from sqlalchemy import Connection, insert, select

from accord.domain.entities import Listen, Listener
from accord.domain.errors import ForeignEvents, UnknownListener
from accord.domain.labels import Purpose
from accord.library import consent_rows, tombstones
from accord.library.parts import Parts
from accord.library.transfer_collections import keep_collections, read_collections, require_own
from accord.library.transfer_feedback import keep_feedback, read_feedback
from accord.library.transfer_form import FORMAT
from accord.library.transfer_leaf import note
from accord.library.transfer_read import Archive
from accord.library.vault import digest, require_listener_id
from accord.rights.consent_record import ConsentEvent, ConsentRecord, Method
from accord.rights.consent_states import ConsentState, Entity, allows
from accord.rights.log_entry import LogKind
from accord.rights.registry import OPERATOR
from accord.store.schema import ConsentRow

_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import stored."""

    listener: Listener
    new: bool
    """Whether the account was made by it."""
    listens: int
    duplicates: int
    """Listens that were there already."""
    records: int
    """Consent records that were not."""


def import_from(parts: Parts, file: IO[bytes], name: str) -> Imported:
    """Take in an export. Every byte of it is checked first: what is wrong in it stores nothing.

    Parameters
    ----------
    parts : Parts
        The open library.
    file : file
        The zip archive.
    name : str
        The account that it goes into; one that does not exist is made.

    Returns
    -------
    Imported

    Raises
    ------
    InvalidParameter
        If the archive is damaged, too large, of another version or no export, or the name is none.
    ForeignEvents
        If it is somebody else's than the account's, or holds anything about somebody else.
    SourceRefused
        If a listen is of a source of which nothing may be kept.
    StoreError
        If it cannot be stored; done again, it goes on.
    """
    archive = Archive(file, time.time())
    account = _account(parts, archive, name)
    listens, records = archive.check(), archive.records()
    collections, spoken = read_collections(archive), read_feedback(archive)
    _require_own_records(parts, account or archive.profile.id, records)
    with parts.library.store.reading() as db:
        require_own(db, collections, account.id if account else archive.profile.id)
    listener = account or _new_account(parts, archive, name)
    with parts.library.store.writing() as db:
        if account is None:
            parts.listeners.enter(db, listener)
        counting = account is None and archive.profile.controller == parts.consents.controller
        stored = _keep_records(parts, db, listener, records, counting=counting)
        keep_collections(db, collections, listener.id)
        keep_feedback(db, spoken, listener.id)
    note(parts, LogKind.IMPORT, listener.id, {"format": FORMAT, "listens": listens, "records": stored})
    before = 0 if account is None else parts.listening.own(listener.id).count()
    added = sum(parts.listening.add(listener.id, batch).stored for batch in _batches(archive.listens()))
    for importer, at in archive.profile.importers.items():
        parts.listening.mark(listener.id, importer, at)
    tombstones.replay(parts)  # what was withdrawn or deleted here does not come back with an older export
    kept = parts.listening.own(listener.id).count() - before
    return Imported(listener, account is None, kept, listens - added, stored)


def _account(parts: Parts, archive: Archive, name: str) -> Listener | None:
    """Return the account if there is one and the export is its own; ``None`` where it is to be made."""
    profile = archive.profile
    by_id = {listener.id: listener for listener in parts.listeners.every()}
    try:
        account = parts.listeners.by_name(name)
    except UnknownListener:
        account = None
    owner = by_id.get(profile.id)
    if owner is not None and owner != account:
        raise ForeignEvents(f"The export belongs to another account of this Accord than {name}.")
    if account is not None and profile.id != account.id and profile.name != account.name:
        raise ForeignEvents(f"The export is that of another person than {name}.")
    return account


def _require_own_records(parts: Parts, owner: Listener | str, records: list[ConsentRecord]) -> None:
    owner_id = owner if isinstance(owner, str) else owner.id
    with parts.library.store.reading() as db:
        for record in records:
            there = db.execute(select(ConsentRow.listener_id).where(ConsentRow.id == record.id)).scalar()
            if there is not None and there != owner_id:
                raise ForeignEvents("The export holds a consent record of another listener of this Accord.")


def _new_account(parts: Parts, archive: Archive, name: str) -> Listener:
    """Return the account that is to be made; it keeps its id, unless who had it was erased here."""
    id_ = require_listener_id(archive.profile.id)
    if digest("listener", id_) in {stone.digest for stone in parts.vault.tombstones() if stone.kind == "listener"}:
        id_ = str(uuid.uuid4())
    return Listener(id_, name.strip(), archive.profile.created_at)


def _keep_records(
    parts: Parts, db: Connection, listener: Listener, records: list[ConsentRecord], *, counting: bool
) -> int:
    """Store the records that are not there, as they are or as history; return how many that were."""
    known = {record.id for record in consent_rows.records(db, listener.id)}
    unknown = [replace(record, listener_id=listener.id) for record in records if record.id not in known]
    for record in unknown:
        _insert(db, record)
        if allows(record.state) and not counting:
            ended = ConsentEvent(int(time.time()), ConsentState.INVALIDATED, Entity.ACCORD, Method.COMMAND)
            consent_rows.add_event(db, record.id, ended)
    theirs = consent_rows.records(db, listener.id)
    if not any(record.purpose is Purpose.SERVICE and allows(record.state) for record in theirs):
        parts.consents.open_account(db, listener.id)
    return len(unknown)


def _insert(db: Connection, record: ConsentRecord) -> None:
    values = {name: getattr(record, name) for name in ConsentRecord.__slots__ if name != "events"}
    db.execute(insert(ConsentRow), values | {"purpose": record.purpose.value, "source_id": OPERATOR.id})
    for event in record.events:
        consent_rows.add_event(db, record.id, event)


def _batches(listens: Iterator[Listen]) -> Iterator[list[Listen]]:
    while batch := list(islice(listens, _BATCH)):
        yield batch
