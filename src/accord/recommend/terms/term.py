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
        named, others = split(values, most)
        parts = [[Contribution(*reasons[column], value) for column, value in line] for line in named]
        if others is not None:
            ways = list(dict.fromkeys(reason.how for reason in reasons))
            rests = others @ np.array([[reason.how == how for how in ways] for reason in reasons], dtype=np.float64)
            for line, rest in zip(parts, rests.tolist(), strict=True):
                line += [Contribution("rest", how, value) for how, value in zip(ways, rest, strict=True) if value]
        return parts

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


def split(values: Floats, most: int | None) -> tuple[list[list[tuple[int, float]]], Floats | None]:
    """Return the largest values of each row apart from the others.

    Parameters
    ----------
    values : ndarray, shape (rows, columns)
        Of whatever sign.
    most : int or None
        How many to return for each row; by default all.

    Returns
    -------
    named : list of list of (int, float)
        For each row the columns of its largest values, with them; those that are 0 are left out.
    others : ndarray, shape (rows, columns), or None
        The values with 0 in place of those; ``None`` if nothing is left.
    """
    if most is None or values.shape[1] <= most:
        return [[(column, value) for column, value in enumerate(line) if value] for line in values.tolist()], None
    largest = np.argpartition(-np.abs(values), most - 1, axis=1)[:, :most]
    named = np.take_along_axis(values, largest, axis=1)
    others = values.copy()
    np.put_along_axis(others, largest, 0.0, axis=1)
    pairs = (zip(*lines, strict=True) for lines in zip(largest.tolist(), named.tolist(), strict=True))
    return [[(column, value) for column, value in line if value] for line in pairs], others
