"""How much pitch moves between the notes of the scale, as voices do and fretted or keyed instruments do not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FAINT, CLEAR = 0.6, 0.8
"""Likeness of one profile with the next below which there is no line to follow, and from which there is one: frames
overlap, so that even those of noise are somewhat alike."""
SURE = 0.1
"""By how much a shifted profile must be more alike than one that stands still, to count as moving in full."""
PASSAGE = 54
"""Profiles of a passage: 5 s."""


def glide_share(profile: NDArray[np.float32]) -> float:
    """Return the share of time in which pitches move by a third or two thirds of a semitone, where they do most.

    Parameters
    ----------
    profile : ndarray, shape (n, 36)
        Peak profiles, three cells to a semitone, about ten a second.

    Returns
    -------
    float
        0 to 1: of the steps of a passage of 5 s in which one profile continues the last, at least a quarter of
        them; the 80th percentile over passages, since few singers sing all the time.

    Notes
    -----
    After the fluctogram of B. Lehner, G. Widmer, R. Sonnleitner, "On the Reduction of False Positives in Singing
    Voice Detection", ICASSP 2014, taken on pitch-class profiles.
    """
    if len(profile) < 2:
        return 0.0
    y = np.sqrt(profile)
    y = y - y.mean(axis=1, keepdims=True)
    y /= np.linalg.norm(y, axis=1, keepdims=True) + 1e-9
    likeness = np.stack([(np.roll(y[:-1], shift, axis=1) * y[1:]).sum(axis=1) for shift in (-2, -1, 0, 1, 2)])
    clear = np.clip((likeness.max(axis=0) - FAINT) / (CLEAR - FAINT), 0.0, 1.0)
    ahead = likeness[[0, 1, 3, 4]].max(axis=0) - likeness[2]
    moving = clear * np.clip(ahead / SURE, 0.0, 1.0)
    starts = np.arange(0, max(len(clear) - PASSAGE // 2, 1), PASSAGE)
    steps = np.maximum(np.add.reduceat(clear, starts), PASSAGE // 4)
    return float(np.percentile(np.add.reduceat(moving, starts) / steps, 80))
