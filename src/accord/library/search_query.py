"""What a person types into a search, taken apart: words, phrases, fields, what is excluded, what is an alternative.

- All words must occur, in any field and any order. ``"Quoted words"`` must follow each other.
- ``artist:``, ``album:``, ``track:``, ``genre:``, ``isrc:`` and ``year:`` bind the word or phrase after them to a
  field; a year may be a range (``year:1990-1999``). Any other name before a colon is just a word.
- ``NOT word`` and ``-word`` exclude; ``one OR other`` is satisfied by either. Both are operators only in capitals, and
  only where a word follows (and, for ``OR``, precedes).
- ``tag:new`` asks for the releases of this year and the last; ``tag:hipster``, what hardly anybody hears, holds for all
  music, since nobody's plays are counted.
- The last word may be the beginning of a word, as while typing; so may each that ends in ``*``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

FIELDS = ("artist", "album", "track", "genre", "isrc", "year")
MOST_TERMS = 32
"""Terms beyond these are ignored: nobody types more, and engines limit the depth of an expression."""

_NAME = f"(?:({'|'.join((*FIELDS, 'tag'))}):\\s*)?"
_TERM = re.compile(rf'(?<!\S)(-?){_NAME}(?:"([^"]*)"?|([^\s"]+))|"([^"]*)"?|([^\s"]+)', re.IGNORECASE)
_WORD = re.compile(r"[^\W_]")
_YEARS = re.compile(r"(\d{4})\s*-\s*(\d{4})")


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase to look for."""

    text: str
    field: str | None = None
    """One of ``FIELDS``; ``None`` for any."""
    prefix: bool = False
    """Whether its last word may go on."""
    years: tuple[int, int] | None = None
    """First and last year, where the field is a range of years."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a search asks for. Without any term it is satisfied by everything."""

    required: tuple[tuple[Term, ...], ...] = ()
    """Of each group at least one must be found."""
    excluded: tuple[Term, ...] = ()


def parse(text: str, this_year: int) -> Query | None:
    """Return what a search asks for.

    Parameters
    ----------
    text : str
        Any text.
    this_year : int
        What ``tag:new`` refers to.

    Returns
    -------
    Query or None
        ``None`` where the text has no letter or digit to look for.
    """
    lexemes = list(_lexemes(text.replace("\0", " ").encode("utf-8", "ignore").decode()))[:MOST_TERMS]
    if not lexemes:
        return None
    required: list[tuple[Term, ...]] = []
    excluded: list[Term] = []
    negate = join = False
    for place, (minus, term, bare) in enumerate(lexemes):
        last = place == len(lexemes) - 1
        if bare and term.text == "NOT" and not last:
            negate = True
        elif bare and term.text == "OR" and place and not last and not negate:
            join = True
        else:
            negate = negate or minus
            goes_on = (last and not negate) or term.text.endswith("*")
            typing = bare and goes_on and term.field not in ("isrc", "year")
            meant = _meant(replace(term, prefix=typing), this_year)
            if meant and negate:
                excluded.append(meant)
            elif meant and join and required:
                required[-1] = (*required[-1], meant)
            elif meant:
                required.append((meant,))
            negate = join = False
    return Query(tuple(required), tuple(excluded))


def _lexemes(text: str) -> Iterator[tuple[bool, Term, bool]]:
    """Return each term with whether a minus stands before it and whether it is a word without quotes."""
    for match in _TERM.finditer(text):
        minus, field, phrase, word, inner_phrase, inner_word = match.groups()
        said = next((part for part in (phrase, word, inner_phrase, inner_word) if part is not None), "")
        if _WORD.search(said):
            unquoted = word is not None or inner_word is not None
            yield bool(minus), Term(said, field.lower() if field else None), unquoted


def _meant(term: Term, this_year: int) -> Term | None:
    """Return what a term of a special field stands for, ``None`` where that holds for all music."""
    match term.field, term.text.lower():
        case "tag", "new":
            return Term("new", "year", years=(this_year - 1, this_year))
        case "tag", "hipster":
            return None
        case "tag", _:
            return replace(term, text=f"tag {term.text}", field=None)
        case "isrc", _:
            return replace(term, text=re.sub(r"[\s-]", "", term.text))
        case "year", text if found := _YEARS.fullmatch(text.strip()):
            first, last = sorted(map(int, found.groups()))
            return replace(term, years=(first, last))
    return term
