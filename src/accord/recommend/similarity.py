"""How alike tracks sound, part by part."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from accord.features.space import PARTS

Floats = NDArray[np.float64]


def likeness(embedding: NDArray[np.float32], point: NDArray[np.float32]) -> Floats:
    """Return how alike each track is to a point, in each part of the embedding.

    The squared distance in a part is near 2 for two tracks drawn at random, because the embedding is standardised; so
    ``exp(-distance² / 2)`` is 1 for the same sound and about 0.37 for strangers.

    Parameters
    ----------
    embedding : ndarray of float32, shape (n, d)
        The tracks.
    point : ndarray of float32, shape (d,)
        What they are compared with.

    Returns
    -------
    ndarray, shape (n, parts)
        0 to 1, in the order of ``features.space.PARTS``.
    """
    squares = np.square(embedding - point, dtype=np.float64)
    return np.exp(-0.5 * np.stack([squares[:, part].sum(axis=1) for part in PARTS.values()], axis=1))


def likenesses(embedding: NDArray[np.floating], points: Floats) -> Floats:
    """Return how alike each track is to each of several points, as ``likeness`` does for one.

    Parameters
    ----------
    embedding : ndarray, shape (n, d)
        The tracks.
    points : ndarray, shape (m, d)
        What they are compared with.

    Returns
    -------
    ndarray, shape (parts, n, m)
        0 to 1.
    """
    found = np.empty((len(PARTS), len(embedding), len(points)))
    for alike, part in zip(found, PARTS.values(), strict=True):
        here, there = embedding[:, part].astype(np.float64), points[:, part]
        np.matmul(here, there.T, out=alike)
        alike -= 0.5 * np.square(here).sum(axis=1)[:, None]
        alike -= 0.5 * np.square(there).sum(axis=1)
        np.minimum(alike, 0.0, out=alike)
        np.exp(alike, out=alike)
    return found
