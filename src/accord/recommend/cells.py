"""A coarse map of how tracks sound, so that in a large library only promising ones are compared."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LOOKED_AT = 32
"""Tracks from which the middle of a cell is found."""
ROUNDS = 4
"""Times that the middles are moved."""
BLOCK = 8192
"""Tracks that are put into cells at a time."""


class Cells(NamedTuple):
    """Where tracks lie."""

    centres: NDArray[np.float64]
    """Shape (cells, d): the middle of each."""
    of: NDArray[np.intp]
    """Shape (n,): the cell of each track."""


def cells(embedding: NDArray[np.float32]) -> Cells:
    """Return as many cells as the square root of the number of tracks.

    They are those of a k-means clustering (S. Lloyd, Least Squares Quantization in PCM, IEEE Transactions on
    Information Theory 28(2), 1982) of evenly spaced tracks, whose order by id is as good as random: no seed is needed,
    and the same tracks give the same cells. The first step of an inverted file (H. Jégou et al., Product Quantization
    for Nearest Neighbor Search, IEEE TPAMI 33(1), 2011).

    Parameters
    ----------
    embedding : ndarray of float32, shape (n, d)
        The tracks.

    Returns
    -------
    Cells
    """
    count = int(np.sqrt(len(embedding)))
    if count == 0:
        return Cells(np.zeros((0, embedding.shape[1])), np.zeros(len(embedding), dtype=np.intp))
    sample = embedding[:: max(1, len(embedding) // (count * LOOKED_AT))]
    centres = sample[:: max(1, len(sample) // count)][:count].copy()
    for _ in range(ROUNDS):
        of = _nearest(sample, centres)
        sizes = np.bincount(of, minlength=count)
        sums = np.zeros_like(centres, dtype=np.float64)
        np.add.at(sums, of, sample)
        centres[sizes > 0] = (sums[sizes > 0] / sizes[sizes > 0, None]).astype(np.float32)
    return Cells(centres.astype(np.float64), _nearest(embedding, centres))


def _nearest(embedding: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.intp]:
    lengths = np.square(centres).sum(axis=1)
    blocks = [embedding[begin : begin + BLOCK] for begin in range(0, len(embedding), BLOCK)]
    return np.concatenate([(lengths - 2.0 * (block @ centres.T)).argmin(axis=1) for block in blocks])
