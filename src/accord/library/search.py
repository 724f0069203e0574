"""Full-text search: what a person types becomes an expression that SQLite's FTS5 can neither misread nor refuse."""

from __future__ import annotations

import re

from sqlalchemy import Connection

WEIGHTS = {"track": "8.0, 4.0, 2.0, 1.0", "artist": "0.0, 8.0, 0.0, 1.0", "release": "0.0, 4.0, 8.0, 1.0"}
"""What a word counts, for what is searched, in title, artists, album and genres (the order of the index's columns)."""
MOST_WORDS = 32
"""Words beyond these are ignored: nobody types more, and FTS5 limits the depth of an expression."""

_COLUMNS = {"track": "title", "artist": "artists", "album": "album", "genre": "genres"}
_TERM = re.compile(r'(?:(track|artist|album|genre):)?(?:"([^"]*)"?|([^\s"]+))', re.IGNORECASE)
_WORD = re.compile(r"[^\W_]")


def expression(query: str) -> str | None:
    """Return the FTS5 expression for a search.

    All words must occur, in any field and in any order. ``"quoted words"`` must follow each other; ``track:``,
    ``artist:``, ``album:`` and ``genre:`` bind the word or phrase that follows to that field. The last word, if it is
    not quoted, may be the beginning of a word, as while typing.

    Parameters
    ----------
    query : str
        Any text.

    Returns
    -------
    str or None
        ``None`` where the text has no letter or digit to look for.
    """
    text = query.replace("\0", " ").encode("utf-8", "ignore").decode()
    terms = [match.groups() for match in _TERM.finditer(text)]
    terms = [term for term in terms if _WORD.search(term[1] or term[2] or "")][:MOST_WORDS]
    parts = []
    for place, (field, phrase, word) in enumerate(terms):
        column = f"{_COLUMNS[field.lower()]} : " if field else ""
        prefix = " *" if word and place == len(terms) - 1 else ""
        parts.append(f'{column}"{phrase or word}"{prefix}')
    return " AND ".join(parts) or None


def found(db: Connection, query: str, kind: str, limit: int, offset: int) -> tuple[list[str], int]:
    """Return a page of ids, best match first by BM25, and how many match in all.

    S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", Foundations and Trends in
    Information Retrieval, 2009.
    """
    match = expression(query)
    if match is None:
        return [], 0
    # CROSS JOIN holds SQLite to this order: looking each entry up in the index would be a thousand times slower.
    matching = (
        "FROM search CROSS JOIN search_entries AS entry ON entry.id = search.rowid"
        " WHERE search MATCH ? AND entry.kind = ?"
    )
    total = db.exec_driver_sql(f"SELECT count(*) {matching}", (match, kind)).scalar_one()
    ranked = f"SELECT entity_id {matching} ORDER BY bm25(search, {WEIGHTS[kind]}), entity_id LIMIT ? OFFSET ?"
    return list(db.exec_driver_sql(ranked, (match, kind, limit, offset)).scalars()), total
