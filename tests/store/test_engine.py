"""Failures have names, harm nothing, and leave the store usable."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import DataError, OperationalError

from accord.domain.errors import StoreBusy, StoreError, StoreFull
from accord.store.engine import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "library.db", busy_timeout=0.05)
    with opened.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE notes (body BLOB)")
    yield opened
    opened.close()


def _write(store: Store, size: int) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("INSERT INTO notes VALUES ('first')")
        connection.exec_driver_sql("INSERT INTO notes VALUES (zeroblob(?))", (size,))


def _notes(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM notes").scalar_one())


def test_a_full_database_takes_nothing_of_a_block(store: Store) -> None:
    with store.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")
    with pytest.raises(StoreFull, match="full"):
        _write(store, 1_000_000)
    assert _notes(store) == 0
    _write(store, 10)
    assert _notes(store) == 2


def test_a_file_system_that_refuses_another_byte(store: Store) -> None:
    # The limit on the size of a file stands in for a full disk: the write itself fails, as on one.
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(StoreFull, match="full"):
            _write(store, 1_000_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert _notes(store) == 0
    _write(store, 1_000_000)
    assert _notes(store) == 2


def test_another_process_that_writes_is_waited_for_only_so_long(store: Store) -> None:
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="Another process"):
        _write(store, 10)
    assert _notes(store) == 0, "readers do not wait"
    other.execute("COMMIT")
    other.close()
    _write(store, 10)
    assert _notes(store) == 2


def test_another_thread_that_writes_is_waited_for_only_so_long(store: Store) -> None:
    with store.writing(), pytest.raises(StoreBusy, match="Another thread"):
        _write(store, 10)


def test_an_exception_undoes_the_block(store: Store) -> None:
    with pytest.raises(DataError, match="too big"):
        _write(store, 10**12)
    assert _notes(store) == 0


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(StoreError), store.reading() as connection:
        connection.exec_driver_sql("INSERT INTO notes VALUES ('smuggled')")
    assert _notes(store) == 0


def test_a_reader_sees_one_state(store: Store) -> None:
    with store.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM notes").scalar_one()
        _write(store, 10)
        assert connection.exec_driver_sql("SELECT count(*) FROM notes").scalar_one() == before
    assert _notes(store) == before + 2


def test_a_mistake_of_ours_keeps_its_own_name(store: Store) -> None:
    with pytest.raises(OperationalError, match="no such table"), store.reading() as connection:
        connection.exec_driver_sql("SELECT * FROM nowhere")


def test_damage_is_named(tmp_path: Path) -> None:
    store = open_store(tmp_path / "library.db")
    _fill(store)
    store.close()
    content = store.path.read_bytes()
    store.path.write_bytes(content[:4101] + b"\xff" * (len(content) - 4201) + content[-100:])
    damaged = open_store(store.path)
    with pytest.raises(StoreError, match="damaged"), damaged.reading() as connection:
        connection.exec_driver_sql("SELECT sum(length(body)) FROM notes").scalar_one()
    damaged.close()


def _fill(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE notes (body BLOB)")
        for _ in range(100):
            connection.exec_driver_sql("INSERT INTO notes VALUES (randomblob(500))")


@pytest.mark.parametrize("name", ["100%?mode=memory#1.db", "Bücher ☃.db", "a b'\".db"])
def test_any_name_of_a_file(tmp_path: Path, name: str) -> None:
    store = open_store(tmp_path / name)
    _fill(store)
    store.close()
    assert (tmp_path / name).stat().st_size > 50_000


def test_what_is_deleted_is_gone_from_the_file_and_its_log(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("INSERT INTO notes VALUES (?)", (b"a canary" * 1000,))
    store.checkpoint()
    assert b"a canary" in store.path.read_bytes()
    with store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM notes")
    assert b"a canary" in store.path.read_bytes()
    store.checkpoint()
    left = [path for path in store.path.parent.iterdir() if b"a canary" in path.read_bytes()]
    assert left == []


def test_a_log_that_someone_still_reads_cannot_be_emptied(store: Store) -> None:
    _write(store, 10)
    with store.reading() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM notes").scalar_one()
        _write(store, 10)
        with pytest.raises(StoreBusy, match="older state"):
            store.checkpoint()
    store.checkpoint()
    assert store.path.with_name("library.db-wal").stat().st_size == 0
