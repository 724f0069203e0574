"""Onset strength: how much new sound begins in each frame."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

LAG = 2
"""Frames between the two that are compared: 40 ms."""


@njit(cache=True, fastmath=True)
def band_fluxes(mel: NDArray[np.float32], splits: NDArray[np.int64], floor: float, out: NDArray[np.float32]) -> None:
    """Fill the rise of level in each of several groups of mel bands.

    Parameters
    ----------
    mel : ndarray of float32, shape (frames, bands)
        dB.
    splits : ndarray of int, shape (groups + 1,)
        Group g holds bands ``splits[g]`` to ``splits[g + 1] - 1``.
    floor : float
        dB; what is softer counts as this, so that noise under the music begins nothing.
    out : ndarray of float32, shape (frames, groups)
        Mean rise in dB over a group's bands; changed in place.

    Notes
    -----
    S. Böck, G. Widmer, "Maximum Filter Vibrato Suppression for Onset Detection", DAFx 2013 (SuperFlux): a level is
    compared with the largest of three neighbouring bands ``LAG`` frames before, so that a gliding pitch is no onset.
    """
    frames, bands = mel.shape
    level = np.float32(floor)
    for t in range(frames):
        past = t - LAG
        for g in range(splits.size - 1):
            total = np.float32(0.0)
            for b in range(splits[g], splits[g + 1]):
                before = level  # what sounds at once begins at once: before a track there is silence
                if past >= 0:
                    before = max(before, mel[past, b])
                    if b > 0:
                        before = max(before, mel[past, b - 1])
                    if b < bands - 1:
                        before = max(before, mel[past, b + 1])
                total += max(mel[t, b] - before, np.float32(0.0))
            out[t, g] = total / np.float32(splits[g + 1] - splits[g])
