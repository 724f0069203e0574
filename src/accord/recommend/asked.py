"""What is asked of a recommendation: where it starts, whose taste counts, and what it must keep to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from accord.recommend.history import NOTHING_HEARD, History
from accord.recommend.learnt import Known, Learnt, known
from accord.recommend.pool import Floats, Pool, Rows
from accord.recommend.seed import Seed
from accord.recommend.similarity import likenesses
from accord.recommend.tunables import FREE, Tuning
from accord.recommend.weights import WEIGHTS

HEARD_MOST = 32
"""Recordings of a history, those that count most, with whose sound tracks are compared."""
NONE: Rows = np.zeros(0, dtype=np.intp)


@dataclass(frozen=True, eq=False)
class Taste:
    """What is known of a person for this request."""

    history: History = NOTHING_HEARD
    liked: tuple[Seed, ...] = ()
    less: tuple[Seed, ...] = ()
    """What they want to meet less often."""
    hidden: Rows = field(default_factory=lambda: NONE)
    """Rows of what they never want to meet."""
    skips: Mapping[int, int] = field(default_factory=dict)
    """Row -> how often it was skipped."""
    now: float | None = None
    """Seconds since 1970; ``None`` leaves out what depends on the time."""
    daypart: int | None = None
    """The quarter of the day that it is for them."""

    def without_profile(self) -> Taste:
        """Return what may count where no profile may: what must not be recommended."""
        return Taste(hidden=self.hidden)


@dataclass(frozen=True, slots=True)
class Point:
    """Something with whose sound and genres tracks are compared."""

    because: str
    """``track``, ``artist``, ``album`` or ``genre`` and an id for what was asked for; ``played`` or ``liked`` for
    what is known of the person."""
    rows: Rows
    share: float
    """What it counts; those of all points sum to 1."""
    genre: str | None = None
    """For a genre its normalised name, which alone is then compared."""
    heard: int = -1
    """Its place in the history."""


class Heard(NamedTuple):
    """What counts as heard; where something does so twice, the last time is what it is because of."""

    rows: Rows
    number: Rows
    """What each is because of, in ``because``; -1 for the history."""
    because: Sequence[str]


@dataclass(frozen=True, eq=False)
class Asked:
    """A request over a pool of tracks."""

    pool: Pool
    seeds: tuple[Seed, ...] = ()
    tuning: Tuning = FREE
    taste: Taste = field(default_factory=Taste)
    learnt: tuple[Learnt, ...] = ()
    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    beside_seeds: float = 0.5
    """What the person's own counts where there are seeds as well, of 1."""

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """What tracks are compared with. Seeds share one part, what the person heard and likes the other."""
        given = [(f"{seed.kind} {seed.id}", seed, 1.0, -1) for seed in self.seeds if len(seed.rows)]
        history = self.taste.history
        most = np.lexsort((history.rows, -history.shares))[:HEARD_MOST]
        own = [
            (f"played {self.pool.ids[row]}", Seed("track", "", np.array([row])), share, place)
            for place, row, share in zip(
                most.tolist(), history.rows[most].tolist(), history.shares[most].tolist(), strict=True
            )
        ]
        strongest = max((share for *_, share, _ in own), default=1.0)
        own += [(f"liked {seed.id}", seed, strongest, -1) for seed in self.taste.liked if len(seed.rows)]
        mine = self.beside_seeds if given and own else float(bool(own))
        halves = [
            (part, worth / sum(share for *_, share, _ in part))
            for part, worth in ((given, 1 - mine), (own, mine))
            if part
        ]
        return tuple(
            Point(because, seed.rows, share * worth, seed.genre, heard)
            for part, worth in halves
            for because, seed, share, heard in part
        )

    @cached_property
    def centres(self) -> NDArray[np.float64]:
        """Shape (points, d): the mean of each point's tracks (B. Logan, ISMIR 2004)."""
        pool = self.pool
        means = [
            pool.centre(point.rows) if point.genre is None else pool.genre_centres[point.genre] for point in self.points
        ]
        return np.array(means, dtype=np.float64).reshape(len(means), self.pool.embedding.shape[1])

    @cached_property
    def shares(self) -> Floats:
        """Shape (points,)."""
        return np.array([point.share for point in self.points])

    def alike(self, rows: Rows) -> Floats:
        """Return shape (parts, rows, points): how alike tracks and points sound; 0 for a track and itself."""
        kept = self.__dict__.get("_alike")
        if kept is None or kept[0] is not rows:
            values = likenesses(self.pool.embedding[rows], self.centres)
            values[:, *self.same(rows)] = 0.0
            kept = self.__dict__["_alike"] = (rows, values)
        return np.asarray(kept[1])

    def same(self, rows: Rows) -> tuple[Rows, Rows]:
        """Return where a track is the recording that a point is, as places among the rows and among the points."""
        alone = np.array([place for place, point in enumerate(self.points) if len(point.rows) == 1], dtype=np.intp)
        recordings = self.pool.recordings
        itself = np.array([recordings[self.points[place].rows[0]] for place in alone.tolist()], dtype=np.intp)
        there = np.zeros(len(self.pool), dtype=np.bool_)
        there[itself] = True
        found = np.flatnonzero(there[recordings[rows]])
        row, point = np.nonzero(recordings[rows[found]][:, None] == itself)
        return found[row], alone[point]

    @cached_property
    def heard(self) -> Heard:
        """What counts as heard, for models of what is heard together."""
        history, liked = self.taste.history, [("liked", seed) for seed in self.taste.liked]
        named = [
            (f"{why} {seed.id}", seed.rows)
            for why, seed in (*liked, *((seed.kind, seed) for seed in self.seeds))
            if seed.kind != "genre"
        ]
        lengths = [len(history), *(len(rows) for _, rows in named)]
        return Heard(
            np.concatenate([history.rows, *(rows for _, rows in named)]),
            np.repeat(np.arange(-1, len(named)), lengths),
            [why for why, _ in named],
        )

    @cached_property
    def together(self) -> tuple[Known, ...]:
        """What the models that count know of what was heard."""
        counting = [learnt for learnt in self.learnt if self.weights[learnt.kind]]
        found = [known(learnt, self.pool, self.heard.rows) for learnt in counting]
        return tuple(one for one in found if one is not None)
