"""Content as a prior: how much likeness counts for a model before anybody has listened."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LIKENESS = 0.1
"""The weight towards which content draws that of two items with the same content."""


def prior(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return content as ``train`` takes it: vectors whose products are the weights that are to be expected.

    Parameters
    ----------
    vectors : ndarray, shape (items, d)
        Of whatever length; zeros for an item of which nothing is known.

    Returns
    -------
    ndarray of float32, shape (items, d)
        Their length is the root of ``LIKENESS``, or 0.
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(np.sqrt(LIKENESS) * vectors / np.where(lengths > 0.0, lengths, 1.0), dtype=np.float32)
