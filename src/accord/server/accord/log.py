"""The log, for anyone: checkpoints, entries and proofs hold no personal data, and ``docs/verify.py`` checks them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse, Response
from pydantic import BaseModel

from accord.server.state import PeopleHere

router = APIRouter(prefix="/accord/v1/log", tags=["log"])

MOST_ENTRIES = 1000
"""Entries that one answer holds."""

Number = Annotated[int, Query(ge=0)]


class InclusionProof(BaseModel):
    """What shows that an entry is in the log of some size (RFC 6962, section 2.1.1)."""

    index: int
    size: int
    proof: list[str]
    """Hashes, hexadecimal, the entry's sibling first."""


class ConsistencyProof(BaseModel):
    """What shows that the log of one size begins with that of another (RFC 6962, section 2.1.2)."""

    old: int
    new: int
    proof: list[str]
    """Hashes, hexadecimal."""


class JsonLines(Response):
    """JSON values, one a line."""

    media_type = "application/jsonl"


@router.get("/checkpoint", response_class=PlainTextResponse)
def checkpoint(people: PeopleHere) -> str:
    """Return the newest checkpoint: how many entries there are and the root over them, signed."""
    return people.log.checkpoint()


@router.get("/key", response_class=PlainTextResponse)
def key(people: PeopleHere) -> str:
    """Return the public key that checks the checkpoints."""
    return people.log.verifier_key() + "\n"


@router.get("/entries", response_class=JsonLines)
def entries(people: PeopleHere, start: Number = 0, end: Number | None = None) -> Response:
    """Return the entries from ``start`` to before ``end``, one a line, a thousand at most; then ask for the rest."""
    size = people.log.size
    stop = min(size if end is None else end, size, start + MOST_ENTRIES)
    lines = people.log.lines(start, stop) if start < stop else []
    return JsonLines(b"".join(line + b"\n" for line in lines))


@router.get("/entries/{index}/proof", response_class=PlainTextResponse)
def entry_proof(people: PeopleHere, index: int) -> str:
    """Return an entry with its proof and the newest checkpoint, as one text that is checked without the log."""
    return people.log.prove(index)


@router.get("/proof")
def inclusion_proof(people: PeopleHere, index: Number, size: Number | None = None) -> InclusionProof:
    """Return the proof that an entry is among the first ``size``, all unless that is given."""
    size = people.log.size if size is None else size
    return InclusionProof(index=index, size=size, proof=[hash_.hex() for hash_ in people.log.inclusion(index, size)])


@router.get("/consistency")
def consistency_proof(people: PeopleHere, old: Number, new: Number | None = None) -> ConsistencyProof:
    """Return the proof that the log of ``new`` entries, all unless that is given, begins with those of ``old``."""
    new = people.log.size if new is None else new
    return ConsistencyProof(old=old, new=new, proof=[hash_.hex() for hash_ in people.log.consistency(old, new)])
