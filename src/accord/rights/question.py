"""Questions about rights in plain words: which sources, which purposes, and what was not understood.

A yes must rest on the whole question, so whatever looks like the name of a source and is none is kept, with what is put
in the negative; ``answer`` refuses to say yes over either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from accord.domain.errors import UnclearQuestion
from accord.domain.labels import Obligation, Purpose
from accord.rights import vocabulary
from accord.rights.naming import Named, Names
from accord.rights.strangers import Places, unknown_names
from accord.rights.wording import Match, Stems, Token, matches, stems, tokens

LONGEST = 2_000
"""Characters of a question."""

MENTIONED = 10
"""Words that an answer mentions as not understood, at most."""

LONGEST_FIELD = 3
"""Words in the name of a field, at most."""

Meaning = Purpose | Obligation | Named | str
"""A purpose, an obligation that somebody would rather not meet, a source, or a circumstance."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a question asks about."""

    sources: tuple[str, ...]
    """Ids of records, in the order in which they are named."""
    purposes: tuple[Purpose, ...]
    """All of which must be allowed; empty where the question names none."""
    non_commercial: bool
    """Whether it says that no money is earned."""
    waived: frozenset[Obligation]
    """Duties that the person would rather not meet."""
    unknown: tuple[str, ...]
    """What looks like the name of a source and is none."""
    left_out: tuple[str, ...]
    """Other words that are not understood."""


def parse(text: str, names: Names) -> Question:
    """Read a question.

    Parameters
    ----------
    text : str
        In English.
    names : Names
        What the registry calls its sources.

    Returns
    -------
    Question

    Raises
    ------
    UnclearQuestion
        If it is empty, longer than ``LONGEST`` or put in the negative, where a yes could be read either way.
    """
    if len(text) > LONGEST:
        raise UnclearQuestion(f"The question has {len(text)} characters; at most {LONGEST} are read.")
    words = tokens(text)
    if not words:
        raise UnclearQuestion("The question is empty.")
    found = matches(words, names.phrases, _phrases())
    said = {meaning for match in found for meaning in match.meanings}
    if "negative" in said:
        named = [" ".join(word.text for word in words[at.start : at.end]) for at in found if "negative" in at.meanings]
        raise UnclearQuestion(
            f"The question is put in the negative ({', '.join(map(repr, named))}): ask what may be done."
        )
    unknown, left_out = unknown_names(words, found, _places(words, found, names))
    if len(left_out) > len(words) / 2:
        raise UnclearQuestion(f"Most of the question is not understood: {', '.join(left_out[:MENTIONED])}.")
    return Question(
        sources=_named(words, found, names),
        purposes=_purposes(said, _sells_a_source(found)),
        non_commercial="free" in said,
        waived=frozenset(meaning for meaning in said if isinstance(meaning, Obligation)),
        unknown=unknown[:MENTIONED],
        left_out=left_out[:MENTIONED],
    )


def _places(words: Sequence[Token], found: Sequence[Match[Meaning]], names: Names) -> Places:
    ends = {at.end for at in found if _ids(at)}
    fields = {
        index
        for start in range(len(words) if ends else 0)
        for index in range(start, start + _field_at(words, start, names.every_field))
    }
    return Places(frozenset(ends - fields), frozenset(fields), names.single)


def _purposes(said: set[Meaning], sells_a_source: bool) -> tuple[Purpose, ...]:
    """Return what must be allowed.

    Analysis and training are done for somebody: oneself, science, or others. Where nobody is named, analysis is for
    oneself and training for others, and what is put into a product is handed on.
    """
    asked = {meaning for meaning in said if isinstance(meaning, Purpose)}
    personal = Purpose.PERSONALISATION in asked
    if "sell" in said:
        asked.add(Purpose.COMMERCIAL if not sells_a_source and said & {"product", "train"} else Purpose.SALE)
    gain = asked & {Purpose.COMMERCIAL, Purpose.SALE}
    product = "product" in said and not personal
    handed_on = product and not gain and Purpose.NON_COMMERCIAL_RESEARCH not in asked
    counted = Purpose.COMMUNITY_STATISTICS in asked
    if "train" in said:
        for_others = bool(gain) or product or "strangers" in said or Purpose.PUBLICATION in asked
        if for_others or not asked & {Purpose.PERSONALISATION, Purpose.NON_COMMERCIAL_RESEARCH}:
            asked.add(Purpose.TRAINING)
    elif handed_on or ("strangers" in said and not counted):
        asked.add(Purpose.PUBLICATION)
    if "analyse" in said and not asked:
        asked.add(Purpose.PERSONALISATION)
    return tuple(purpose for purpose in Purpose if purpose in asked)


