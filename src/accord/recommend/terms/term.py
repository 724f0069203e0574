"""What every term of a score offers."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np

from accord.recommend.asked import Asked
from accord.recommend.contribution import Contribution
from accord.recommend.pool import Floats, Rows


class Term(Protocol):
    """A term of the score. It knows a request, and says of any rows of its pool what they get and why."""

    def total(self, rows: Rows) -> Floats:
        """Return shape (n,): what each row gets."""

    def parts(self, rows: Rows, most: int | None = None) -> list[list[Contribution]]:
        """Return for each row the contributions that sum to its total; those that are 0 are left out.

        With ``most``, all but that many of the largest are summed by how, because of the ``rest``.
        """


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

    def parts(self, rows: Rows, most: int | None = None) -> list[list[Contribution]]:
        """Return for each row the contributions that sum to its total; those that are 0 are left out."""
        reasons, values = self.columns(rows)
        if most is None or len(reasons) <= most:
            return [
                [
                    Contribution(*reason, contribution=value)
                    for reason, value in zip(reasons, line, strict=True)
                    if value
                ]
                for line in values.tolist()
            ]
        largest = np.argpartition(-np.abs(values), most - 1, axis=1)[:, :most]
        named = np.take_along_axis(values, largest, axis=1)
        others = values.copy()
        np.put_along_axis(others, largest, 0.0, axis=1)
        ways = list(dict.fromkeys(reason.how for reason in reasons))
        rests = others @ np.array([[reason.how == how for how in ways] for reason in reasons], dtype=np.float64)
        return [
            [
                Contribution(reasons[at].because, reasons[at].how, value)
                for at, value in zip(places, line, strict=True)
                if value
            ]
            + [Contribution("rest", how, value) for how, value in zip(ways, rest, strict=True) if value]
            for places, line, rest in zip(largest.tolist(), named.tolist(), rests.tolist(), strict=True)
        ]

    def weight(self, name: str) -> float:
        """Return a weight of the request."""
        return self.asked.weights[name]

    def on_rows(self, rows: Rows, wanted: Rows) -> Floats:
        """Return shape (rows,): 1 where a row is one of some."""
        among = np.zeros(len(self.asked.pool), dtype=np.float64)
        among[wanted] = 1.0
        return among[rows]
