"""Groups of tracks that sound alike: of a whole library, or of what one person hears (their listening modes)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from accord.features.space import PARTS
from accord.recommend.clusters.partition import MOST, Partition, groups_for, partition
from accord.recommend.clusters.traits import Mask, Tag, Trait, names, tags, traits
from accord.recommend.history import DAYPARTS, History
from accord.recommend.pool import Floats, Pool, Rows
from accord.recommend.weights import WEIGHTS

TYPICAL = 5
"""Tracks that stand for a group."""
HABIT = 0.1
"""By how much a quarter of the day must have a larger share in a mode than in all listening, to be named."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Tracks that sound more like each other than like the rest."""

    name: str
    """Made of the traits and the first tag."""
    share: float
    """Of what was divided: of the recordings of a library, or of a person's listening."""
    rows: Rows
    """The recordings in it, nearest to its middle first."""
    typical: Rows
    """Those nearest to its middle, by different artists."""
    traits: tuple[Trait, ...]
    """In what it differs clearly from the rest; the first ones name it."""
    tags: tuple[Tag, ...]
    """The genres that it names more often than all do; the first names it."""
    apart: Mapping[str, float]
    """Part of the embedding -> its share in the squared distance of the group's middle from that of all; they sum to
    1, and are 0 where there is no other group."""
    when: str | None = None
    """The quarter of the day into which much more of it falls than of all listening; of modes alone."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """What a library, or a person's listening, consists of."""

    clusters: tuple[Cluster, ...]
    """The largest first."""
    recordings: int
    """How many were divided."""
    explained: float
    """Share of the differences between tracks that lies between the clusters, 0 to 1."""
    seed: int


def clusters(pool: Pool, genres: Mapping[str, str], most: int = MOST, seed: int = 0) -> Clusters:
    """Return the groups of a library.

    Parameters
    ----------
    pool : Pool
        All tracks.
    genres : mapping
        Normalised genre to its name.
    most : int
        Groups at most.
    seed : int
        Where chance begins.

    Returns
    -------
    Clusters
        Each recording in one.
    """
    rows = np.unique(pool.recordings)
    found, groups = _divided(pool, genres, rows, np.full(len(rows), 1.0 / max(1, len(rows))), most, seed)
    return Clusters(tuple(groups), len(rows), found.explained, seed)


def modes(pool: Pool, genres: Mapping[str, str], history: History, most: int = MOST, seed: int = 0) -> Clusters:
    """Return the several tastes of a person: the groups of what they heard, by how much they heard it.

    Parameters
    ----------
    pool : Pool
        All tracks.
    genres : mapping
        Normalised genre to its name.
    history : History
        What the person heard.
    most : int
        Modes at most.
    seed : int
        Where chance begins.

    Returns
    -------
    Clusters
        What is in the history, each recording in one; a mode's share is that of the listening.
    """
    found, groups = _divided(pool, genres, history.rows, history.shares, most, seed)
    timed = tuple(_timed(group, history, found.of == number) for number, group in enumerate(groups))
    return Clusters(timed, len(history), found.explained, seed)


def _divided(
    pool: Pool, genres: Mapping[str, str], rows: Rows, weights: Floats, most: int, seed: int
) -> tuple[Partition, list[Cluster]]:
    points = _points(pool, rows)
    if not len(rows):
        return Partition(points, np.zeros(0, dtype=np.intp), 0.0), []
    ids = [pool.ids[row] for row in rows]
    found = partition(points, weights, ids, min(most, groups_for(len(rows))), seed)
    middle = np.average(points, axis=0, weights=weights)
    described = []
    for number, centre in enumerate(found.centres):
        inside = found.of == number
        members = rows[inside]
        near = members[np.lexsort((members, np.square(points[inside] - centre).sum(axis=1)))]
        what = tuple(traits(pool, rows, weights, inside)), tuple(tags(pool, rows, weights, inside))
        described.append((what, float(weights[inside].sum()), near, _apart(centre - middle, len(found.centres))))
    named = names([what for what, *_ in described], genres)
    return found, [
        Cluster(name, share, near, _typical(pool, near), *what, apart)
        for name, (what, share, near, apart) in zip(named, described, strict=True)
    ]


def _points(pool: Pool, rows: Rows) -> Floats:
    """Return where tracks lie, each part of the embedding as weighty as it is for recommendations."""
    points = pool.embedding[rows].astype(np.float64)
    for name, part in PARTS.items():
        points[:, part] *= np.sqrt(WEIGHTS[name])
    return points


def _typical(pool: Pool, near: Rows) -> Rows:
    first: dict[str, int] = {}
    for row in near.tolist():
        if len(first) < TYPICAL:
            first.setdefault(pool.artists[row][0] if pool.artists[row] else "", row)
    return np.array(list(first.values()), dtype=np.intp)


def _apart(away: Floats, groups: int) -> dict[str, float]:
    squares = {name: float(np.square(away[part]).sum()) if groups > 1 else 0.0 for name, part in PARTS.items()}
    whole = sum(squares.values())
    return {name: square / whole if whole > 0.0 else 0.0 for name, square in squares.items()}


def _timed(mode: Cluster, history: History, inside: Mask) -> Cluster:
    plays, every = history.dayparts[inside].sum(axis=0), history.dayparts.sum(axis=0)
    if not plays.sum():
        return mode
    lift = plays / plays.sum() - every / every.sum()
    best = int(lift.argmax())
    when = DAYPARTS[best] if lift[best] >= HABIT else None
    return dataclasses.replace(mode, when=when)
