"""Contributions as tables, of which only those that are named become objects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from accord.recommend.contribution import Contribution

Floats = NDArray[np.float64]


class Table(NamedTuple):
    """What some rows get, a column a reason."""

    values: Floats
    """Shape (rows, columns)."""
    how: Sequence[str]
    """For each column the name of a weight."""
    reason: Callable[[int, int], tuple[str, int]]
    """Line and column -> because of what, and how many people, sittings or lists support it."""


def named(tables: Sequence[Table], most: int | None) -> list[list[Contribution]]:
    """Return the contributions that the values of each row are.

    Parameters
    ----------
    tables : sequence of Table
        Of the same rows; at least one.
    most : int or None
        How many to name for each row, the largest; the others are summed by how, because of the ``rest``. By default
        all are named.

    Returns
    -------
    list of list of Contribution
        One list a row; what is 0 is left out.
    """
    values = np.concatenate([table.values for table in tables], axis=1)
    hows = [how for table in tables for how in table.how]
    of = [(table.reason, column) for table in tables for column in range(len(table.how))]
    largest, others = _split(values, most)
    found = []
    for line, columns in enumerate(largest):
        parts = []
        for column, value in columns:
            reason, place = of[column]
            because, support = reason(line, place)
            parts.append(Contribution(because, hows[column], value, support))
        found.append(parts)
    if others is not None:
        ways = {how: place for place, how in enumerate(dict.fromkeys(hows))}
        belongs = np.zeros((len(hows), len(ways)))
        belongs[np.arange(len(hows)), [ways[how] for how in hows]] = 1.0
        for parts, rests in zip(found, (others @ belongs).tolist(), strict=True):
            parts += [Contribution("rest", how, rest) for how, rest in zip(ways, rests, strict=True) if rest]
    return found


def _split(values: Floats, most: int | None) -> tuple[list[list[tuple[int, float]]], Floats | None]:
    """Return the columns of the largest values of each row, with them, and the values with 0 in place of those."""
    if most is None or values.shape[1] <= most:
        return [[(column, value) for column, value in enumerate(line) if value] for line in values.tolist()], None
    largest = np.argpartition(-np.abs(values), most - 1, axis=1)[:, :most]
    chosen = np.take_along_axis(values, largest, axis=1)
    others = values.copy()
    np.put_along_axis(others, largest, 0.0, axis=1)
    pairs = (zip(*lines, strict=True) for lines in zip(largest.tolist(), chosen.tolist(), strict=True))
    return [[(column, value) for column, value in line if value] for line in pairs], others