def _named(words: Sequence[Token], found: Sequence[Match[Meaning]], names: Names) -> tuple[str, ...]:
    """Return the records that are named; a shared name means all of them, or those whose fields are listed with it."""
    ids: dict[str, None] = {}
    whole = any("whole" in at.meanings and not _field_at(words, at.end, names.every_field) for at in found)
    for at in found:
        shared = _ids(at)
        beside = set() if whole or len(shared) < 2 else _fields_beside(words, at, names, set(shared))
        ids |= dict.fromkeys(id_ for id_ in shared if not beside or id_ in beside)
    for id_ in tuple(ids):
        family = names.siblings[id_] - {id_}
        for start in range(len(words)):
            free = not any(at.start <= start < at.end and (_ids(at) or "plain" in at.meanings) for at in found)
            if free:
                there = (other for other in family if _field_at(words, start, names.fields[other], plural=True))
                ids |= dict.fromkeys(there)
    return tuple(ids)


def _fields_beside(words: Sequence[Token], at: Match[Meaning], names: Names, ids: set[str]) -> set[str]:
    """Return the records whose fields are listed right before or after a name: `tags and ISRCs from MusicBrainz`."""
    found: set[str] = set()
    before, after = at.start - 1, at.end
    while before >= 0:
        here = {id_ for id_ in ids if _field_until(words, before + 1, names.fields[id_])}
        if not here and words[before].text.lower() not in _LISTING:
            break
        found |= here
        before -= 1
    while after < len(words):
        here = {id_ for id_ in ids if _field_at(words, after, names.fields[id_])}
        if not here and words[after].text.lower() not in _LISTING - {"from", "in", "on"}:
            break
        found |= here
        after += 1
    return found


_LISTING = frozenset({"from", "of", "in", "on", "and", "or", "plus", "data", "names", "ids", "my", "its", "their", "s"})


def _field_at(words: Sequence[Token], start: int, fields: frozenset[str], plural: bool = False) -> int:
    """Return how many words of a field's name begin here, 0 for none.

    Words, not stems, count; with ``plural`` none in the singular, which may be a verb: `release MusicBrainz data`.
    """
    ends = range(min(start + LONGEST_FIELD, len(words)), start, -1)
    return next((end - start for end in ends if _is_field(words[start:end], fields, plural)), 0)


def _field_until(words: Sequence[Token], end: int, fields: frozenset[str]) -> bool:
    starts = range(max(0, end - LONGEST_FIELD), end)
    return any(_is_field(words[start:end], fields, plural=True) for start in starts)


def _is_field(words: Sequence[Token], fields: frozenset[str], plural: bool) -> bool:
    said = " ".join(word.text.lower() for word in words)
    return said in fields or said.removesuffix("s") in fields or (not plural and f"{said}s" in fields)


def _sells_a_source(found: Sequence[Match[Meaning]]) -> bool:
    """Return whether what is sold is a source itself, named right after the word."""
    sold = [at.end for at in found if "sell" in at.meanings]
    return any(at.start in (end, end + 1) for end in sold for at in found if _ids(at))


def _ids(match: Match[Meaning]) -> tuple[str, ...]:
    return tuple(meaning.id for meaning in match.meanings if isinstance(meaning, Named))


@cache
def _phrases() -> dict[Stems, tuple[Meaning, ...]]:
    said: dict[Stems, dict[Meaning, None]] = {}
    meant: list[tuple[Meaning, tuple[str, ...]]] = [
        *((purpose, words.words) for purpose, words in vocabulary.purposes().items()),
        *((duty, words.waived_by) for duty, words in vocabulary.obligations().items()),
        *vocabulary.circumstances().items(),
    ]
    for meaning, words in meant:
        for phrase in words:
            said.setdefault(stems(phrase), {})[meaning] = None
    return {phrase: tuple(meanings) for phrase, meanings in said.items()}
