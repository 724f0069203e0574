"""Full-text search: ids of what matches a query, best first, in bounded time however much matches.

What is searched is one table of FTS5 with a column for each field and one for the kind. No more is looked for than
pages can reach, and of that no more is ranked than a person looks at. What matches stands in three classes: names that
begin with what was typed, names that hold all of it, and all else; in each, the shortest comes first, so that the exact
name leads, and what holds little beside the words asked for comes before what holds much. All words must occur, so the
rarity of words, which BM25 weighs, is the same for all that matches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from accord.library.search_query import Query, Term, parse
from accord.library.search_words import folded, holds, spelt
from accord.store.reader import Reader, listed
from accord.store.schema.catalogue import ENTRIES_OF_A_KIND, FIRST_ENTRY

REACH = 1050
"""Matches that can be had, page by page: a search may start at the 1,000th and return 50. Counting ends there."""

RANKED = 200
"""Matches of a class that are put in order; those beyond follow as they came to the library."""

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
_LENGTH = "length(entry.title) + length(entry.artists) + length(entry.album)"
_NAMES = f"""
    SELECT entry.id, entry.{{name}}, {_LENGTH}
    FROM json_each(?) AS wanted CROSS JOIN search_entries AS entry ON entry.id = wanted.value
"""
_SHORTEST_FIRST = """
    SELECT entry.id FROM json_each(?) AS wanted CROSS JOIN search_entries AS entry ON entry.id = wanted.value
    ORDER BY {length}, entry.id
"""
_ENTITIES = """
    SELECT entity_id FROM json_each(?) AS wanted CROSS JOIN search_entries AS entry ON entry.id = wanted.value
    ORDER BY wanted.key
"""


def found(db: Reader, text: str, kind: str, limit: int, offset: int) -> tuple[list[str], int]:
    """Return a page of ids, best match first, and how many match in all.

    Parameters
    ----------
    db : Reader
        What it may not see is neither found nor counted.
    text : str
        Any text; ``search_query`` says how it is read.
    kind : str
        ``track``, ``artist`` or ``release``.
    limit, offset : int
        The page.

    Returns
    -------
    list of str
        Ids.
    int
        How many of what matches can be had, ``REACH`` at most.
    """
    query = parse(text, date.today().year)
    if query is None:
        return [], 0
    matching = _MATCHING.format(entries=_VISIBLE if db.value(_HIDES) else "search")
    of_kind = FIRST_ENTRY[kind], FIRST_ENTRY[kind] + ENTRIES_OF_A_KIND - 1
    match = expression(query, kind)

    def ids(narrowed: str, most: int) -> Sequence[int]:
        return db.column(f"SELECT search.rowid {matching} LIMIT {most}", narrowed, *of_kind)

    every = ids(match, REACH)
    if len(every) < RANKED:
        ranked = _few(db, query, kind, every)
    else:
        ranked = _many(db, query, kind, match, every, ids, offset + limit)
    return db.column(_ENTITIES, listed(ranked[offset : offset + limit])), len(every)


def expression(query: Query, kind: str) -> str:
    """Return the FTS5 expression of a query for one kind of thing; whatever was typed stands between quotes."""
    groups = [" OR ".join(map(_term, group)) for group in query.required] or [f'kind : "{kind}"']
    positive = " AND ".join(f"({group})" for group in groups)
    if not query.excluded:
        return positive
    return f"({positive}) NOT ({' OR '.join(map(_term, query.excluded))})"


def _few(db: Reader, query: Query, kind: str, ids: Sequence[int]) -> list[int]:
    """Return all that matches in order; each name is looked at here, where that is quicker than asking again."""
    wanted = [(folded(term.text), term.prefix) for term in _named(query, kind)]
    begins = " ".join(" ".join(words) for words, _ in wanted)

    def place(row: tuple[int, str, int]) -> tuple[int, int, int]:
        id_, name, length = row
        words = folded(name)
        if begins and " ".join(words).startswith(begins):
            return 0, len(name), id_
        if wanted and all(holds(words, *each) for each in wanted):
            return 1, len(name), id_
        return 2, length, id_

    rows = db.rows(_NAMES.format(name=NAME[kind]), listed(ids))
    return [id_ for _, _, id_ in sorted(map(place, rows))]


def _many(
    db: Reader,
    query: Query,
    kind: str,
    match: str,
    every: Sequence[int],
    ids: Callable[[str, int], Sequence[int]],
    wanted: int,
) -> list[int]:
    """Return the first of what matches in order, as many as are wanted: of each class ``RANKED`` are put in order."""
    ranked: dict[int, None] = {}
    if named := _named(query, kind):
        name = NAME[kind]
        begins = f"{name} : ^ {_quoted(' '.join(term.text for term in named), named[-1].prefix)}"
        alone = len(named) == len(query.required) and not query.excluded
        leading = ids(begins if alone else f"({match}) AND {begins}", RANKED)
        ranked.update(dict.fromkeys(_shortest_first(db, leading, f"length(entry.{name})")))
    if len(ranked) < wanted:
        ranked.update(dict.fromkeys(_shortest_first(db, every[:RANKED], _LENGTH)))
        ranked.update(dict.fromkeys(every))
    return list(ranked)


def _shortest_first(db: Reader, ids: Sequence[int], length: str) -> Sequence[int]:
    return db.column(_SHORTEST_FIRST.format(length=length), listed(ids))


def _named(query: Query, kind: str) -> list[Term]:
    """Return the terms that a name may hold."""
    name = NAME[kind]
    return [
        group[0] for group in query.required if len(group) == 1 and _COLUMNS.get(group[0].field or "", name) == name
    ]


def _term(term: Term) -> str:
    column = ""
    if term.field or _names_kind(term):
        column = f"{_COLUMNS[term.field] if term.field else _WORDS} : "
    if term.years:
        return " OR ".join(f"{column}{_quoted(part, len(part) < 4)}" for part in _year_prefixes(*term.years))
    return column + _quoted(term.text, term.prefix)


def _names_kind(term: Term) -> bool:
    """Whether a term would be found in the column of kinds; only then is it held to the others, which takes time."""
    words = folded(term.text)
    return len(words) == 1 and any(kind.startswith(words[0]) if term.prefix else kind == words[0] for kind in NAME)


def _quoted(text: str, prefix: bool) -> str:
    return f'"{spelt(text)}"' + (" *" if prefix else "")


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
