"""``/accord/v1/me/feedback``: what a listener says of tracks, albums, artists and genres; and what they skip."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from accord.domain.entities import Listener
from accord.domain.errors import NotFound
from accord.domain.ids import require_id
from accord.domain.labels import Purpose
from accord.library.feedback import Kind, Said, Skip, Verdict
from accord.library.people import People
from accord.rights.receipt import time_of
from accord.rights.registry import OWN_LISTENING
from accord.server.accord.access import ListenerHere
from accord.server.state import PeopleHere

router = APIRouter(prefix="/accord/v1/me", tags=["me"])

IdHere = Annotated[str, Path(description="The id; of a genre its name.", min_length=1, max_length=200)]


class SaidObject(BaseModel):
    """One thing that the listener said."""

    kind: Kind
    id: str
    verdict: Verdict
    said_at: str


class FeedbackObject(BaseModel):
    """All that the listener said, the latest first."""

    items: list[SaidObject]
    skips: dict[str, int]
    """Track -> how often it was skipped."""


class VerdictObject(BaseModel):
    """What to say of something."""

    model_config = ConfigDict(extra="forbid")
    verdict: Verdict


class SkipObject(BaseModel):
    """A track that was skipped just now."""

    model_config = ConfigDict(extra="forbid")
    track_id: str = Field(min_length=22, max_length=22)


@router.get("/feedback")
def said(listener: ListenerHere, people: PeopleHere) -> FeedbackObject:
    """List what the listener said and skipped."""
    _require(people, listener)
    return FeedbackObject(
        items=[_object(one) for one in people.feedback.said(listener.id)], skips=people.feedback.skips(listener.id)
    )


@router.put("/feedback/{kind}/{id}")
def say(kind: Kind, id: IdHere, body: VerdictObject, listener: ListenerHere, people: PeopleHere) -> SaidObject:
    """Say that one likes something, wants less of it, or never wants to meet it again; the last word stands."""
    _require(people, listener)
    return _object(people.feedback.say(listener.id, kind, id, body.verdict))


@router.delete("/feedback/{kind}/{id}", status_code=204)
def take_back(kind: Kind, id: IdHere, listener: ListenerHere, people: PeopleHere) -> Response:
    """Forget what the listener said of something."""
    if not people.feedback.take_back(listener.id, kind, id):
        raise NotFound(f"Nothing was said of this {kind}.")
    return Response(status_code=204)


@router.post("/skips", status_code=204)
def skip(body: SkipObject, listener: ListenerHere, people: PeopleHere) -> Response:
    """Note that the listener skipped a track just now."""
    _require(people, listener)
    people.feedback.skip(listener.id, [Skip(require_id(body.track_id), people.now())])
    return Response(status_code=204)


def _object(one: Said) -> SaidObject:
    return SaidObject(kind=one.kind, id=one.id, verdict=one.verdict, said_at=time_of(one.said_at))


def _require(people: People, listener: Listener) -> None:
    people.uses.require(Purpose.SERVICE, OWN_LISTENING.label.about(listener.id), what="feedback")
