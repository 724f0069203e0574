"""The words for purposes, obligations and circumstances, reviewed in ``vocabulary.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from accord.domain.labels import Obligation, Purpose
from accord.rights.wording import stems


@dataclass(frozen=True, slots=True)
class PurposeWords:
    """How Accord speaks of a purpose."""

    column: str
    """A word for the head of a column."""
    title: str
    """Fits after ``may be used for``."""
    meaning: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObligationWords:
    """How Accord speaks of a duty."""

    title: str
    """In the imperative."""
    meaning: str
    waived_by: tuple[str, ...]
    """Words of somebody who would rather not."""


@dataclass(frozen=True, slots=True)
class Fillers:
    """Words that name neither a source nor a use, as stems."""

    words: frozenset[str]
    nouns: frozenset[str]
    """What a source's name stands before: `x data`, `x dump`."""
    before: frozenset[str]
    """What a source's name stands after: `from x`."""


@cache
def purposes() -> Mapping[Purpose, PurposeWords]:
    """Return the words for every purpose, in the order of ``Purpose``."""
    table = _table()["purposes"]
    return {
        purpose: PurposeWords(**{**table[purpose.name], "words": tuple(table[purpose.name]["words"])})
        for purpose in Purpose
    }


@cache
def obligations() -> Mapping[Obligation, ObligationWords]:
    """Return the words for every obligation, in the order of ``Obligation``."""
    table = _table()["obligations"]
    return {
        duty: ObligationWords(**{**table[duty.name], "waived_by": tuple(table[duty.name]["waived_by"])})
        for duty in Obligation
    }


@cache
def circumstances() -> Mapping[str, tuple[str, ...]]:
    """Return the words for what a question says beside purposes, by circumstance."""
    return {name: tuple(words) for name, words in _table()["circumstances"].items()}


@cache
def fillers() -> Fillers:
    """Return the words that name neither a source nor a use."""
    table = _table()["fillers"]
    nouns, before = (_stems(table[name]) for name in ("nouns", "before"))
    return Fillers(_stems(table["questions"]) | _stems(table["music"]) | nouns | before, nouns, before)


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem for word in words.split() for stem in stems(word))


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files("accord.rights").joinpath("vocabulary.toml").read_text(encoding="utf-8"))
