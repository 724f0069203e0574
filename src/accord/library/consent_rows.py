"""Consent records in the database: rows in, records out."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, insert, literal_column, select, update

from accord.domain.labels import Purpose
from accord.rights.consent import expiry
from accord.rights.consent_record import SCHEMA_VERSION, ConsentEvent, ConsentRecord, Method
from accord.rights.consent_states import PARENT, ConsentState, Entity, allows
from accord.rights.decision import ConsentRef
from accord.rights.notices import Notice
from accord.rights.registry import OPERATOR
from accord.store.engine import Store, named_failures
from accord.store.reader import listed
from accord.store.schema import ConsentEventRow, ConsentRow

_VALID = f"""
SELECT record.listener_id, record.id, record.notice_hash
FROM consent_records AS record
WHERE record.purpose = ?
  AND record.listener_id IN (SELECT value FROM json_each(?))
  AND record.notice_hash IN (SELECT value FROM json_each(?))
  AND (record.expires_at IS NULL OR record.expires_at > ?)
  AND (SELECT state FROM consent_events WHERE record_id = record.id ORDER BY id DESC LIMIT 1)
      IN ({", ".join(f"'{state}'" for state in PARENT if allows(state))})
"""
"""The whole of ``consent.valid_at``, as one look-up."""


def valid(
    store: Store, purpose: Purpose, listener_ids: Collection[str], notice_hashes: Collection[str], now: float
) -> dict[tuple[str, Purpose], ConsentRef]:
    """Return the valid record of each of the listeners who has one."""
    parameters = (purpose.value, listed(listener_ids), listed(notice_hashes), now)
    # One statement sees one state without a transaction around it, which would cost more than the look-up.
    with named_failures(store.path), closing(store.reader.raw_connection()) as connection:
        cursor = connection.cursor()
        rows = cursor.execute(_VALID, parameters).fetchall()
    return {(listener_id, purpose): ConsentRef(record_id, hash_) for listener_id, record_id, hash_ in rows}


def records(db: Connection, listener_id: str, purpose: Purpose | None = None) -> list[ConsentRecord]:
    """Return a listener's records, oldest first; all of them, or those for one purpose."""
    found = select(ConsentRow.__table__).where(ConsentRow.listener_id == listener_id)
    if purpose is not None:
        found = found.where(ConsentRow.purpose == purpose.value)
    in_order: tuple[Any, ...] = (
        ConsentRow.created_at,
        literal_column("consent_records.rowid"),
    )  # two may be made in one second
    rows = db.execute(found.order_by(*in_order)).mappings().all()
    events: dict[str, list[ConsentEvent]] = {row["id"]: [] for row in rows}
    happened = select(ConsentEventRow.__table__).where(ConsentEventRow.record_id.in_(events))
    for event in db.execute(happened.order_by(ConsentEventRow.id)).mappings():
        state, entity, method = ConsentState(event["state"]), Entity(event["entity"]), Method(event["method"])
        events[event["record_id"]].append(ConsentEvent(event["at"], state, entity, method))
    return [
        ConsentRecord(
            **{name: value for name, value in row.items() if name not in ("purpose", "source_id")},
            purpose=Purpose(row["purpose"]),
            events=tuple(events[row["id"]]),
        )
        for row in rows
    ]


def begin(db: Connection, listener_id: str, notice: Notice, controller: str, now: float) -> ConsentRecord:
    """Write a record without events, and return it."""
    values: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "listener_id": listener_id,
        "purpose": notice.purpose.value,
        "schema_version": SCHEMA_VERSION,
        "notice_version": notice.version,
        "notice_hash": notice.hash,
        "language": notice.language,
        "jurisdiction": notice.jurisdiction,
        "controller": controller,
        "created_at": int(now),
        "expires_at": None,
    }
    db.execute(insert(ConsentRow), values | {"source_id": OPERATOR.id})
    return ConsentRecord(**{**values, "purpose": notice.purpose}, events=())


def add_event(db: Connection, record_id: str, event: ConsentEvent) -> None:
    """Write what happened to a record."""
    values = {"at": event.at, "state": event.state.value, "entity": event.entity.value, "method": event.method.value}
    db.execute(insert(ConsentEventRow), values | {"record_id": record_id, "source_id": OPERATOR.id})


def set_expiry(db: Connection, record_id: str, notice: Notice, now: float) -> None:
    """Let a record last from now for as long as its notice says."""
    db.execute(update(ConsentRow).where(ConsentRow.id == record_id).values(expires_at=expiry(notice, now)))
