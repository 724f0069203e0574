"""Self-similarity of a track, unit by unit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def self_similarity(blocks: Sequence[Floats]) -> Floats:
    """Compare every unit of a track with every other.

    Parameters
    ----------
    blocks : sequence of ndarray, each of shape (n, d)
        Descriptions of the units from several sides (harmony, timbre, rhythm); each side counts alike.

    Returns
    -------
    ndarray, shape (n, n)
        Mean over the sides of the cosine between units, each measured from the track's average: -1 to 1, 1 on the
        diagonal unless a unit is exactly average.
    """
    total = np.zeros((len(blocks[0]), len(blocks[0])))
    for block in blocks:
        centred = block - block.mean(axis=0)
        norms = np.linalg.norm(centred, axis=1, keepdims=True)
        unit = centred / np.maximum(norms, 1e-9)
        total += unit @ unit.T
    return total / len(blocks)
