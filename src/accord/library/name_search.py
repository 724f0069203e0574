"""Search among a few names that the full-text index does not hold, by the same rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from accord.library.search_query import Term, parse
from accord.library.search_words import folded, holds


def matching(text: str, names: Mapping[str, str]) -> list[str]:
    """Return the ids of the names that match a search, best first.

    Parameters
    ----------
    text : str
        Any text; ``search_query`` says how it is read. What it asks of a field, a name does not have.
    names : mapping
        Id -> name.

    Returns
    -------
    list of str
        First what begins with what was typed, then all else; of each, the shortest first.
    """
    query = parse(text, date.today().year)
    if query is None:
        return []
    typed = " ".join(" ".join(folded(term.text)) for group in query.required for term in group[:1])
    found = []
    for id_, name in names.items():
        words = folded(name)
        wanted = all(any(_fits(words, term) for term in group) for group in query.required)
        if wanted and not any(_fits(words, term) for term in query.excluded):
            found.append((not " ".join(words).startswith(typed), len(name), name, id_))
    return [id_ for *_, id_ in sorted(found)]


def _fits(words: list[str], term: Term) -> bool:
    return term.field is None and holds(words, folded(term.text), term.prefix)
