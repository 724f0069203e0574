"""Bring a database to the schema of this version of Accord."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from accord.domain.errors import StoreError, StoreTooNew
from accord.store.engine import Store

MIGRATIONS = Path(__file__).parent / "migrations"


def revisions() -> list[str]:
    """Return the revisions that this version knows, oldest first."""
    return sorted(file.stem.removeprefix("revision_") for file in (MIGRATIONS / "versions").glob("revision_*.py"))


def revision(connection: Connection) -> str | None:
    """Return the revision of a database, ``None`` for an empty one.

    Raises
    ------
    StoreError
        If it holds the tables of another program.
    """
    tables = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    if "alembic_version" in tables:
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if tables:
        raise StoreError("The file is the database of another program, not a library of Accord.")
    return None


def migrate(store: Store) -> None:
    """Run the migrations that a database lacks, all in one transaction.

    Parameters
    ----------
    store : Store
        An open database.

    Raises
    ------
    StoreTooNew
        If a newer Accord wrote it.
    StoreError
        If it is not a library, or cannot be read or written.
    """
    known = revisions()
    with store.reading() as connection:
        current = revision(connection)
    if current == known[-1]:
        return
    if current is not None and current not in known:
        raise StoreTooNew(f"{store.path} was written by a newer Accord (schema {current}; this one knows {known[-1]}).")
    with store.writing() as connection:
        # Another process may have migrated while this one waited for its turn; Alembic looks again.
        upgrade(connection)


def upgrade(connection: Connection) -> None:
    """Run the missing migrations on a connection, in its transaction."""
    from alembic import command  # imported here: a library that is up to date need not pay for it
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")
