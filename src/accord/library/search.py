"""Full-text search: ids of what matches a query, best first, in bounded time however much matches.

What is searched is one table of FTS5 with a column for each field and one for the kind. How many rows match is counted
exactly, which reads only the index. Ranking, which reads the rows, is bounded: names that begin with what was typed
come first (the shortest first, so the exact one leads), then all else by BM25, where the name counts most; of each
class the first ``CANDIDATES`` are ranked, more than anybody pages through.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from accord.library.search_query import Query, Term, parse
from accord.store.schema.catalogue import ENTRIES_OF_A_KIND, FIRST_ENTRY

CANDIDATES = 1_100
"""Matches that are ranked, of each class; the Web API shows the first 1,050."""

WEIGHTS = {"track": "8, 4, 2, 1, 0, 0, 0", "artist": "0, 8, 0, 1, 0, 0, 0", "release": "0, 4, 8, 1, 0, 0, 0"}
"""What a word counts in title, artists, album, genres, year, isrc and kind (the order of the index's columns)."""
NAME = {"track": "title", "artist": "artists", "release": "album"}
"""The column that holds the name of what is searched."""

_WORDS = "{title artists album genres year isrc}"
"""What a word without a field is looked for in: all but the kind, which nobody types."""
_COLUMNS = {"track": "title", "artist": "artists", "album": "album", "genre": "genres", "year": "year", "isrc": "isrc"}
# A connection that may not see everything has a view over the entries; then the index alone does not tell what shows.
_HIDES = "SELECT EXISTS (SELECT 1 FROM sqlite_temp_schema WHERE name = 'search_entries')"
# CROSS JOIN holds SQLite to this order: looking each entry up in the index would be a thousand times slower.
_VISIBLE = "search CROSS JOIN search_entries AS visible ON visible.id = search.rowid"
_MATCHING = "FROM {entries} WHERE search MATCH ? AND search.rowid BETWEEN ? AND ?"
# Not materialized, the candidates would be limited only after all that matches was scored.
_RANKED = """
    WITH candidate AS MATERIALIZED (SELECT search.rowid AS id, {score} AS score {matching} LIMIT {most})
    SELECT id FROM candidate ORDER BY score, id
"""
_ENTITIES = """
    SELECT entity_id FROM json_each(?) AS wanted CROSS JOIN search_entries AS entry ON entry.id = wanted.value
    ORDER BY wanted.key
"""


def found(db: Connection, text: str, kind: str, limit: int, offset: int) -> tuple[list[str], int]:
    """Return a page of ids, best match first, and how many match in all.

    BM25: S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", Foundations and Trends
    in Information Retrieval, 2009.

    Parameters
    ----------
    db : Connection
        What it may not see is neither found nor counted.
    text : str
        Any text; ``search_query`` says how it is read.
    kind : str
        ``track``, ``artist`` or ``release``.
    limit, offset : int
        The page. Beyond ``CANDIDATES`` matches pages may be empty.

    Returns
    -------
    list of str
        Ids.
    int
        How many match.
    """
    query = parse(text, date.today().year)
    if query is None:
        return [], 0
    matching = _MATCHING.format(entries=_VISIBLE if db.exec_driver_sql(_HIDES).scalar_one() else "search")
    of_kind = FIRST_ENTRY[kind], FIRST_ENTRY[kind] + ENTRIES_OF_A_KIND - 1
    match = expression(query, kind)
    ranked: dict[int, None] = {}
    total = CANDIDATES
    for score, narrowed in _classes(query, kind, match):
        if len(ranked) >= offset + limit:
            break
        statement = _RANKED.format(score=score, matching=matching, most=CANDIDATES)
        rows = db.exec_driver_sql(statement, (narrowed, *of_kind)).scalars().all()
        ranked.update(dict.fromkeys(rows))
    else:
        total = len(rows)  # of the last class, which is all that matches
    if total >= CANDIDATES:
        total = db.exec_driver_sql(f"SELECT count(*) {matching}", (match, *of_kind)).scalar_one()
    page = list(ranked)[offset : offset + limit]
    return list(db.exec_driver_sql(_ENTITIES, (json.dumps(page),)).scalars()), total


def expression(query: Query, kind: str) -> str:
    """Return the FTS5 expression of a query for one kind of thing; whatever was typed stands between quotes."""
    groups = [" OR ".join(map(_term, group)) for group in query.required] or [f'kind : "{kind}"']
    positive = " AND ".join(f"({group})" for group in groups)
    if not query.excluded:
        return positive
    return f"({positive}) NOT ({' OR '.join(map(_term, query.excluded))})"


def _classes(query: Query, kind: str, match: str) -> Iterator[tuple[str, str]]:
    """Return the score (least first) and the expression of each class of matches; the last contains the others."""
    name = NAME[kind]
    named = [
        group[0] for group in query.required if len(group) == 1 and _COLUMNS.get(group[0].field or "", name) == name
    ]
    if named:
        begins = f"{name} : ^ {_quoted(' '.join(term.text for term in named), named[-1].prefix)}"
        alone = len(named) == len(query.required) and not query.excluded
        yield f"length(search.{name})", begins if alone else f"({match}) AND {begins}"
    yield f"bm25(search, {WEIGHTS[kind]})", match


def _term(term: Term) -> str:
    column = f"{_COLUMNS[term.field] if term.field else _WORDS} : "
    if term.years:
        return " OR ".join(f"{column}{_quoted(part, len(part) < 4)}" for part in _year_prefixes(*term.years))
    return column + _quoted(term.text, term.prefix)


def _quoted(text: str, prefix: bool) -> str:
    return f'"{text}"' + (" *" if prefix else "")


def _year_prefixes(first: int, last: int) -> list[str]:
    """Return the shortest list of beginnings that exactly the years of a range have.

    FTS5 compares every alternative at every row, so ``199*`` is ten times as quick as ten years.
    """
    prefixes = []
    while first <= last:
        size = next(size for size in (1000, 100, 10, 1) if first % size == 0 and first + size - 1 <= last)
        prefixes.append(f"{first:04}"[: 4 - len(str(size)) + 1])
        first += size
    return prefixes
