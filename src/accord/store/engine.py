"""The database file: how it is opened, read and written, and what its failures are called."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from accord.domain.errors import StoreBusy, StoreError, StoreFull

BUSY_TIMEOUT = 15.0
"""Seconds to wait for another process that writes."""

PAGE_CACHE = 32_768
"""KiB of pages that a reading connection keeps; a search in a large library looks at several MiB."""

CHECKPOINT_RETRY = 0.02
"""Seconds between attempts to empty the write-ahead log while another connection does the same."""

_CANNOT_GROW = {
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMMAP,
}
"""What SQLite reports where a quota or a file system, rather than ENOSPC, refuses another byte."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open database: many readers, one writer."""

    path: Path
    reader: Engine
    writer: Engine
    busy_timeout: float
    """Seconds to wait for another process that writes."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database and cannot write.

        Raises
        ------
        StoreError
            If the database cannot be read.
        """
        with named_failures(self.path), self.reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give the connection that writes, in a transaction: all of the block is stored, or nothing.

        Raises
        ------
        StoreFull
            If the disk takes no more.
        StoreBusy
            If another process or thread writes for longer than the busy timeout.
        StoreError
            If the database cannot be written for another reason.
        """
        with named_failures(self.path), self.writer.begin() as connection:
            yield connection

    def checkpoint(self) -> None:
        """Bring all that was written into the database file and empty the write-ahead log.

        Until then the log may hold what was deleted from the file.

        Raises
        ------
        StoreBusy
            If another connection reads an older state, or writes, for longer than the busy timeout.
        """
        deadline = time.monotonic() + self.busy_timeout
        with named_failures(self.path), closing(self.writer.raw_connection()) as connection:
            while connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                if time.monotonic() >= deadline:
                    raise StoreBusy(f"Another process reads an older state of {self.path}: its log cannot be emptied.")
                time.sleep(CHECKPOINT_RETRY)

    def copy(self, target: Path) -> None:
        """Write one state of the database, whole and without what was deleted, as a new file. Nobody has to wait.

        Raises
        ------
        StoreFull
            If the disk takes no more.
        StoreError
            If the file cannot be written, or is there already.
        """
        with named_failures(self.path), closing(self.reader.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA query_only = OFF")  # which would refuse the other file too
            try:
                cursor.execute("VACUUM INTO ?", (str(target),))
            finally:
                cursor.execute("PRAGMA query_only = ON")

    def close(self) -> None:
        """Close every connection."""
        self.reader.dispose()
        self.writer.dispose()


def open_store(path: Path, busy_timeout: float = BUSY_TIMEOUT) -> Store:
    """Open a database file, which is created if it is missing; see ``migrate`` for its tables.

    Parameters
    ----------
    path : Path
        The file; its folder exists.
    busy_timeout : float
        Seconds to wait for another process that writes.

    Returns
    -------
    Store
        Close it when done.
    """
    wait = f"PRAGMA busy_timeout = {round(busy_timeout * 1000)}"
    url = URL.create("sqlite", database=str(path))
    # Last in, first out: few connections do most of the reading, so that their page caches are warm.
    reader = create_engine(url, pool_size=16, max_overflow=-1, pool_use_lifo=True)
    writer = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=busy_timeout)
    event.listen(reader, "connect", _prepared(wait, "PRAGMA query_only = ON", f"PRAGMA cache_size = -{PAGE_CACHE}"))
    # WAL: readers and the writer do not wait for each other. NORMAL: a commit survives the death of the process; a
    # power cut may undo the last commits but never tears the file.
    modes = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", "PRAGMA journal_size_limit = 67108864")
    # secure_delete: what is deleted is overwritten with zeros, not merely marked as free.
    event.listen(writer, "connect", _prepared(wait, *modes, "PRAGMA foreign_keys = ON", "PRAGMA secure_delete = ON"))
    event.listen(reader, "begin", _beginning("BEGIN"))
    event.listen(writer, "begin", _beginning("BEGIN IMMEDIATE"))
    return Store(path, reader, writer, busy_timeout)


def in_use(path: Path) -> bool:
    """Return whether another process has a database open; a file that is no database is nobody's."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")  # to leave WAL one must be alone
        except sqlite3.OperationalError as error:
            return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        except sqlite3.DatabaseError:
            pass
    return False


@contextmanager
def named_failures(path: Path) -> Iterator[None]:
    """Turn what SQLite and the connection pool raise into the errors of ``domain.errors``."""
    try:
        yield
    except PoolTimeout as error:
        raise StoreBusy(f"Another thread of this process keeps {path} busy.") from error
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if not isinstance(cause, sqlite3.OperationalError | sqlite3.DatabaseError):
            raise
        named = _named(cause, path)
        if named is None:
            raise
        raise named from error


def _named(cause: sqlite3.Error, path: Path) -> StoreError | None:
    extended = getattr(cause, "sqlite_errorcode", 0)
    code = extended & 0xFF
    if code == sqlite3.SQLITE_FULL or extended in _CANNOT_GROW:
        return StoreFull(f"The disk or quota of {path.parent} is full: nothing more can be written.")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusy(f"Another process keeps {path} busy.")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreError(f"{path} is damaged or not a library of Accord ({cause}).")
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return StoreError(f"{path} cannot be opened for what was asked ({cause}).")
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(f"The disk failed while {path} was read or written ({cause}).")
    return None


def _prepared(*pragmas: str) -> Callable[[sqlite3.Connection, ConnectionPoolEntry], None]:
    def prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
        for pragma in pragmas:
            connection.execute(pragma)

    return prepare


def _beginning(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin
