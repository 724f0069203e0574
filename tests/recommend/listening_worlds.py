"""Invented listening: several kinds of it, each with what makes leaving hard."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from accord.recommend.model.interactions import Interactions

Vectors = NDArray[np.float32]


def communities(rows: int = 400, items: int = 240, seed: int = 1) -> Interactions:
    """Listeners with tastes over items of very unequal popularity: few are in most rows, most in few."""
    rng = np.random.default_rng(seed)
    genre, popularity = rng.integers(0, 6, items), 1.0 / np.arange(1, items + 1) ** 0.9
    found = []
    for _ in range(rows):
        liked = popularity * np.where(genre == rng.integers(0, 6), 12.0, 1.0)
        size = min(items // 4, 2 + int(rng.lognormal(2.3, 0.8)))
        found.append([f"{item:04d}" for item in rng.choice(items, size, replace=False, p=liked / liked.sum())])
    return Interactions.of_rows(found)


def sessions(rows: int = 500, seed: int = 2) -> Interactions:
    """Short stretches of albums: nearly all pairs are as near as others, so that ties decide."""
    rng = np.random.default_rng(seed)
    starts, albums, lengths = rng.integers(0, 9, rows), rng.integers(0, 12, rows), rng.integers(2, 6, rows)
    return Interactions.of_rows(
        [
            [f"{album:02d}/{track:02d}" for track in range(start, start + length)]
            for start, album, length in zip(starts, albums, lengths, strict=True)
        ]
    )


def rarities(rows: int = 300, items: int = 700, seed: int = 3) -> Interactions:
    """Listeners of what hardly anybody else hears: whoever leaves takes items with them."""
    rng = np.random.default_rng(seed)
    return Interactions.of_rows(
        [[f"{item:04d}" for item in rng.integers(0, items, rng.integers(1, 9))] for _ in range(rows)]
    )


WORLDS: dict[str, Callable[[], Interactions]] = {"communities": communities, "sessions": sessions, "rarities": rarities}


def sounds(ids: tuple[str, ...]) -> Vectors:
    """A vector of length 1 for most items, the same for the same id; none for every seventh."""
    table = np.zeros((len(ids), 5), dtype=np.float32)
    for row, id_ in enumerate(ids):
        if sum(id_.encode()) % 7:
            vector = np.random.default_rng(list(id_.encode())).normal(size=5)
            table[row] = vector / np.linalg.norm(vector)
    return table


def without(rows: Interactions, gone: NDArray[np.int64]) -> Interactions:
    """What was listened to, as if some rows had never been: their items are not in the vocabulary either."""
    left = rows.without(gone)
    return Interactions.of_rows([[rows.ids[item] for item in left.row(row)] for row in range(len(left))])
