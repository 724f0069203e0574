"""No row without a source, no source without a label: the database itself refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from accord.store.engine import Store, open_store
from accord.store.migrate import migrate
from accord.store.schema import Base

SOURCE = {"id": "test", "name": "A test", "purposes": [], "obligations": [], "subjects": []}
ID, DIGEST = "0" * 22, "0" * 64
BYTES = ("features", "confidences", "embedding", "document")
PLACE = {"path": b"/a", "size": 1, "mtime_ns": 1}
FILE = PLACE | {
    "id": 1,
    "span": "",
    "folder": b"/",
    "track_id": ID,
    "release_id": ID,
    "speaks": True,
    "completeness": 0,
}
FILE |= {"container": "ogg", "codec": "vorbis", "sr": 44100, "channels": 2}
FILE |= {"title": "a", "album": "b", "album_key": "b", "album_tagged": True}
CREDIT = {"position": 0, "artist_id": ID, "name": "a"}
UUID = "0" * 36
CONSENT = {"id": UUID, "listener_id": UUID, "purpose": "a", "schema_version": "1", "notice_version": 1}
CONSENT |= {"notice_hash": DIGEST, "language": "en", "jurisdiction": "EU", "controller": "a", "created_at": 1}
LABEL = {"purposes": "[]", "obligations": "[]", "sources": '["test"]', "subjects": "[]"}
DERIVED = {"id": UUID, "kind": "model", "name": "a", "purpose": "b", "activity": "c", "agent": "d", "made_at": 1}
GRANT = {"client_id": "a", "listener_id": UUID, "scope": "", "family": "a", "used": False}
PLAYLIST = {"id": ID, "listener_id": UUID, "name": "a", "description": "", "snapshot_id": "b", "created_at": 1}
PLAYLIST |= {"public": True, "collaborative": False}
ROWS: dict[str, dict[str, Any]] = {
    "tracks": {"id": ID, "rule": 1, "duration": 1.0},
    "artists": {"id": ID, "name": "a", "track_count": 1},
    "artist_aliases": {"id": ID, "owner_id": ID, "name": "a"},
    "covers": {"id": DIGEST, "media_type": "image/png", "data": b""},
    "releases": {"id": ID, "title": "b", "kind": "album", "track_count": 1, "total_tracks": 1},
    "release_aliases": {"id": ID, "owner_id": ID, "name": "b"},
    "release_artists": CREDIT | {"release_id": ID},
    "files": FILE,
    "credits": CREDIT | {"file_id": 1, "role": "track"},
    "genres": {"key": "rock", "name": "Rock"},
    "file_genres": {"file_id": 1, "position": 0, "genre_key": "rock"},
    "analyses": {
        "track_id": ID,
        "version": "1",
        "features": b"",
        "confidences": b"",
        "embedding": b"",
        "document": b"",
    },
    "scan_problems": PLACE | {"code": "NotAudio", "sentence": "a", "remedy": "b", "failed": True},
    "search_entries": {"kind": "track", "entity_id": ID, "title": "a"}
    | dict.fromkeys(("artists", "album", "genres", "year", "isrc"), ""),
    "apps": {"client_id": "a", "secret_hash": "b", "name": "c", "created_at": 1},
    "access_tokens": {"token_hash": "a", "client_id": "a", "expires_at": 1},
    "listeners": {"id": UUID, "name": "ann", "created_at": 1},
    "listener_tokens": {"token_hash": "a", "listener_id": UUID, "created_at": 1},
    "consent_records": CONSENT,
    "consent_events": {"record_id": UUID, "at": 1, "state": "a", "entity": "subject", "method": "api"},
    "app_redirects": {"client_id": "a", "uri": "http://a"},
    "authorization_codes": GRANT | {"code_hash": "a", "redirect_uri": "http://a", "expires_at": 1},
    "refresh_tokens": GRANT | {"token_hash": "a", "public": False, "created_at": 1},
    "passwords": {"listener_id": UUID, "hash": "a"},
    "sessions": {"token_hash": "a", "listener_id": UUID, "expires_at": 1},
    "saved": {"listener_id": UUID, "kind": "track", "entity_id": ID, "saved_at": 1},
    "playlists": PLAYLIST,
    "playlist_items": {"playlist_id": ID, "position": 0, "track_id": ID, "added_at": 1},
    "old_ids": {"listener_id": UUID, "kind": "track", "old_id": ID, "entity_id": ID},
    "feedback": {"listener_id": UUID, "kind": "artist", "entity_id": ID, "verdict": "less", "said_at": 1},
    "skips": {"listener_id": UUID, "track_id": ID, "skipped_at": 1},
    "derived_inputs": {"derived_id": UUID, "position": 0, "what": "tracks", "rows": 1},
}
"""A row of each table, but for its source; each refers only to rows above it."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that stays empty."""
    opened = open_store(tmp_path_factory.mktemp("store") / "library.db")
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def db(store: Store) -> Iterator[Connection]:
    """The store's writer; what a test writes is undone."""
    with store.writer.connect() as connection:
        yield connection


