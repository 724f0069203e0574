"""``GET /accord/v1/tracks/{id}/tags``: what a network of others takes a track for, and what may be done with that."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from accord.domain.errors import NotFound
from accord.rights.registry import source
from accord.server.accord.access import AskerHere
from accord.server.state import LibraryHere

router = APIRouter(prefix="/accord/v1/tracks", tags=["features"])


class TagsObject(BaseModel):
    """Tags with their probabilities, the likeliest first."""

    id: str
    source: str
    """The registry's record of the network's weights."""
    purposes: list[str]
    """What they may be used for, as far as the network is concerned."""
    obligations: list[str]
    tags: dict[str, float]


@router.get("/{id}/tags")
def tags(id: str, _asker: AskerHere, library: LibraryHere) -> TagsObject:
    """Answer the tags of a track, where a network for them was added before it was analysed."""
    (track,) = library.tracks([id])
    (found,) = library.heard_tags([id])
    if track is None or found is None:
        how = "`accord models add`, then `accord scan`, would give some"
        raise NotFound(f"No network that tags has heard {id}: {how}." if track else f"There is no track {id}.")
    label = source(found.source).label
    return TagsObject(
        id=id,
        source=found.source,
        purposes=sorted(purpose.value for purpose in label.purposes),
        obligations=sorted(duty.value for duty in label.obligations),
        tags=found.probabilities,
    )
