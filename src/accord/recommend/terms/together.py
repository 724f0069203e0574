"""Together: tracks that people, sittings or lists have beside what was heard, by models learned from them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from accord.recommend.asked import Asked
from accord.recommend.learnt import Known
from accord.recommend.pool import Floats, Rows
from accord.recommend.table import Table


class Together:
    """The score of each model, times its weight; split over what was heard, exactly as the model adds it up."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def total(self, rows: Rows) -> Floats:
        """Return shape (n,): what each row gets."""
        found = np.zeros(len(rows))
        for known in self._asked.together:
            items = known.learnt.items(self._asked.pool)[rows]
            found += self._asked.weights[known.learnt.kind] * known.scores[items]
        return found

    def tables(self, rows: Rows) -> Sequence[Table]:
        """Return what each row gets, reason by reason; all values of a row sum to its total."""
        return [self._table(known, rows) for known in self._asked.together]

    def _table(self, known: Known, rows: Rows) -> Table:
        """Return what one model adds: a column a neighbour, which is another one in each row."""
        kind, items = known.learnt.kind, known.learnt.items(self._asked.pool)[rows]
        neighbours, weights, support = known.learnt.model.shares(items)
        places = known.place[neighbours]
        values = self._asked.weights[kind] * np.where((places >= 0) & (items >= 0)[:, None], weights, 0.0)
        return Table(
            values,
            [kind] * values.shape[1],
            lambda line, column: (self._because(places[line, column]), int(support[line, column])),
        )

    def _because(self, place: int) -> str:
        rows, number, because = self._asked.heard
        return because[number[place]] if number[place] >= 0 else f"played {self._asked.pool.ids[rows[place]]}"
