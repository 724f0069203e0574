"""Small worlds whose right answer is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from accord.features.space import PARTS
from accord.recommend.pool import Pool
from accord.recommend.seed import Seed
from accord.recommend.tunables import ATTRIBUTES, COLUMNS

UNIT = np.concatenate([np.full(part.stop - part.start, (part.stop - part.start) ** -0.5) for part in PARTS.values()])
"""One step along the line, of length 1 in every part."""


def world(
    points: Sequence[float],
    artists: Sequence[str] | None = None,
    genres: Sequence[str] | None = None,
    recordings: Sequence[int] | None = None,
    albums: Sequence[str] | None = None,
    **attributes: Sequence[float],
) -> Pool:
    """A pool of tracks that lie on a line: their distance is that of their points."""
    count = len(points)
    table = np.full((count, len(ATTRIBUTES)), 0.5)
    for name, values in attributes.items():
        table[:, COLUMNS[name]] = values
    return Pool(
        ids=[f"{row:022d}" for row in range(count)],
        attributes=table,
        embedding=(np.array(points)[:, None] * UNIT).astype(np.float32),
        artists=[(artist,) for artist in artists or [f"artist {row}" for row in range(count)]],
        genres=[frozenset(text.split()) for text in genres or [""] * count],
        recordings=np.array(recordings if recordings is not None else range(count), dtype=np.intp),
        keys=[f"key {recording}" for recording in (recordings if recordings is not None else range(count))],
        albums=albums or [f"album {row}" for row in range(count)],
        sources=["own-audio"] * count,
    )


def track(pool: Pool, row: int) -> Seed:
    """A seed track."""
    return Seed("track", pool.ids[row], np.array([row], dtype=np.intp))


def genre(pool: Pool, name: str) -> Seed:
    """A seed genre."""
    return Seed("genre", name, pool.by_genre.get(name, np.zeros(0, dtype=np.intp)), genre=name)
