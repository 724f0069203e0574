"""Full-text search: ids of what matches a query, best first, in bounded time however much matches.

What is searched is one table of FTS5 with a column for each field and one for the kind. How many rows match is counted
exactly, which reads only the index. Ranking, which reads the rows, is bounded: names that begin with what was typed
come first (the shortest first, so the exact one leads), then those that contain it, then all else by BM25; of each
class the first ``CANDIDATES`` are ranked, more than anybody pages through.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from accord.library.search_query import Query, Term, parse

CANDIDATES = 1_100
"""Matches that are ranked, of each class; the Web API shows the first 1,050."""

WEIGHTS = {"track": "8, 4, 2, 1, 0, 0, 0", "artist": "0, 8, 0, 1, 0, 0, 0", "release": "0, 4, 8, 1, 0, 0, 0"}
"""What a word counts in title, artists, album, genres, year, isrc and kind (the order of the index's columns)."""
NAME = {"track": "title", "artist": "artists", "release": "album"}
"""The column that holds the name of what is searched."""

_COLUMNS = {"track": "title", "artist": "artists", "album": "album", "genre": "genres", "year": "year", "isrc": "isrc"}
# A connection that may not see everything has a view over the entries; then the index alone does not tell the number.
_HIDES = "SELECT EXISTS (SELECT 1 FROM sqlite_temp_schema WHERE name = 'search_entries')"
_COUNT = "SELECT count(*) FROM search WHERE search MATCH ?"
# CROSS JOIN holds SQLite to this order: looking each entry up in the index would be a thousand times slower.
_SEEN = "FROM search CROSS JOIN search_entries AS entry ON entry.id = search.rowid WHERE search MATCH ?"
_BY_LENGTH = (
    "SELECT entity_id FROM (SELECT entity_id, length({name}) AS size {seen} LIMIT {most}) ORDER BY size, entity_id"
)
_BY_BM25 = """
    SELECT entity_id FROM (SELECT entity_id, bm25(search, {weights}) AS score {seen} LIMIT {most})
    ORDER BY score, entity_id
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
    match = expression(query, kind)
    hides = db.exec_driver_sql(_HIDES).scalar_one()
    total = db.exec_driver_sql(f"SELECT count(*) {_SEEN}" if hides else _COUNT, (match,)).scalar_one()
    if offset >= total:
        return [], total
    ranked: dict[str, None] = {}
    for statement, narrowed in _classes(query, kind, match):
        ranked.update(dict.fromkeys(db.exec_driver_sql(statement, (narrowed,)).scalars()))
        if len(ranked) >= min(offset + limit, total):
            break
    return list(ranked)[offset : offset + limit], total


def expression(query: Query, kind: str) -> str:
    """Return the FTS5 expression of a query for one kind of thing; whatever was typed stands between quotes."""
    groups = [" OR ".join(map(_term, group)) for group in query.required]
    positive = " AND ".join([f'kind : "{kind}"', *(f"({group})" for group in groups)])
    if not query.excluded:
        return positive
    return f"({positive}) NOT ({' OR '.join(map(_term, query.excluded))})"


def _classes(query: Query, kind: str, match: str) -> Iterator[tuple[str, str]]:
    """Return the statement and the expression of each class of matches; each contains the one before."""
    name = NAME[kind]
    said = [
        group[0] for group in query.required if len(group) == 1 and _COLUMNS.get(group[0].field or "", name) == name
    ]
    by_bm25 = _BY_BM25.format(weights=WEIGHTS[kind], seen=_SEEN, most=CANDIDATES)
    if said:
        begins = f"{name} : ^ {_quoted(' '.join(term.text for term in said), said[-1].prefix)}"
        by_length = _BY_LENGTH.format(name=f"entry.{name}", seen=_SEEN, most=CANDIDATES)
        yield by_length, f"({match}) AND {begins}"
        contains = " AND ".join(f"{name} : {_quoted(term.text, term.prefix)}" for term in said)
        yield by_bm25, f"({match}) AND {contains}"
    yield by_bm25, match


def _term(term: Term) -> str:
    column = f"{_COLUMNS[term.field]} : " if term.field else ""
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
