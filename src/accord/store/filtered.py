"""Connections that see only rows of some sources, whatever statement runs on them.

Over each table of the catalogue stands a temporary view of the same name. SQLite looks a name up among temporary things
before it looks in the file, so a statement reads the view without knowing it, and cannot read past it by accident. The
planner flattens the views: indexes serve as before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from accord.store.engine import Store

_OF_SOURCE = "source_id IN ({sources})"
_OF_WEIGHTS = _OF_SOURCE + " AND (weights IS NULL OR weights IN ({sources}))"
_OF_FILES = "EXISTS (SELECT 1 FROM main.files AS f WHERE f.release_id = {owner} AND f.source_id IN ({{sources}}))"
_OF_CREDITS = "EXISTS (SELECT 1 FROM main.credits AS c WHERE c.artist_id = {owner} AND c.source_id IN ({{sources}}))"

VISIBLE: Mapping[str, str] = {
    **dict.fromkeys(("files", "tracks", "credits", "file_genres", "covers"), _OF_SOURCE),
    "analyses": _OF_WEIGHTS,  # it shows where both the music and the weights may be used
    # What several files share shows as long as one of them does.
    "artists": _OF_CREDITS.format(owner="artists.id"),
    "artist_aliases": _OF_CREDITS.format(owner="artist_aliases.owner_id"),
    "releases": _OF_FILES.format(owner="releases.id"),
    "release_aliases": _OF_FILES.format(owner="release_aliases.owner_id"),
    "release_artists": _OF_FILES.format(owner="release_artists.release_id"),
    "genres": "EXISTS (SELECT 1 FROM main.file_genres AS g WHERE g.genre_key = genres.key"
    " AND g.source_id IN ({sources}))",
    "search_entries": f"CASE kind WHEN 'artist' THEN {_OF_CREDITS.format(owner='search_entries.entity_id')}"
    f" WHEN 'release' THEN {_OF_FILES.format(owner='search_entries.entity_id')} ELSE {_OF_SOURCE} END",
}
"""For every table of the catalogue, the condition on which a row shows."""

OF_PEOPLE = frozenset(
    {
        *("apps", "access_tokens", "listeners", "listener_tokens", "consent_records", "consent_events"),
        *("app_redirects", "authorization_codes", "refresh_tokens", "passwords", "sessions"),
        *("saved", "playlists", "playlist_items", "old_ids", "feedback", "skips"),
        *("derived_inputs", "scan_problems"),
    }
)
"""Tables that the operator and the listeners themselves come to, by doors of their own."""


def filtered_reader(store: Store, permitted: Iterable[str]) -> Engine:
    """Return a pool of connections that see only rows of the permitted sources, and cannot write.

    Parameters
    ----------
    store : Store
        An open database with the current schema.
    permitted : iterable of str
        Ids of sources.

    Returns
    -------
    Engine
        Dispose of it when done.
    """
    quoted = ", ".join("'" + id_.replace("'", "''") + "'" for id_ in sorted(permitted))
    views = [
        f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {condition.format(sources=quoted)}"
        for table, condition in VISIBLE.items()
    ]
    engine = create_engine(store.reader.url, pool_size=16, max_overflow=-1, pool_use_lifo=True)
    event.listen(engine, "connect", _hiding(views, store.busy_timeout))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _hiding(views: list[str], busy_timeout: float) -> Callable[[sqlite3.Connection, ConnectionPoolEntry], None]:
    def prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {round(busy_timeout * 1000)}")
        for view in views:
            connection.execute(view)
        connection.execute("PRAGMA query_only = ON")

    return prepare
