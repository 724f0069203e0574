"""The registry of sources: reviewed records in ``sources.toml``, and what follows where one is not whole."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from accord.domain.errors import SourceRefused, UnknownSource
from accord.domain.labels import Label, Obligation, Purpose, Source

KINDS = ("own", "audio", "metadata", "listening", "features", "model")

TEXTS = ("id", "name", "licence", "people", "clause", "where", "instead")
LISTS = ("fields", "purposes", "obligations", "words")
NOTHING = "NONE"
"""What a record owes that owes nothing: said, so that a gap is no answer."""

FIELDS = frozenset({*TEXTS, *LISTS, "kind", "stored", "read"})
"""What a record must have, all of it and nothing else."""


@cache
def records() -> tuple[Mapping[str, Any], ...]:
    """Return the records of ``sources.toml`` as they stand there."""
    return tuple(tomllib.loads(_written().decode("utf-8"))["source"])


def _written() -> bytes:
    return resources.files("accord.rights").joinpath("sources.toml").read_bytes()


@cache
def sources() -> Mapping[str, Source]:
    """Return every source whose record is whole, by id, in the order of the file."""
    return whole(records())


def whole(records: Sequence[Mapping[str, Any]]) -> Mapping[str, Source]:
    """Return by id the sources of those records that are whole; an id that two records claim is nobody's."""
    claimed = Counter(str(record.get("id")) for record in records)
    read = (source_of(record) for record in records)
    return {source.id: source for source in read if source is not None and claimed[source.id] == 1}


@cache
def registry_digest() -> str:
    """Return the SHA-256, hexadecimal, of the registry as it is written: what an entry of the log commits to."""
    return hashlib.sha256(_written()).hexdigest()


def source(id_: str) -> Source:
    """Return a source.

    Raises
    ------
    UnknownSource
        If the registry has no whole record of it.
    """
    try:
        return sources()[id_]
    except KeyError:
        raise UnknownSource(f"The registry knows no source {id_!r}: nothing of it may be used.") from None


def require_storable(id_: str) -> Source:
    """Return a source of which rows may be kept.

    Raises
    ------
    UnknownSource
        If the registry has no whole record of it.
    SourceRefused
        If its terms do not let Accord hold anything of it.
    """
    found = source(id_)
    if not found.stored:
        raise SourceRefused(f"Nothing of {found.name} is kept here: {found.clause}")
    return found


def source_of(record: Mapping[str, Any]) -> Source | None:
    """Return the source that a record describes, ``None`` where anything is missing, unknown or of the wrong kind.

    A record that is not whole allows nothing, because the source is then not known at all.
    """
    if set(record) != FIELDS or record["kind"] not in KINDS:
        return None
    if not all(_is_text(record[name]) for name in TEXTS):
        return None
    if not all(isinstance(record[name], list) and all(map(_is_text, record[name])) for name in LISTS):
        return None
    if not all(record[name] for name in ("fields", "obligations", "words")):
        return None
    if type(record["stored"]) is not bool or type(record["read"]) is not date:
        return None
    try:
        purposes = frozenset(Purpose[name] for name in record["purposes"])
        owed = [] if record["obligations"] == [NOTHING] else record["obligations"]
        obligations = frozenset(Obligation[name] for name in owed)
    except KeyError:
        return None
    label = Label(purposes, obligations, frozenset({record["id"]}), frozenset())
    return Source(
        **{name: record[name] for name in (*TEXTS, "kind", "stored", "read")},
        fields=tuple(record["fields"]),
        label=label,
        words=tuple(record["words"]),
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


OWN_AUDIO = source("own-audio")
DEMO_LIBRARY = source("accord-demo")
OPERATOR = source("operator")
OWN_LISTENING = source("own-listening")
