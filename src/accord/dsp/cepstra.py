"""Cepstral coefficients: the envelope of a spectrum in few numbers, and how they vary together."""

from __future__ import annotations

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from accord.domain.analysis import Floats

SOUNDING = 30.0
"""dB below the loudest band of the track under which the loudest band of a frame is silence."""
DEPTH = 60.0
"""dB below the loudest band of the track to which bands are looked at: what lies deeper, codecs throw away."""
LEAST = 1.0
"""dB² that each coefficient varies at least, lest one that stands still outweighs all others."""
BATCH = 4096
"""Frames that are transformed at a time."""


def log_covariance(mel: NDArray[np.float32], count: int) -> Floats:
    """Return how the cepstral coefficients of a track vary, each and together: the logarithm of their covariance.

    Covariances do not lie in a flat space; their logarithms do, so that these can be compared by Euclidean distance.

    Parameters
    ----------
    mel : ndarray of float32, shape (frames, bands)
        dB.
    count : int
        Coefficients from the first, without the zeroth: how loud a frame is says nothing of its timbre.

    Returns
    -------
    ndarray, shape (count * (count + 1) / 2,)
        The upper triangle of the matrix logarithm, row by row; zeros off its diagonal where nothing varies.

    Notes
    -----
    V. Arsigny, P. Fillard, X. Pennec, N. Ayache, "Log-Euclidean Metrics for Fast and Simple Calculus on Diffusion
    Tensors", Magnetic Resonance in Medicine 56, 2006. That timbre is told by how cepstra vary together: M. Mandel,
    D. Ellis, "Song-Level Features and Support Vector Machines for Music Classification", ISMIR 2005.
    """
    loudest = mel.max()
    total, squares, frames = np.zeros(count), np.zeros((count, count)), 0
    for first in range(0, len(mel), BATCH):
        levels = mel[first : first + BATCH]
        levels = np.maximum(levels[levels.max(axis=1) > loudest - SOUNDING], loudest - DEPTH)
        cepstra = scipy.fft.dct(levels, axis=1, norm="ortho")[:, 1 : count + 1].astype(np.float64)
        total += cepstra.sum(axis=0)
        squares += cepstra.T @ cepstra
        frames += len(cepstra)
    covariance = squares / frames - np.outer(total, total) / frames**2
    variances, axes = np.linalg.eigh(covariance + LEAST * np.eye(count))
    logarithm = (axes * np.log(np.maximum(variances, LEAST))) @ axes.T
    return np.asarray(logarithm[np.triu_indices(count)], dtype=np.float64)
