"""The registry of sources: reviewed records in ``sources.toml``, and what follows where one is not whole."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from accord.domain.errors import SourceRefused, UnknownSource
from accord.domain.labels import Label, Obligation, Purpose, Source

KINDS = ("own", "audio", "metadata", "listening", "features", "model")


@cache
def sources() -> Mapping[str, Source]:
    """Return every source whose record is whole, by id, in the order of the file."""
    records = tomllib.loads(resources.files("accord.rights").joinpath("sources.toml").read_text(encoding="utf-8"))
    read = (source_of(record) for record in records["source"])
    return {source.id: source for source in read if source is not None}


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
    words = ("id", "name", "kind", "licence", "people", "clause", "where", "instead")
    texts = {name: record.get(name) for name in words}
    if not all(isinstance(text, str) and text.strip() for text in texts.values()):
        return None
    lists = {name: record.get(name) for name in ("fields", "purposes", "obligations", "words")}
    if not all(isinstance(items, list) and all(isinstance(item, str) for item in items) for items in lists.values()):
        return None
    stored, read = record.get("stored"), record.get("read")
    if texts["kind"] not in KINDS or not lists["fields"] or not isinstance(stored, bool) or not isinstance(read, date):
        return None
    try:
        purposes = frozenset(Purpose[name] for name in record["purposes"])
        obligations = frozenset(Obligation[name] for name in record["obligations"])
    except KeyError:
        return None
    label = Label(purposes, obligations, frozenset({record["id"]}), frozenset())
    return Source(
        **{name: record[name] for name in words},
        fields=tuple(record["fields"]),
        label=label,
        stored=stored,
        read=read,
        words=tuple(record["words"]),
    )


OWN_AUDIO = source("own-audio")
DEMO_LIBRARY = source("accord-demo")
OPERATOR = source("operator")
OWN_LISTENING = source("own-listening")
