"""A model of what is heard together, as recommendations use it: over a pool, and without what too few people did."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from accord.recommend.model.model import Model, Shares
from accord.recommend.pool import Floats, Pool, Rows

OTHERS = 5
"""People beside the one who asks who must have played two things together for that to count, or be said."""


class TogetherModel(Protocol):
    """A model whose score is a sum over what was heard."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Keys of recordings, by item."""

    def scores(self, history: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return the score of every item."""

    def shares(self, items: NDArray[np.integer]) -> Shares:
        """Return what each neighbour of some items adds to their scores if it is heard."""


@dataclass(frozen=True, eq=False)
class Learnt:
    """A model, with what is to be said of it.

    A model of people counts only pairs that ``OTHERS`` people and one more played: whoever asks may be one of them.
    """

    kind: str
    """``people``, ``sessions`` or ``lists``: what its rows are, and the name of its weight."""
    id: str
    """By which its lineage is found."""
    digest: str
    """SHA-256 of its bytes, hexadecimal."""
    sources: tuple[str, ...]
    """Ids of the sources that it was learned from."""
    stored: TogetherModel
    _over: dict[str, object] = field(default_factory=dict, repr=False)

    @cached_property
    def model(self) -> TogetherModel:
        """The model without pairs that too few people support."""
        if self.kind != "people" or not isinstance(self.stored, Model) or self.stored.parameters.least > OTHERS:
            return self.stored
        few = self.stored.neighbours.support <= OTHERS
        sounds = None if self.stored.sounds is None else np.where(few, np.float32(0), self.stored.sounds)
        return dataclasses.replace(self.stored, heard=np.where(few, np.float32(0), self.stored.heard), sounds=sounds)

    def items(self, pool: Pool) -> NDArray[np.intp]:
        """Return the item of each track of a pool, -1 for what the model does not know."""
        if self._over.get("pool") is not pool:
            place = {id_: item for item, id_ in enumerate(self.model.ids)}
            items = np.array([place.get(key, -1) for key in pool.keys], dtype=np.intp)
            self._over.update(pool=pool, items=items)
        found = self._over["items"]
        assert isinstance(found, np.ndarray)
        return found


@dataclass(frozen=True, eq=False, slots=True)
class Known:
    """What a model knows of what was heard."""

    learnt: Learnt
    place: Rows
    """Shape (items + 1,): where each item stands among all that was heard; -1 if it does not, and for item -1."""
    scores: Floats
    """Shape (items + 1,): the score of each item; 0 for item -1."""


def known(learnt: Learnt, pool: Pool, rows: Rows) -> Known | None:
    """Return what a model knows of rows that were heard, if anything; of rows of one recording the last counts.

    Parameters
    ----------
    learnt : Learnt
        The model.
    pool : Pool
        All tracks.
    rows : ndarray of int
        What was heard.

    Returns
    -------
    Known or None
    """
    items = learnt.items(pool)
    found = items[rows]
    places = np.flatnonzero(found >= 0)
    if not len(places):
        return None
    place = np.full(len(learnt.model.ids) + 1, -1, dtype=np.intp)
    place[found[places]] = places
    heard = np.flatnonzero(place >= 0).astype(np.int32)
    scores = np.append(learnt.model.scores(heard), 0.0)  # the last is for item -1
    return Known(learnt, place, scores)


class Shelf(Protocol):
    """Where models that may be used now are found."""

    def learnt(self, listener_id: str | None) -> Sequence[Learnt]:
        """Return them; those of a listener's own only for that listener."""


class EmptyShelf:
    """Where there is no model."""

    def learnt(self, listener_id: str | None) -> Sequence[Learnt]:
        """Return none."""
        return ()
