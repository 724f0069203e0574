"""The migrations lead to the schema of the models, from nothing, once, and never backwards."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from accord.domain.errors import StoreError, StoreTooNew
from accord.store.engine import open_store
from accord.store.migrate import MIGRATIONS, migrate, revisions
from accord.store.schema import Base


def _definitions(path: Path) -> dict[str, list[str]]:
    """Every table and index with the lines of its definition, in whatever order they were written."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql NOT NULL")
    definitions = {name: sorted(_parts(sql)) for name, sql in rows}
    connection.close()
    ours = Base.metadata.tables
    return {name: lines for name, lines in definitions.items() if name in ours or name.startswith("ix_")}


def _parts(sql: str) -> list[str]:
    """The columns and constraints of a definition; one that was added later stands on the line of another."""
    inside = sql[sql.index("(") + 1 : sql.rindex(")")]
    parts, depth = [""], 0
    for character in inside:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return [" ".join(part.split()) for part in parts]


def test_migrated_schema_is_that_of_the_models(tmp_path: Path) -> None:
    migrated = open_store(tmp_path / "migrated.db")
    migrate(migrated)
    with migrated.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _: kind != "table" or name in Base.metadata.tables}
        )
        assert compare_metadata(context, Base.metadata) == []
    migrated.close()
    Base.metadata.create_all(create_engine(f"sqlite:///{tmp_path / 'models.db'}"))
    assert _definitions(tmp_path / "migrated.db") == _definitions(tmp_path / "models.db")


def test_revisions_form_one_line_that_alembic_reads_alike() -> None:
    script = ScriptDirectory(MIGRATIONS)
    assert [step.revision for step in reversed(list(script.walk_revisions()))] == revisions()


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        store = open_store(tmp_path / "library.db")
        migrate(store)
        store.close()
    assert _definitions(tmp_path / "library.db")


def test_a_newer_library_is_refused_and_left_alone(tmp_path: Path) -> None:
    store = open_store(tmp_path / "library.db")
    migrate(store)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreTooNew, match="schema 9999"):
        migrate(store)
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "9999"
    store.close()


@pytest.mark.parametrize("content", [b"", b"no database" * 999], ids=["empty", "text"])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(content)
    store = open_store(path)
    if content:
        with pytest.raises(StoreError, match="not a library"):
            migrate(store)
        assert path.read_bytes() == content
    else:
        migrate(store)
    store.close()


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "library.db")
    other.execute("CREATE TABLE letters (body TEXT)")
    other.close()
    store = open_store(tmp_path / "library.db")
    with pytest.raises(StoreError, match="another program"):
        migrate(store)
    store.close()
