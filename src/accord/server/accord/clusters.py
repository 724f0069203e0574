"""``/accord/v1/clusters``: groups of tracks that sound alike; ``/accord/v1/me/modes``: a listener's several tastes."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from accord.recommend.clusters.grouping import Grouping
from accord.recommend.clusters.partition import MOST
from accord.recommend.clusters.told import document
from accord.server.accord.access import AskerHere, ListenerHere
from accord.server.accord.recommend import DataObject

router = APIRouter(prefix="/accord/v1", tags=["recommend"])

SEEDS = 2**31 - 1

MostHere = Annotated[int, Query(ge=1, le=MOST, description="Groups at most.")]
SeedHere = Annotated[int, Query(ge=0, le=SEEDS, description="The same library and seed give the same groups.")]
EveryHere = Annotated[bool, Query(alias="tracks", description="Whether to list the id of every track.")]


class TraitObject(BaseModel):
    """An attribute in which a group differs clearly from the rest."""

    word: str
    attribute: str
    mean: float
    rest: float
    """The mean of the rest."""
    effect: float
    """The difference, in standard deviations of all."""


class TagObject(BaseModel):
    """A genre that a group names more often than all do."""

    genre: str
    share: float
    of_all: float


class TypicalObject(BaseModel):
    """A track that stands for a group."""

    id: str
    name: str


class ClusterObject(BaseModel):
    """A group of tracks that sound alike."""

    name: str
    share: float
    recordings: int
    when: str | None
    """Of modes: the quarter of the day into which much more of it falls than of all listening."""
    traits: list[TraitObject]
    tags: list[TagObject]
    apart: dict[str, float]
    """Which parts of the sound set it apart; they sum to 1."""
    typical: list[TypicalObject]
    track_ids: list[str] | None


class ClustersObject(BaseModel):
    """Groups, the largest first, what they were made from, and what may be done with them."""

    clusters: list[ClusterObject]
    recordings: int
    explained: float
    """Share of the differences between tracks that lies between the groups."""
    seed: int
    purposes: list[str]
    obligations: list[str]
    data: list[DataObject]


def _grouping(request: Request) -> Grouping:
    return cast(Grouping, request.app.state.grouping)


GroupingHere = Annotated[Grouping, Depends(_grouping)]


@router.get("/clusters")
def library_clusters(
    _asker: AskerHere, grouping: GroupingHere, most: MostHere = MOST, seed: SeedHere = 0, every: EveryHere = False
) -> ClustersObject:
    """Answer the groups of the library; nothing about people goes into them."""
    return ClustersObject(**document(grouping.library(most, seed), every=every))


@router.get("/me/modes")
def listening_modes(
    listener: ListenerHere,
    grouping: GroupingHere,
    most: MostHere = MOST,
    seed: SeedHere = 0,
    every: EveryHere = False,
    utc_offset: Annotated[int, Query(ge=-86_400, le=86_400, description="Seconds.")] = 0,
) -> ClustersObject:
    """Answer the modes in which the listener listens, by how much; with their consent to personalisation."""
    return ClustersObject(**document(grouping.listener(listener, most, seed, utc_offset), every=every))
