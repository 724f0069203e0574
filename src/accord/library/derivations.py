"""The rows of derived things: read as chains, and ended when someone withdraws what they were made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, func, insert, literal_column, select, update

from accord.domain.errors import NotFound
from accord.domain.labels import Label, Obligation, Purpose
from accord.rights.algebra import meet
from accord.rights.lineage import Activity, Derived, Thing, Used, source_thing
from accord.store.schema import DerivedInputRow, DerivedRow

ID_LENGTH = 36
"""Characters of the id of a derived thing, a UUID."""


def add(db: Connection, id_: str, derived: Derived, digest: str | None, location: str | None, now: int) -> None:
    """Insert a derived thing and what it was made from."""
    label = derived.label
    row = {
        "id": id_,
        "kind": derived.kind,
        "name": derived.name,
        "purpose": derived.purpose,
        "activity": derived.activity,
        "agent": derived.agent,
        "digest": digest,
        "location": location,
        "made_at": now,
        **{name: sorted(getattr(label, name)) for name in ("purposes", "obligations", "sources", "subjects")},
    }
    inputs = [
        {
            "derived_id": id_,
            "position": position,
            "what": used.what,
            "rows": used.rows,
            "listener_id": used.listener_id,
            "source_id": used.source_id,
        }
        for position, used in enumerate(derived.inputs)
    ]
    db.execute(insert(DerivedRow), row)
    db.execute(insert(DerivedInputRow), inputs)


def valid(db: Connection, id_: str) -> Row[Any]:
    """Return the row of a derived thing that may still be used.

    Raises
    ------
    NotFound
        If there is none, or it was withdrawn.
    """
    row = _row(db, id_)
    if row is None:
        raise NotFound(f"There is no derived thing {id_}.")
    if row.invalidated_at is not None:
        raise NotFound(f"The {row.kind} {id_} was withdrawn.")
    return row


def present(db: Connection, ids: Iterable[str]) -> Sequence[Row[Any]]:
    """Return the rows of those of some derived things that may still be used."""
    return db.execute(select(DerivedRow).where(DerivedRow.id.in_(list(ids)), DerivedRow.invalidated_at.is_(None))).all()


def models(db: Connection) -> list[str]:
    """Return the ids of the models that are kept here and may still be used, newest first."""
    query = select(DerivedRow.id).where(
        DerivedRow.kind == "model", DerivedRow.invalidated_at.is_(None), DerivedRow.location.is_not(None)
    )
    return list(db.scalars(query.order_by(DerivedRow.made_at.desc(), literal_column("derived.rowid").desc())))


def retire(db: Connection, id_: str, now: int) -> None:
    """Make a derived thing invalid because a newer one took its place."""
    values = {"digest": None, "location": None, "invalidated_at": now}
    db.execute(update(DerivedRow).where(DerivedRow.id == id_).values(values))


def inputs(db: Connection, id_: str) -> Sequence[Row[Any]]:
    """Return what a derived thing was made from, in order."""
    query = select(DerivedInputRow).where(DerivedInputRow.derived_id == id_).order_by(DerivedInputRow.position)
    return db.execute(query).all()


def label_of(row: Row[Any]) -> Label:
    """Return a thing's label: as recorded, and no wider than what the registry says of its sources today."""
    stored = Label(
        frozenset(Purpose(purpose) for purpose in row.purposes),
        frozenset(Obligation(duty) for duty in row.obligations),
        frozenset(row.sources),
        frozenset(row.subjects),
    )
    return meet(stored, *(source_thing(source_id).label for source_id in row.sources))


def ids(db: Connection, listener_id: str | None) -> list[str]:
    """Return the ids of all derived things, newest first; with a listener, of those that are about them."""
    query = select(DerivedRow.id).order_by(DerivedRow.made_at.desc(), DerivedRow.id)
    return list(db.scalars(query if listener_id is None else query.where(_about(listener_id))))


def chain(db: Connection, id_: str) -> Thing | None:
    """Return the chain of a derived thing, ``None`` where there is none of that id."""
    row = _row(db, id_) if len(id_) == ID_LENGTH else None
    if row is None:
        return None
    rows = inputs(db, id_)
    inner = {what: found for what in {one.what for one in rows} if (found := chain(db, what))}
    # What came through another derived thing stands as several inputs, one a source and listener, and is one thing.
    origins = dict.fromkeys(inner.get(one.what) or _input(id_, one) for one in rows)
    used = tuple(Used(one.what, one.source_id, one.rows) for one in rows)
    return Thing(
        row.kind,
        row.id,
        row.name,
        label_of(row),
        tuple(origins),
        activity=Activity(row.activity, row.agent, row.made_at, Purpose(row.purpose), used),
        rows=sum(one.rows for one in rows),
        digest=row.digest,
        invalidated_at=row.invalidated_at,
    )


def affected(db: Connection, listener_id: str, purpose: Purpose | None) -> list[Row[Any]]:
    """Return what used a listener's data for a purpose (``None``: any), what was made from that, and so on.

    A backup is made to be read with every listener's key, or without the keys that are gone; nothing depends on it.
    """
    about = select(DerivedRow).where(_about(listener_id)).order_by(DerivedRow.made_at, DerivedRow.id)
    query = about if purpose is None else about.where(DerivedRow.purpose == purpose)
    found = {row.id: row for row in db.execute(query)}
    layer = {row.id for row in found.values() if row.kind != "backup"}
    while layer:
        made_from = select(DerivedInputRow.derived_id).where(DerivedInputRow.what.in_(layer))
        below = {row.id: row for row in db.execute(select(DerivedRow).where(DerivedRow.id.in_(made_from)))}
        layer = below.keys() - found.keys()
        found |= below
    return [row for row in found.values() if row.invalidated_at is None or listener_id in row.subjects]


def end(db: Connection, row: Row[Any], listener_id: str, now: int) -> None:
    """Take a listener out of a derived thing; unless it is a backup, it is invalid from now on."""
    values: dict[str, Any] = {"subjects": [subject for subject in row.subjects if subject != listener_id]}
    if row.kind != "backup":
        values |= {"name": row.kind, "digest": None, "location": None, "invalidated_at": row.invalidated_at or now}
    db.execute(update(DerivedRow).where(DerivedRow.id == row.id).values(values))
    theirs = (DerivedInputRow.derived_id == row.id, DerivedInputRow.listener_id == listener_id)
    db.execute(update(DerivedInputRow).where(*theirs).values(listener_id=None))


def _row(db: Connection, id_: str) -> Row[Any] | None:
    return db.execute(select(DerivedRow).where(DerivedRow.id == id_)).one_or_none()


def _about(listener_id: str) -> ColumnElement[bool]:
    # Every listener of an input is a subject of the label, so that the label alone tells.
    subject = func.json_each(DerivedRow.subjects).table_valued("value")
    return exists(select(1).select_from(subject).where(subject.c.value == listener_id))


def _input(of: str, row: Row[Any]) -> Thing:
    origin = source_thing(row.source_id)
    label = origin.label.about(row.listener_id) if row.listener_id else origin.label
    return Thing(row.what, f"{of}/{row.position}", f"{row.rows} {row.what}", label, (origin,), rows=row.rows)
