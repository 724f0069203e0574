"""Together: tracks that people, sittings or lists have beside what was heard, by models learned from them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from accord.recommend.asked import Asked
from accord.recommend.contribution import Contribution, gathered
from accord.recommend.learnt import Learnt
from accord.recommend.pool import Floats, Rows


class Together:
    """The score of each model, times its weight; split over what was heard, exactly as the model adds it up."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self._heard = [(learnt, learnt.model.history(asked.named)) for learnt in asked.learnt]
        self._scores: dict[int, Floats] = {}

    def total(self, rows: Rows) -> Floats:
        """Return shape (n,): what each row gets."""
        found = np.zeros(len(rows))
        for number, (learnt, heard) in enumerate(self._heard):
            if len(heard):
                if number not in self._scores:
                    self._scores[number] = np.append(learnt.model.scores(heard), 0.0)  # the last is for place -1
                items = learnt.items(self.asked.pool)[rows]
                found += self.asked.weights[learnt.kind] * self._scores[number][items]
        return found

    def parts(self, rows: Rows, most: int | None = None) -> list[list[Contribution]]:
        """Return for each row the contributions that sum to its total; those that are 0 are left out."""
        found: list[list[Contribution]] = [[] for _ in rows]
        for learnt, heard in self._heard:
            if len(heard):
                for parts, item in zip(found, learnt.items(self.asked.pool)[rows].tolist(), strict=True):
                    if item >= 0:
                        parts += gathered(self._of(learnt, item, heard), most)
        return found

    def _of(self, learnt: Learnt, item: int, heard: NDArray[np.int32]) -> list[Contribution]:
        weight, ids, named = self.asked.weights[learnt.kind], learnt.model.ids, self.asked.named
        return [
            Contribution(named[ids[part.item]], learnt.kind, weight * (part.heard + part.sounds), part.support)
            for part in learnt.model.parts(item, heard)
            if weight * (part.heard + part.sounds)
        ]
