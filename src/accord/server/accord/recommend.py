"""``POST /accord/v1/recommend``: recommendations from what the request says, of which nothing is kept."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator

from accord.domain.entities import Listener
from accord.domain.errors import InvalidParameter, NoListenerToken
from accord.library.feedback import Kind
from accord.recommend.answer import Answering
from accord.recommend.told import document
from accord.recommend.tunables import COLUMNS
from accord.recommend.wish import Heard, Named, What, Wish
from accord.server.accord.access import token_of
from accord.server.state import MatchingHere, PeopleHere, StockHere, state

MOST_HEARD = 20_000
"""Entries of a history in one request."""
MOST_NAMED = 200
"""Things in each other list."""

router = APIRouter(prefix="/accord/v1", tags=["recommend"])


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_max_length=1000)


class ThingObject(_Body):
    """A track, artist, album or genre."""

    kind: Kind
    id: str = Field(min_length=1, description="Its id or name; of a track also ARTIST - TITLE.")


class HeardObject(_Body):
    """A track that was heard: by its id, or by artist and title."""

    track_id: str | None = None
    artist: str = ""
    title: str = ""
    isrc: str | None = None
    recording_mbid: str | None = None
    listened_at: int | None = Field(default=None, ge=0, le=2**53, description="Seconds since 1970, UTC.")
    plays: int = Field(default=1, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _named(self) -> Self:
        if not (self.track_id or self.isrc or self.recording_mbid or (self.artist and self.title)):
            raise ValueError("an entry of the history needs track_id, isrc, recording_mbid, or artist and title")
        return self


Things = Annotated[list[ThingObject], Field(default_factory=list, max_length=MOST_NAMED)]
Amounts = Annotated[dict[str, float], Field(default_factory=dict, max_length=50)]


class WishObject(_Body):
    """What is wanted."""

    what: What = What.TRACKS
    seeds: Things
    history: Literal["mine"] | Annotated[list[HeardObject], Field(max_length=MOST_HEARD)] = Field(
        default_factory=list,
        description="What was heard; `mine` for what is kept of the listener whose token comes along.",
    )
    likes: Things
    less: Things
    hide: Things
    skips: dict[str, Annotated[int, Field(ge=1, le=1_000_000)]] = Field(default_factory=dict, max_length=MOST_HEARD)
    target: Amounts
    min: Amounts
    max: Amounts
    weights: Amounts
    diversity: float | None = Field(default=None, ge=0, le=1, description="The same as the weight `variety`.")
    profiled: bool = Field(default=True, description="If false, nothing that is known of the listener counts.")
    limit: int = Field(default=20, ge=1, le=100)
    reasons: int | None = Field(
        default=10, ge=1, description="Contributions to name; the others are summed. null: all."
    )
    at: int | None = Field(default=None, ge=0, le=2**53, description="For when: seconds since 1970, UTC.")
    utc_offset: int = Field(default=0, ge=-86_400, le=86_400, description="Seconds.")


class ContributionObject(BaseModel):
    """A part of a score."""

    because: str
    how: str
    contribution: float
    support: int | None
    """How many people, sittings or lists have both; for people, whoever asks is not counted."""


class SentenceObject(BaseModel):
    """A reason for a person to read."""

    text: str
    contribution: float


class ItemObject(BaseModel):
    """Something that is recommended; contributions sum to its score, and so do the amounts of the sentences."""

    id: str
    name: str
    score: float
    contributions: list[ContributionObject]
    because: list[SentenceObject]


class ParameterObject(BaseModel):
    """A weight: what it is, and its share of all contributions of this answer."""

    name: str
    meaning: str
    weight: float
    share: float


class DataObject(BaseModel):
    """A source without which the answer would be another."""

    id: str
    name: str
    licence: str
    clause: str


class ModelObject(BaseModel):
    """A model that contributed."""

    id: str
    kind: str
    sha256: str
    sources: list[str]


class AnswerObject(BaseModel):
    """What is recommended, the best first, and how that came about."""

    what: What
    items: list[ItemObject]
    profiled: bool
    parameters: list[ParameterObject]
    data: list[DataObject]
    models: list[ModelObject]
    unmatched: int
    """Entries of the history that are of no track of the library."""


def _mine(request: Request, wish: WishObject, people: PeopleHere) -> Listener | None:
    """Return whose kept listening counts: only whose token comes along, and only who says so."""
    if wish.history != "mine":
        return None
    token = token_of(request.headers.get("authorization"))
    if token is None:
        raise NoListenerToken("The history is to be `mine`, and the request carries no listener's token.")
    return people.listeners.by_token(token)


@router.post("/recommend")
def recommend(
    request: Request,
    wish: WishObject,
    mine: Annotated[Listener | None, Depends(_mine)],
    people: PeopleHere,
    stock: StockHere,
    matching: MatchingHere,
) -> AnswerObject:
    """Answer tracks, artists or playlists, with the reasons that sum to each score.

    Nothing of the request is kept: no row, no entry of the log, no line anywhere. With `mine` as the history the
    listener's own listening is read, which leaves the trace that every use of it leaves.
    """
    answering = Answering(people, stock, matching, state(request).shelf)
    return AnswerObject(**document(answering.answer(_wish(wish), mine)))


def _wish(body: WishObject) -> Wish:
    for name in (*body.target, *body.min, *body.max):
        if name not in COLUMNS:
            raise InvalidParameter(f"There is no attribute {name[:40]!r}. They are {', '.join(COLUMNS)}.")
    asked = (("target", body.target), ("min", body.min), ("max", body.max))
    heard = [] if body.history == "mine" else body.history
    return Wish(
        what=body.what,
        seeds=_named(body.seeds),
        history=tuple(
            Heard(one.track_id, one.artist, one.title, one.isrc, one.recording_mbid, one.listened_at, one.plays)
            for one in heard
        ),
        likes=_named(body.likes),
        less=_named(body.less),
        hide=_named(body.hide),
        skips=body.skips,
        tuning={f"{bound}_{name}": value for bound, several in asked for name, value in several.items()},
        weights=body.weights if body.diversity is None else {**body.weights, "variety": body.diversity},
        profiled=body.profiled,
        now=body.at,
        utc_offset=body.utc_offset,
        limit=body.limit,
        most=body.reasons,
    )


def _named(things: list[ThingObject]) -> tuple[Named, ...]:
    return tuple(Named(one.kind, one.id) for one in things)
