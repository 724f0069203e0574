"""Rows whose source changes though the file did not: a licence was put beside it, changed or taken away.

A track, its analyses and its search entry are of the source of the file that speaks for it. What several files share (a
release, an artist, a genre, a picture) is of the narrowest of their sources.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from accord.domain.entities import Span
from accord.library.paths import span_text, stored
from accord.rights.licence import narrowest


@dataclass(frozen=True, slots=True)
class Relabelled:
    """A file that is in the library, and what it is to fall under."""

    path: Path
    span: Span | None
    source_id: str
    terms: str | None
    """SPDX expression, where a licence is known."""


_FILE = "(SELECT id FROM files WHERE path = :path AND span = :span)"
_TRACK = "(SELECT track_id FROM files WHERE path = :path AND span = :span AND speaks)"
_OF_FILE = [
    text(statement)
    for statement in (
        "UPDATE files SET source_id = :source, terms = :terms WHERE path = :path AND span = :span",
        f"UPDATE credits SET source_id = :source WHERE file_id = {_FILE}",
        f"UPDATE file_genres SET source_id = :source WHERE file_id = {_FILE}",
        f"UPDATE tracks SET source_id = :source WHERE id = {_TRACK}",
        f"UPDATE analyses SET source_id = :source WHERE track_id = {_TRACK}",
        f"UPDATE search_entries SET source_id = :source WHERE kind = 'track' AND entity_id = {_TRACK}",
        "DELETE FROM scan_problems WHERE path = :path AND code IN ('UnknownLicence', 'LicencesDisagree')",
    )
]

_SHARED = {
    "releases": (
        "SELECT DISTINCT release_id, source_id FROM files",
        "UPDATE releases SET source_id = :source WHERE id = :id",
        "UPDATE release_artists SET source_id = :source WHERE release_id = :id",
        "UPDATE release_aliases SET source_id = :source WHERE owner_id = :id",
        "UPDATE search_entries SET source_id = :source WHERE kind = 'release' AND entity_id = :id",
    ),
    "artists": (
        "SELECT DISTINCT artist_id, source_id FROM credits",
        "UPDATE artists SET source_id = :source WHERE id = :id",
        "UPDATE artist_aliases SET source_id = :source WHERE owner_id = :id",
        "UPDATE search_entries SET source_id = :source WHERE kind = 'artist' AND entity_id = :id",
    ),
    "covers": (
        "SELECT DISTINCT cover_id, source_id FROM files WHERE cover_id IS NOT NULL",
        "UPDATE covers SET source_id = :source WHERE id = :id",
    ),
    "genres": (
        "SELECT DISTINCT genre_key, source_id FROM file_genres",
        "UPDATE genres SET source_id = :source WHERE key = :id",
    ),
}
"""What several files share: the sources of those files, and the rows that follow."""


def relabel(db: Connection, files: Sequence[Relabelled]) -> None:
    """Put files under other sources, with all that follows from each alone, and forget what was wrong before."""
    rows = [
        {"path": stored(file.path), "span": span_text(file.span), "source": file.source_id, "terms": file.terms}
        for file in files
    ]
    for statement in _OF_FILE:
        db.execute(statement, rows)


def follow(db: Connection) -> None:
    """Put what several files share under the narrowest of their sources, wherever it is not."""
    for table, (sources_of, *updates) in _SHARED.items():
        key = "key" if table == "genres" else "id"
        stored_sources = dict(_pairs(db, f"SELECT {key}, source_id FROM {table}"))
        by_owner: dict[str, set[str]] = defaultdict(set)
        for owner, source_id in _pairs(db, sources_of):
            by_owner[owner].add(source_id)
        wanted = {owner: narrowest(ids) if len(ids) > 1 else next(iter(ids)) for owner, ids in by_owner.items()}
        changed = [{"id": id_, "source": source} for id_, source in wanted.items() if stored_sources[id_] != source]
        if changed:
            for statement in updates:
                db.execute(text(statement), changed)


def _pairs(db: Connection, statement: str) -> Iterable[tuple[str, str]]:
    return ((row[0], row[1]) for row in db.execute(text(statement)))
