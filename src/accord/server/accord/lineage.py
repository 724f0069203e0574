"""``GET /accord/v1/trace/{id}``: where something comes from and what may be done with it, as PROV-JSON."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from accord.domain.errors import NotFound
from accord.rights.lineage import veiled
from accord.rights.prov import prov_document
from accord.server.accord.access import AskerHere
from accord.server.state import PeopleHere

router = APIRouter(prefix="/accord/v1/trace", tags=["rights"])


@router.get("/{id}")
def trace(id: str, asker: AskerHere, people: PeopleHere) -> dict[str, Any]:
    """Answer the chain from a track, a release, an artist or a derived thing down to its sources, as PROV-JSON.

    What was derived from listening is answered to those whose listening went in, with their own token.
    """
    found = people.lineage.trace(id)
    seen = veiled(found, asker.id if asker else None)
    if seen is None:  # that there is such a thing is nobody else's business
        raise NotFound(f"There is no track, release, artist or derived thing {id}.")
    return prov_document(seen)
