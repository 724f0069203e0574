"""What every term of a score offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from accord.recommend.asked import Asked
from accord.recommend.pool import Floats, Rows
from accord.recommend.table import Table


class Term(Protocol):
    """A term of the score. It knows a request, and says of any rows of its pool what they get and why."""

    def total(self, rows: Rows) -> Floats:
        """Return shape (n,): what each row gets."""

    def tables(self, rows: Rows) -> Sequence[Table]:
        """Return what each row gets, reason by reason; all values of a row sum to its total."""


class MakesTerm(Protocol):
    """A term that waits for a request."""

    def __call__(self, asked: Asked) -> Term:
        """Return the term for a request."""


class Reason(NamedTuple):
    """One column of contributions."""

    because: str
    how: str


class Columns:
    """A term whose parts are the same for every row: a table with a column a reason."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def columns(self, rows: Rows) -> tuple[list[Reason], Floats]:
        """Return the reasons, and shape (rows, reasons): what each adds."""
        raise NotImplementedError

    def total(self, rows: Rows) -> Floats:
        """Return shape (n,): what each row gets."""
        return np.asarray(self.columns(rows)[1].sum(axis=1))

    def tables(self, rows: Rows) -> Sequence[Table]:
        """Return what each row gets, reason by reason; all values of a row sum to its total."""
        reasons, values = self.columns(rows)
        return [Table(values, [how for _, how in reasons], lambda _, column: (reasons[column].because, 0))]

    def weight(self, name: str) -> float:
        """Return a weight of the request."""
        return self.asked.weights[name]

    def on_rows(self, rows: Rows, wanted: Rows) -> Floats:
        """Return shape (rows,): 1 where a row is one of some."""
        among = np.zeros(len(self.asked.pool), dtype=np.bool_)
        among[wanted] = True
        return among[rows].astype(np.float64)


def at(rows: Rows, among: Rows, values: Floats) -> Floats:
    """Return shape (rows,): the value of each row that is among some ascending ones, 0 for the others."""
    if not len(among):
        return np.zeros(len(rows))
    places = np.minimum(np.searchsorted(among, rows), len(among) - 1)
    return np.where(among[places] == rows, values[places], 0.0)
