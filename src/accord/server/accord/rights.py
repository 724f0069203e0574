"""``/accord/v1/rights``: what data may be used for and who says so, for anyone who asks."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any, Literal

import orjson
from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from accord.domain.errors import InvalidParameter
from accord.domain.labels import Purpose
from accord.rights.answer import answer, ask
from accord.rights.documents import answer_document, source_document, table_document
from accord.rights.question import LONGEST
from accord.rights.registry import sources
from accord.rights.table import table

router = APIRouter(prefix="/accord/v1/rights", tags=["rights"])

LARGEST_BODY = 65_536
"""Bytes."""

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "oneOf": [
                        {
                            "type": "object",
                            "required": ["question"],
                            "properties": {"question": {"type": "string", "maxLength": LONGEST}},
                        },
                        {
                            "type": "object",
                            "required": ["sources", "purposes"],
                            "properties": {
                                "sources": {"type": "array", "minItems": 1, "items": {"type": "string"}},
                                "purposes": {"type": "array", "minItems": 1, "items": {"type": "string"}},
                            },
                        },
                    ]
                }
            }
        },
    }
}


class LabelObject(BaseModel):
    """What may be done with something, what that owes, and where it came from."""

    purposes: list[str]
    obligations: list[str]
    sources: list[str]
    subjects: list[str]


class TermsObject(BaseModel):
    """Who says so: the terms of a source."""

    id: str
    name: str
    clause: str
    where: str
    read: str
    """When a person last read them: year-month-day."""


class AnswerObject(BaseModel):
    """Whether what is made from all of the sources may be used for all of the purposes."""

    allowed: bool
    answer: Literal["Yes", "No"]
    purposes: list[str]
    sources: list[TermsObject]
    """What most speaks against it comes first."""
    obligations: list[str]
    """What the use owes, as terms of ODRL."""
    reason: str
    instead: list[str]
    """What would be lawful."""
    notes: list[str]
    label: LabelObject


class SourceObject(TermsObject):
    """A whole record of the registry."""

    kind: str
    fields: list[str]
    licence: str
    label: LabelObject
    stored: bool
    people: str
    instead: str


class RowObject(BaseModel):
    """A row of the truth table."""

    source: str
    name: str
    licence: str
    stored: bool
    allowed: dict[str, bool]


@router.post("/decide", openapi_extra=BODY)
async def decide(request: Request) -> AnswerObject:
    """Answer a question in plain words, or sources and purposes by their names."""
    body = await _object(request)
    match sorted(body):
        case ["question"] if isinstance(body["question"], str):
            if len(body["question"]) > LONGEST:
                raise InvalidParameter(
                    f"`question` has {len(body['question'])} characters; at most {LONGEST} are read."
                )
            found = await run_in_threadpool(ask, body["question"])
        case ["purposes", "sources"]:
            found = answer(_source_ids(_texts(body, "sources")), [_purpose(name) for name in _texts(body, "purposes")])
        case _:
            raise InvalidParameter(
                "The body must have either `question`, a text, or `sources` and `purposes`, two lists."
            )
    return AnswerObject(**answer_document(found))


@router.get("/table")
def truth_table() -> list[RowObject]:
    """Answer every purpose, allowed or not, for every source."""
    return [RowObject(**row) for row in table_document(table())]


@router.get("/sources")
def list_sources() -> list[SourceObject]:
    """Answer the registry of sources: terms, where they stand, when they were read, and what follows from them."""
    return [SourceObject(**source_document(source)) for source in sources().values()]


async def _object(request: Request) -> dict[str, Any]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise InvalidParameter(f"The body is larger than {LARGEST_BODY} bytes.")
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidParameter("The body is not JSON.") from error
    if not isinstance(found, dict):
        raise InvalidParameter("The body must be a JSON object.")
    return found


def _texts(body: dict[str, Any], name: str) -> list[str]:
    items = body[name]
    if not isinstance(items, list) or not items or not all(isinstance(item, str) for item in items):
        raise InvalidParameter(f"`{name}` must be a list of names, with at least one.")
    return list(dict.fromkeys(items))


def _source_ids(ids: Sequence[str]) -> Sequence[str]:
    for id_ in ids:
        if id_ not in sources():
            raise InvalidParameter(f"The registry knows no source {_short(id_)}{_near(id_, list(sources()))}")
    return ids


def _purpose(name: str) -> Purpose:
    """Return a purpose by its name here, ``commercial``, or its term, ``dpv:CommercialPurpose``."""
    for purpose in Purpose:
        if name in (purpose.value, purpose.name, purpose.name.lower()):
            return purpose
    names = [purpose.name.lower() for purpose in Purpose]
    raise InvalidParameter(f"There is no purpose {_short(name)}{_near(name, names)} They are {', '.join(names)}.")


def _near(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name[:100], known, n=1)
    return f"; did you mean {near[0]!r}?" if near else "."


def _short(name: str) -> str:
    return repr(name if len(name) <= 100 else f"{name[:100]}...")
