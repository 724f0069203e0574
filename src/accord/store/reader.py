"""Reading by text SQL: rows come as plain tuples, with no statement or result object in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import orjson
from sqlalchemy import Connection, Engine


def listed(values: Iterable[object]) -> str:
    """Return several values as one parameter, of which ``json_each`` makes rows."""
    return orjson.dumps([*values]).decode()


class Reader:
    """Runs statements that are text; a pooled connection that sees one state of the database stands behind it.

    Building a result of SQLAlchemy takes longer than SQLite takes to find a handful of rows.

    Parameters
    ----------
    cursor : DBAPI cursor
    """

    __slots__ = ("_cursor",)

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def rows(self, statement: str, *parameters: object) -> list[Any]:
        """Return the rows of a statement, each a tuple."""
        return list(self._cursor.execute(statement, parameters).fetchall())

    def column(self, statement: str, *parameters: object) -> list[Any]:
        """Return the values of the first column."""
        return [row[0] for row in self._cursor.execute(statement, parameters).fetchall()]

    def value(self, statement: str, *parameters: object) -> Any:
        """Return the first value of the first row; ``None`` where there is no row."""
        row = self._cursor.execute(statement, parameters).fetchone()
        return None if row is None else row[0]


def within(connection: Connection) -> Reader:
    """Return a reader that sees what a transaction has written so far."""
    return Reader(connection.connection.cursor())


@contextmanager
def reader(engine: Engine) -> Iterator[Reader]:
    """Give a reader that sees one state of the database for as long as it is open."""
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("BEGIN")
        try:
            yield Reader(cursor)
        finally:
            cursor.execute("ROLLBACK")