def _insert(connection: Connection, table: str, source_id: str | None) -> None:
    row = ROWS[table] if source_id is None else ROWS[table] | {"source_id": source_id}
    connection.execute(insert(Base.metadata.tables[table]).values(row))


def _derive(connection: Connection, row: dict[str, Any]) -> None:
    columns = ", ".join(row)
    connection.exec_driver_sql(f"INSERT INTO derived ({columns}) VALUES ({', '.join(f':{name}' for name in row)})", row)


def _fill_until(connection: Connection, table: str) -> None:
    """Insert the source and the rows that a row of ``table`` may refer to."""
    connection.execute(insert(Base.metadata.tables["sources"]).values(SOURCE))
    _derive(connection, DERIVED | LABEL)
    for name in ROWS:
        if name == table:
            return
        _insert(connection, name, "test")


def test_every_table_has_a_row_here() -> None:
    labelled = {"sources", "derived"}  # a label of their own in place of a source's
    assert set(ROWS) == set(Base.metadata.tables) - labelled


@pytest.mark.parametrize("column", LABEL)
@pytest.mark.parametrize("value", [None, "", "null", "{}", '"all"', "[unfinished"])
def test_t16_what_is_derived_needs_a_whole_label(db: Connection, column: str, value: str | None) -> None:
    with pytest.raises(IntegrityError):
        _derive(db, DERIVED | LABEL | {column: value})
    _derive(db, DERIVED | LABEL)


def test_t16_what_is_derived_comes_from_somewhere(db: Connection) -> None:
    with pytest.raises(IntegrityError, match="sources"):
        _derive(db, DERIVED | LABEL | {"sources": "[]"})


@pytest.mark.parametrize("table", ROWS)
def test_a_row_needs_a_source(db: Connection, table: str) -> None:
    _fill_until(db, table)
    with pytest.raises(IntegrityError, match=f"NOT NULL constraint failed: {table}.source_id"):
        _insert(db, table, None)


@pytest.mark.parametrize("table", ROWS)
def test_a_row_needs_a_known_source(db: Connection, table: str) -> None:
    _fill_until(db, table)
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        _insert(db, table, "hearsay")


def test_rows_of_a_known_source_are_taken(db: Connection) -> None:
    _fill_until(db, "none of them")
    for table in ROWS:
        assert db.exec_driver_sql(f"SELECT source_id FROM {table}").scalars().all() == ["test"]


@pytest.mark.parametrize("column", ["purposes", "obligations", "subjects"])
@pytest.mark.parametrize("value", [None, "", "null", "{}", '"all"', "[unfinished"])
def test_a_source_needs_a_whole_label(db: Connection, column: str, value: str | None) -> None:
    statement = "INSERT INTO sources VALUES (:id, :name, :purposes, :obligations, :subjects)"
    row = SOURCE | {"purposes": "[]", "obligations": "[]", "subjects": "[]"}
    with pytest.raises(IntegrityError):
        db.exec_driver_sql(statement, row | {column: value})
    db.exec_driver_sql(statement, row)


@pytest.mark.parametrize("column", ["id", "name"])
@pytest.mark.parametrize("value", [None, ""])
def test_a_source_needs_a_name(db: Connection, column: str, value: str | None) -> None:
    with pytest.raises(IntegrityError):
        db.execute(insert(Base.metadata.tables["sources"]).values(SOURCE | {column: value}))


def test_a_source_in_use_cannot_be_removed(db: Connection) -> None:
    _fill_until(db, "artists")
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        db.exec_driver_sql("DELETE FROM sources")
