"""What a listener said and skipped, in an export, read back: checked whole, then stored beside what is here already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert

from accord.domain.ids import require_id
from accord.library.feedback import Kind, Verdict, key_of
from accord.library.transfer_collections import LATEST
from accord.library.transfer_form import table_member
from accord.library.transfer_read import Archive, named_fields
from accord.rights.registry import require_storable
from accord.store.schema import FeedbackRow, SkipRow


@dataclass(frozen=True, slots=True)
class Spoken:
    """What an export holds of it, as rows that name no listener yet."""

    feedback: Sequence[Mapping[str, Any]]
    skips: Sequence[Mapping[str, Any]]


def read_feedback(archive: Archive) -> Spoken:
    """Return what the listener of an export said and skipped; of an older export, nothing.

    Raises
    ------
    InvalidParameter
        If a line is not in form; the message names it.
    ForeignEvents
        If one is about somebody else.
    SourceRefused, UnknownSource
        If a line is of a source of which nothing may be kept.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for table, read in (("feedback", _said), ("skips", _skip)):
        found[table] = []
        for number, line in archive.rows(table):
            with named_fields(table_member(table), number):
                found[table].append(read(line) | {"source_id": require_storable(line["source_id"]).id})
    return Spoken(**found)


def keep_feedback(db: Connection, spoken: Spoken, listener_id: str) -> None:
    """Store what is not here yet, for a listener; what they said here of a thing stands."""
    for row, lines in ((FeedbackRow, spoken.feedback), (SkipRow, spoken.skips)):
        if lines:
            theirs = [{**line, "listener_id": listener_id} for line in lines]
            db.execute(insert(row).on_conflict_do_nothing(), theirs)


def _said(line: Mapping[str, Any]) -> dict[str, Any]:
    kind = Kind(line["kind"])
    return {
        "kind": kind.value,
        "entity_id": key_of(kind, line["entity_id"]),
        "verdict": Verdict(line["verdict"]).value,
        "said_at": _time(line["said_at"]),
    }


def _skip(line: Mapping[str, Any]) -> dict[str, Any]:
    return {"track_id": require_id(line["track_id"]), "skipped_at": _time(line["skipped_at"])}


def _time(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= LATEST:
        raise ValueError(f"{value!r} is no time in seconds since 1970")
    return value
