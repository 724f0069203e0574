"""What every table has: named constraints, and a source or a label.

A table is written as a class, its columns as annotations. SQLAlchemy's own declarations do the same and map the classes
to objects besides, which nothing here needs and which takes a tenth of the server's start.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, get_args, get_origin, get_type_hints

import sqlalchemy
from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ColumnClause,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

Column = ColumnClause
"""The type of a column, as far as type checkers follow what is selected of it."""

TYPES: dict[Any, TypeEngine[Any]] = {
    str: Text(),
    int: Integer(),
    float: Double(),
    bool: Boolean(),
    bytes: LargeBinary(),
    list[str]: JSON(none_as_null=True),
}
"""Type of the values -> type of the column; with ``None`` the column may be null."""


@dataclass(frozen=True, slots=True)
class _Declared:
    refers_to: str | None = None
    ondelete: str | None = None
    options: dict[str, Any] = field(default_factory=dict)


def column(refers_to: str | None = None, ondelete: str | None = None, **options: Any) -> Any:
    """Return what an annotation does not say of a column.

    Parameters
    ----------
    refers_to : str, optional
        Table and column whose values it takes.
    ondelete : str, optional
        What becomes of the row when the one that it refers to goes.
    **options
        Those of ``sqlalchemy.Column``.
    """
    return _Declared(refers_to, ondelete, options)


class TableClass(type):
    """Makes the table of each class that names one; the class's attributes are then its columns."""

    def __init__(cls, name: str, bases: tuple[type, ...], members: dict[str, Any]) -> None:
        super().__init__(name, bases, members)
        if "__tablename__" not in members:
            return
        hints = {name: hint for name, hint in get_type_hints(cls).items() if get_origin(hint) is Column}
        columns = [_made(name, hint, getattr(cls, name, _Declared())) for name, hint in hints.items()]
        cls.__table__ = Table(members["__tablename__"], Base.metadata, *columns, *members.get("__table_args__", ()))
        for made in columns:
            setattr(cls, made.name, made)

    def __clause_element__(cls) -> Table:
        return cls.__table__


def _made(name: str, hint: Any, declared: _Declared) -> sqlalchemy.Column[Any]:
    (values,) = get_args(hint)
    either = get_args(values)
    nullable = type(None) in either
    kind = either[0] if nullable else values
    refers = [ForeignKey(declared.refers_to, ondelete=declared.ondelete)] if declared.refers_to else []
    return sqlalchemy.Column(name, TYPES[kind], *refers, nullable=nullable, **declared.options)


class Base(metaclass=TableClass):
    """Root of the tables. Constraints are named, so that a migration can name them too."""

    metadata: ClassVar = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    __tablename__: ClassVar[str]
    __table__: ClassVar[Table]


class Sourced:
    """A row that says where it comes from. Without a known source it does not insert."""

    source_id: Column[str] = column("sources.id")


class Labelled:
    """A row that carries a label of its own, because it was derived from several sources. It has no row without."""

    purposes: Column[list[str]]
    obligations: Column[list[str]]
    sources: Column[list[str]]
    subjects: Column[list[str]]


class SourceRow(Base):
    """A source of data, with the label of all that comes from it; the rows are those of ``rights.registry``."""

    __tablename__ = "sources"
    __table_args__ = (
        CheckConstraint("length(id) > 0", name="id"),
        CheckConstraint("length(name) > 0", name="name"),
        *(
            CheckConstraint(f"json_valid({column}) AND {column} LIKE '[%'", name=column)
            for column in ("purposes", "obligations", "subjects")
        ),
    )

    id: Column[str] = column(primary_key=True)
    name: Column[str]
    purposes: Column[list[str]]
    obligations: Column[list[str]]
    subjects: Column[list[str]]
