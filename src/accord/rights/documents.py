"""Answers, sources and the truth table as plain values, the same for the command line and the server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accord.domain.labels import Label, Source
from accord.rights.answer import Answer
from accord.rights.table import Row


def answer_document(answer: Answer) -> dict[str, Any]:
    """Return an answer."""
    return {
        "allowed": answer.allowed,
        "answer": answer.word,
        "purposes": [purpose.name.lower() for purpose in answer.purposes],
        "sources": [
            {
                "id": source.id,
                "name": source.name,
                "clause": source.clause,
                "where": source.where,
                "read": source.read.isoformat(),
            }
            for source in answer.sources
        ],
        "obligations": [duty.value for duty in answer.obligations],
        "reason": answer.reason,
        "instead": list(answer.instead),
        "notes": list(answer.notes),
        "label": label_document(answer.label),
    }


def label_document(label: Label) -> dict[str, list[str]]:
    """Return a label, its purposes as terms of DPV and its obligations as terms of ODRL."""
    return {
        "purposes": sorted(label.purposes),
        "obligations": sorted(label.obligations),
        "sources": sorted(label.sources),
        "subjects": sorted(label.subjects),
    }


def source_document(source: Source) -> dict[str, Any]:
    """Return a record of the registry."""
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.kind,
        "fields": list(source.fields),
        "licence": source.licence,
        "label": label_document(source.label),
        "stored": source.stored,
        "people": source.people,
        "clause": source.clause,
        "where": source.where,
        "read": source.read.isoformat(),
        "instead": source.instead,
    }


def table_document(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the truth table: one object a source."""
    return [
        {
            "source": row.source.id,
            "name": row.source.name,
            "licence": row.source.licence,
            "stored": row.source.stored,
            "allowed": {purpose.name.lower(): allowed for purpose, allowed in row.allowed.items()},
        }
        for row in rows
    ]
