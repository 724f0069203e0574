"""``/accord/v1/unlearned``: the second receipts of people who left, for whoever has the id of one."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from accord.recommend.learning.leaving import Leaving
from accord.rights.receipt import time_of
from accord.server.state import PeopleHere

router = APIRouter(prefix="/accord/v1/unlearned", tags=["me"])


async def _leaving(request: Request) -> Leaving:
    return cast(Leaving, request.app.state.leaving)


LeavingHere = Annotated[Leaving, Depends(_leaving)]


class UnlearnedObject(BaseModel):
    """Which model was worked out again without a person, by the digests of both."""

    model: str
    left_at: str
    """When the person was out of the counts, and the old model no longer answered."""
    solved_at: str | None
    """Null while the new model is worked out."""
    old_digest: str | None
    """SHA-256 of the old model, hexadecimal."""
    new_digest: str | None
    """SHA-256 of the new one: that of a training without the person. Null where nobody is left in it."""
    new_id: str | None
    """By which `/accord/v1/trace` answers what it was made from."""


@router.get("/{id}")
def unlearned(id: str, people: PeopleHere) -> UnlearnedObject:
    """Answer the second receipt of somebody who left. It names nobody, and its id is known from the first."""
    found = people.models.unlearned.find(id)
    return UnlearnedObject(
        model=found.model,
        left_at=time_of(found.left_at),
        solved_at=None if found.solved_at is None else time_of(found.solved_at),
        old_digest=found.old_digest,
        new_digest=found.new_digest,
        new_id=found.new_id,
    )


def second_receipt(leaving: Leaving, listener_id: str) -> str | None:
    """Return where the second receipt of somebody who left is answered; ``None`` where they were in no model."""
    id_ = leaving.receipt_of(listener_id)
    return None if id_ is None else f"{router.prefix}/{id_}"
