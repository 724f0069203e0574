"""How questions name sources: every phrase that the registry gives, and the fields of data sets that share a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from accord.domain.labels import Source
from accord.rights import registry
from accord.rights.wording import Stems, stems


class Named(NamedTuple):
    """That a phrase names a record."""

    id: str


@dataclass(frozen=True, slots=True)
class Names:
    """What the registry calls its sources, those included whose record is not whole: these are known to be unknown."""

    known: Mapping[str, Source]
    """The sources whose record is whole."""
    phrases: Mapping[Stems, tuple[Named, ...]]
    """Phrase -> the records that it names."""
    single: frozenset[str]
    """The phrases of one word."""
    fields: Mapping[str, frozenset[str]]
    """Id -> the fields that the record speaks of, in lower case."""
    every_field: frozenset[str]
    """The fields of all records."""
    siblings: Mapping[str, frozenset[str]]
    """Id -> ids of the records that share a name with it, itself included."""
    nameless: tuple[str, ...]
    """Records whose own words cannot be read, so that nobody can say which questions are about them."""


@cache
def names() -> Names:
    """Return the names of the registry's sources."""
    return names_of(registry.records())


def names_of(records: Sequence[Mapping[str, Any]]) -> Names:
    """Return the names that records give to their sources."""
    phrases: defaultdict[Stems, dict[str, None]] = defaultdict(dict)
    fields: dict[str, frozenset[str]] = {}
    nameless = []
    for number, record in enumerate(records):
        id_ = _text(record.get("id")) or _text(record.get("name")) or f"record {number + 1}"
        words = _texts(record.get("words"))
        fields[id_] = frozenset(field.lower() for field in _texts(record.get("fields")))
        if not words:
            nameless.append(id_)
        for phrase in (*words, id_.replace("-", " "), _text(record.get("name"))):
            if stems(phrase):
                phrases[stems(phrase)][id_] = None
    siblings: dict[str, set[str]] = {id_: {id_} for id_ in fields}
    for ids in phrases.values():
        for id_ in ids:
            siblings[id_] |= set(ids)
    return Names(
        registry.whole(records),
        {phrase: tuple(map(Named, ids)) for phrase, ids in phrases.items()},
        frozenset(phrase[0] for phrase in phrases if len(phrase) == 1),
        fields,
        frozenset[str]().union(*fields.values()),
        {id_: frozenset(ids) for id_, ids in siblings.items()},
        tuple(nameless),
    )


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, list) and all(map(_text, value)):
        return tuple(value)
    return ()
