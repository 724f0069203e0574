"""Invented listening with the two properties that matter: few items have most listeners, and tastes hang together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from accord.bench.recommendation.content import Sounding
from accord.bench.recommendation.dataset import Dataset, binary
from accord.features.space import PARTS

TASTES = 200
"""Groups of items, on a ring: neighbours on it are alike."""
EXPONENT = 0.8
"""Of the power law between an item's rank in its group and how often it is chosen."""
SPREAD = 2.0
"""Standard deviation, in places on the ring, of what somebody chooses around one of their tastes."""
ASTRAY = 0.15
"""Share of choices that have nothing to do with taste, only with popularity."""
MOST_TASTES = 4
"""Tastes of one person: 1 up to this many."""
SIGMA = 0.8
"""Standard deviation of the logarithm of how much somebody plays."""
WAVES = 8
"""Of a dimension of how items sound: up to so many times around the ring."""
CHANCE = 0.5
"""Share of how items sound that has nothing to do with who listens to them."""
BLOCK = 100_000
"""Rows that are drawn at once."""


def invented(rows: int) -> Dataset:
    """Return the set that the quality of recommendations is measured on: a third as many items, 40 draws a row."""
    items = max(1, rows // 3)
    return replace(power_law(rows, items, 40.0), content=Sounding(_sounds(items)))


def _sounds(items: int, seed: int = 1) -> NDArray[np.float32]:
    """Return an invented sound for each item of a set: half of it follows from the taste it belongs to, half does not.

    Each dimension is a few waves around the ring, so that neighbours on it sound alike. Two items at random lie as far
    apart in each part of the space as two real tracks do.
    """
    rng = np.random.default_rng([seed, items])
    angle = 2.0 * np.pi * _groups(np.random.default_rng(seed), items) / TASTES
    table = np.empty((items, max(part.stop for part in PARTS.values())))
    waves = np.arange(1, WAVES + 1)[:, None] * angle
    for part in PARTS.values():
        size = part.stop - part.start
        tune = rng.normal(0.0, 1.0, (size, 2 * WAVES)) @ np.concatenate([np.cos(waves), np.sin(waves)]) / np.sqrt(WAVES)
        table[:, part] = np.sqrt((1.0 - CHANCE) / size) * tune.T
        table[:, part] += np.sqrt(CHANCE / size) * rng.normal(0.0, 1.0, (items, size))
    return table.astype(np.float32)


def power_law(rows: int, items: int, mean: float, seed: int = 1) -> Dataset:
    """Return a set in which popularity follows a power law and every row is drawn from a few tastes.

    Parameters
    ----------
    rows, items : int
        Its size; an item that nobody drew stays as an empty column.
    mean : float
        Draws a row, on average; lengths are log-normal. What is drawn twice counts once.
    seed : int
        Another seed gives another set.

    Returns
    -------
    Dataset
        The same for the same arguments, on any machine.
    """
    rng = np.random.default_rng(seed)
    group = _groups(rng, items)
    weights = (1.0 + rng.permutation(items)) ** -EXPONENT
    order = np.argsort(group, kind="stable")
    ends = np.cumsum(weights[order])
    starts = np.concatenate(([0.0], ends))[np.searchsorted(group[order], np.arange(min(TASTES, items) + 1))]
    blocks = (min(BLOCK, rows - first) for first in range(0, rows, BLOCK))
    matrix = sp.vstack([_block(rng, many, mean, order, ends, starts) for many in blocks], format="csr")
    return Dataset("Invented listening", "Accord's own", matrix)


def _groups(rng: np.random.Generator, items: int) -> NDArray[np.int64]:
    """Return the group of each item: what a seed draws first."""
    return rng.integers(0, min(TASTES, items), items)


def _block(
    rng: np.random.Generator,
    rows: int,
    mean: float,
    order: NDArray[np.int64],
    ends: NDArray[np.float64],
    starts: NDArray[np.float64],
) -> sp.csr_matrix:
    tastes, items = len(starts) - 1, len(order)
    lengths = np.clip(rng.lognormal(np.log(mean) - SIGMA**2 / 2, SIGMA, rows), 3.0, items / 4).astype(np.int64)
    row = np.repeat(np.arange(rows), lengths)
    own = rng.integers(0, tastes, (rows, MOST_TASTES))
    which = (rng.random(len(row)) * rng.integers(1, MOST_TASTES + 1, rows)[row]).astype(np.int64)
    taste = (own[row, which] + np.rint(rng.normal(0.0, SPREAD, len(row))).astype(np.int64)) % tastes
    point = rng.random(len(row))
    within = starts[taste] + point * (starts[taste + 1] - starts[taste])
    drawn = np.where(rng.random(len(row)) < ASTRAY, point * ends[-1], within)
    item = order[np.minimum(np.searchsorted(ends, drawn, side="right"), items - 1)]
    ones = np.ones(len(row), dtype=np.float32)
    return binary(sp.csr_matrix((ones, (row, item)), shape=(rows, items)))
