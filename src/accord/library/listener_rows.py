"""Every row of the database that is about one listener, found by the foreign keys, whatever the tables are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, exists, func, literal_column, or_, select

from accord.store.schema import Base, ListenerRow

WITHHELD: Mapping[tuple[str, str], str] = {("passwords", "hash"): "not exported"}
"""Table and column -> what stands for its value: a guessed password must not be checked against a copy that travels."""


def keyed_tables() -> list[Table]:
    """Return the tables that hold rows about listeners: theirs, and those that refer to them or name subjects."""
    return [table for table in Base.metadata.sorted_tables if _conditions(table, "")]


def rows(db: Connection, table: Table, listener_id: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table that are about a listener, in the order in which they were written."""
    query = select(table).where(or_(*_conditions(table, listener_id)))
    for row in db.execute(query.order_by(literal_column(f"{table.name}.rowid"))).mappings():
        found = {str(name): WITHHELD.get((table.name, name), value) for name, value in row.items()}
        # Who else had a hand in it is not theirs to take along.
        others = (column.name for column in _naming(table) if found[column.name] != listener_id)
        yield found | dict.fromkeys(others)


def _conditions(table: Table, listener_id: str) -> list[Any]:
    if table.name == ListenerRow.__tablename__:
        return [table.c.id == listener_id]
    if "subjects" in table.c and "source_id" not in table.c and table.name != "sources":
        subject = func.json_each(table.c.subjects).table_valued("value")
        return [exists(select(1).select_from(subject).where(subject.c.value == listener_id))]
    found = [column == listener_id for column in _naming(table)]
    for column in table.c:
        for key in column.foreign_keys:
            owner = key.column.table
            if owner is not table and owner.name != ListenerRow.__tablename__ and _naming(owner):
                theirs: Select[Any] = select(key.column).where(or_(*_conditions(owner, listener_id)))
                found.append(column.in_(theirs))
    return found


def _naming(table: Table) -> list[Column[Any]]:
    return [column for column in table.c if _refers_to(column, ListenerRow.__tablename__)]


def _refers_to(column: Column[Any], table: str) -> bool:
    return any(key.column.table.name == table for key in column.foreign_keys)
