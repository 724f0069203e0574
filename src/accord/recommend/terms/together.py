"""Together: tracks that people, sittings or lists have beside what was heard, by models learned from them."""

from __future__ import annotations

import numpy as np

from accord.recommend.asked import Asked
from accord.recommend.contribution import Contribution
from accord.recommend.learnt import Known
from accord.recommend.pool import Floats, Rows
from accord.recommend.terms.term import split


class Together:
    """The score of each model, times its weight; split over what was heard, exactly as the model adds it up."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def total(self, rows: Rows) -> Floats:
        """Return shape (n,): what each row gets."""
        weights, known = self._asked.weights, self._asked.together
        return np.asarray(sum((weights[one.learnt.kind] * one.scores[rows] for one in known), np.zeros(len(rows))))

    def parts(self, rows: Rows, most: int | None = None) -> list[list[Contribution]]:
        """Return for each row the contributions that sum to its total; those that are 0 are left out."""
        found: list[list[Contribution]] = [[] for _ in rows]
        for known in self._asked.together:
            for parts, more in zip(found, self._of(known, rows, most), strict=True):
                parts += more
        return found

    def _of(self, known: Known, rows: Rows, most: int | None) -> list[list[Contribution]]:
        """Return the contributions of one model."""
        kind, items = known.learnt.kind, known.learnt.items(self._asked.pool)[rows]
        neighbours, weights, support = known.learnt.model.shares(items)
        places = known.place[neighbours]
        values = self._asked.weights[kind] * np.where((places >= 0) & (items >= 0)[:, None], weights, 0.0)
        named, others = split(values, most)
        parts = [
            [Contribution(self._because(place[at]), kind, value, many[at]) for at, value in line]
            for line, place, many in zip(named, places.tolist(), support.tolist(), strict=True)
        ]
        if others is not None:
            for line, rest in zip(parts, others.sum(axis=1).tolist(), strict=True):
                line += [Contribution("rest", kind, rest)] if rest else []
        return parts

    def _because(self, place: int) -> str:
        rows, number, because = self._asked.heard
        return because[number[place]] if number[place] >= 0 else f"played {self._asked.pool.ids[rows[place]]}"
