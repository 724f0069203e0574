"""Plain words, made comparable: tokens, their stems, and the longest known phrases among them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")
Stems = tuple[str, ...]

LONGEST_PHRASE = 12
"""Words of a phrase, at most."""

ARTICLES = frozenset({"the", "a", "an", "this", "that", "these", "those"})
_TOKEN = re.compile(r"\w+(?:['.]\w+)*")
_QUOTED = re.compile(r"\"([^\"]*)\"|“([^”]*)”|«([^»]*)»")
_ENDINGS = ("'s", "'m", "'d", "'ll", "'re", "'ve")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a question, as it stands there."""

    text: str
    stem: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """A known phrase in a question: tokens ``start`` to ``end``, and what it means."""

    start: int
    end: int
    meanings: tuple[T, ...]


def tokens(text: str) -> list[Token]:
    """Return the words of a text without articles; hyphens part words, and ``n't`` is a word: ``not``."""
    text = text.replace("’", "'").replace("‘", "'").replace("_", " ")
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    found = []
    for word in _TOKEN.finditer(text):
        inside = any(start < word.start() < end for start, end in quoted)
        for part in _parts(word[0]):
            if part.lower() not in ARTICLES:
                found.append(Token(part, stem(part), inside))
    return found


@lru_cache(4_096)
def stems(phrase: str) -> Stems:
    """Return the stems of a phrase."""
    return tuple(token.stem for token in tokens(phrase))


def stem(word: str) -> str:
    """Return a word without the ending of a plural, a participle or a gerund: ``publishing`` is ``publish``.

    Cruder than a stemmer for text search (Porter, An algorithm for suffix stripping, Program, 1980), and enough where
    both sides go through it.
    """
    word = word.lower()
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def matches(words: Sequence[Token], *known: Mapping[Stems, tuple[T, ...]]) -> list[Match[T]]:
    """Return the known phrases among words, the longest taken first, none over another; in the order of the words."""
    taken: list[Match[T]] = []
    free = [True] * len(words)
    for length in range(min(LONGEST_PHRASE, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            end = start + length
            phrase = tuple(word.stem for word in words[start:end])
            meanings = next((phrases[phrase] for phrases in known if phrase in phrases), None)
            if meanings and all(free[start:end]):
                taken.append(Match(start, end, meanings))
                free[start:end] = [False] * length
    return sorted(taken, key=lambda match: match.start)


def _parts(word: str) -> list[str]:
    lower = word.lower()
    if lower.endswith("n't"):
        return [word[:-3], "not"]
    if lower == "cannot":
        return ["can", "not"]
    for ending in _ENDINGS:
        if lower.endswith(ending):
            return [word[: -len(ending)]]
    return [word]
