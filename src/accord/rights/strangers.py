"""What in a question looks like the name of a source, and is none that the registry knows."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from accord.rights import vocabulary
from accord.rights.wording import Match, Token

T = TypeVar("T")

CLOSE = 0.85
"""How like a known name a word must be to look like one misspelt: a ratio of ``difflib``."""

REACH = 3
"""Plain words that may stand between `from` and a name: `from my old x`."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the registry's own words stand in a question."""

    beside: frozenset[int]
    """Right after the name of a source, where a part of it would stand."""
    fields: frozenset[int]
    """Fields of data sets, in a question that names a source."""
    names: frozenset[str]
    """The names of sources that are one word, as stems."""


def unknown_names(
    words: Sequence[Token], found: Sequence[Match[T]], places: Places
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what looks like the name of a source and is none, and what else is not known.

    A word that is neither known nor a filler looks like one if it is quoted or written like a name, or stands where
    names stand: after `from`, before `data`, or right after a known source; or if it is almost a known name. So do two
    words in a row that are written like names, whatever they mean.

    Parameters
    ----------
    words : sequence of Token
        The question.
    found : sequence of Match
        The phrases in it that are known.
    places : Places
        Where the registry's own words stand.

    Returns
    -------
    tuple of tuple of str
        The names, neighbours put together, and the other words, each as it stands in the question.
    """
    fillers = vocabulary.fillers()
    matched = {index for match in found for index in range(match.start, match.end)}
    known = matched | places.fields
    strange = [index not in known and not _filler(word, fillers.words) for index, word in enumerate(words)]
    capitals = [_is_name(word.text, index) for index, word in enumerate(words)]
    if _is_headline(words):
        capitals = [False] * len(words)
    looks = set()
    for index, word in enumerate(words):
        if strange[index] and (
            word.quoted
            or capitals[index]
            or (index and _written_as_name(word.text))
            or index in places.beside
            or _misspelt(word, places.names)
            or _precedes_noun(words, index, fillers.nouns)
            or _follows_from(words, index, strange, known, fillers.before)
        ):
            looks.add(index)
        pair = index + 1 < len(words) and capitals[index] and capitals[index + 1]
        if pair and not {index, index + 1} & known and index:
            looks |= {index, index + 1}
        if word.quoted and index not in matched and _quoted_alone(words, index, matched):
            looks.add(index)
    others = (word.text for index, word in enumerate(words) if strange[index] and index not in looks)
    return _joined(words, looks), tuple(dict.fromkeys(others))


def _filler(word: Token, fillers: frozenset[str]) -> bool:
    return word.stem in fillers or word.text.replace(".", "").isdecimal()


def _is_name(text: str, index: int) -> bool:
    """Return whether a word is written like a name; the first of a question may be so for its place alone."""
    return text != "I" and ((text[0].isupper() and index > 0) or any(letter.isupper() for letter in text[1:]))


def _written_as_name(text: str) -> bool:
    return any(letter.isdigit() for letter in text) or "." in text


def _is_headline(words: Sequence[Token]) -> bool:
    """Return whether capitals mean nothing, because all longer words have them."""
    long = [word.text for word in words if len(word.text) > 3]
    return len(long) > 3 and all(text[0].isupper() for text in long)


def _misspelt(word: Token, names: frozenset[str]) -> bool:
    alike = [name for name in names if name[0] == word.stem[0] and abs(len(name) - len(word.stem)) <= 2]
    return len(word.stem) > 3 and bool(difflib.get_close_matches(word.stem, alike, n=1, cutoff=CLOSE))


def _precedes_noun(words: Sequence[Token], index: int, nouns: frozenset[str]) -> bool:
    return index + 1 < len(words) and words[index + 1].stem in nouns


def _follows_from(
    words: Sequence[Token], index: int, strange: Sequence[bool], known: set[int], before: frozenset[str]
) -> bool:
    for back in range(index - 1, max(-1, index - 2 - REACH), -1):
        if words[back].stem in before:
            return True
        if back in known and not strange[back]:
            return False
    return False


def _quoted_alone(words: Sequence[Token], index: int, known: set[int]) -> bool:
    """Return whether nothing in the quotation to which a word belongs is known."""
    start = end = index
    while start and words[start - 1].quoted:
        start -= 1
    while end + 1 < len(words) and words[end + 1].quoted:
        end += 1
    return end - start + 1 < len(words) and not known & set(range(start, end + 1))


def _joined(words: Sequence[Token], looks: set[int]) -> tuple[str, ...]:
    names: list[list[str]] = []
    last = -2
    for index in sorted(looks):
        if index != last + 1:
            names.append([])
        names[-1].append(words[index].text)
        last = index
    return tuple(dict.fromkeys(" ".join(name) for name in names))
