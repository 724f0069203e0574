"""Self-similarity of a track, unit by unit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def described(blocks: Sequence[Floats]) -> Floats:
    """Describe every unit of a track by one vector, from several sides that count alike.

    Parameters
    ----------
    blocks : sequence of ndarray, each of shape (n, d)
        Descriptions of the units from several sides (harmony, timbre, rhythm).

    Returns
    -------
    ndarray, shape (n, sum of d)
        Each side measured from the track's average; all vectors are of length 1, unless a unit is exactly average.
    """
    sides = []
    for block in blocks:
        centred = block - block.mean(axis=0)
        sides.append(centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9))
    return np.asarray(np.concatenate(sides, axis=1) / np.sqrt(len(blocks)))


def self_similarity(blocks: Sequence[Floats]) -> Floats:
    """Compare every unit of a track with every other.

    Parameters
    ----------
    blocks : sequence of ndarray, each of shape (n, d)
        As for ``described``.

    Returns
    -------
    ndarray, shape (n, n)
        Mean over the sides of the cosine between units, each measured from the track's average: -1 to 1, 1 on the
        diagonal unless a unit is exactly average.
    """
    vectors = described(blocks)
    return np.asarray(vectors @ vectors.T)


def novelty(vectors: Floats, width: int) -> Floats:
    """Return how much a track changes at the beginning of each unit.

    Parameters
    ----------
    vectors : ndarray, shape (n, d)
        From ``described``.
    width : int
        Units on either side that are compared; fewer near the ends.

    Returns
    -------
    ndarray, shape (n,)
        Distance of the mean of the units before from that of the units after, 0 to 2; 0 at the first unit.

    Notes
    -----
    For vectors of one length, what a checkerboard finds on the diagonal of their self-similarity: J. Foote, "Automatic
    Audio Segmentation Using a Measure of Audio Novelty", ICME 2000.
    """
    n = len(vectors)
    sums = np.concatenate([np.zeros((1, vectors.shape[1])), np.cumsum(vectors, axis=0)])
    here = np.arange(1, n)
    first, last = np.maximum(here - width, 0), np.minimum(here + width, n)
    before = (sums[here] - sums[first]) / (here - first)[:, None]
    after = (sums[last] - sums[here]) / (last - here)[:, None]
    return np.concatenate([[0.0], np.linalg.norm(before - after, axis=1)])
