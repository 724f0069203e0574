"""The chords that a pair of pitch-class profiles speaks for: 24 major and minor triads, or none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

QUALITIES = ("maj", "7", "maj7", "min", "min7")
MAJORS = 3
"""Of ``QUALITIES``, those that count as major."""
NONE_TERMS = 4
PROFILES = np.array([
    [7.4, -3.5, 2.0, -19.0, 7.4, 0.7, -5.0, 7.7, -1.4, -2.2, -3.5, -0.4,
     2.7, 0.3, 0.3, 2.5, 1.9, -0.3, 1.4, 2.0, 0.4, -1.4, 1.1, -1.8],
    [8.6, -7.1, 2.1, -10.0, 7.9, 1.4, -5.3, 6.3, -5.2, -2.1, 10.0, -4.7,
     0.6, -4.1, 1.1, -1.6, 0.6, -0.2, -0.1, -0.6, 1.4, 0.5, -0.6, -1.5],
    [7.8, -6.6, 0.2, -3.8, 7.1, 0.5, 0.8, 5.3, -7.7, -3.4, -9.1, 5.4,
     1.6, 0.6, 0.2, 0.3, 1.0, -0.7, 0.9, 1.2, 1.1, 1.0, -0.6, 1.6],
    [10.0, -2.2, 1.6, 11.0, -4.5, 0.0, -11.0, 8.0, -2.0, -2.6, -0.4, -3.1,
     2.0, 1.3, -0.6, 0.7, -1.6, -0.1, 1.0, 1.6, -0.5, 0.0, -3.8, 1.5],
    [8.7, -2.4, -2.4, 8.9, -6.6, 1.7, -1.4, 5.2, -2.1, -6.5, 5.2, -7.7,
     0.4, -1.3, 0.3, -2.2, -1.9, -1.3, 0.2, 1.0, -2.3, 0.4, -0.3, -1.1],
])  # fmt: skip
"""A row for each of ``QUALITIES``: weights of the pitch classes above the root, of the treble, then of the bass; from
``python -m training.chords.fit FOLDER 48``."""
OFFSETS = np.array([0.7, -1.5, -0.8, -1.6, 1.0])
NONE = np.array([2.23, -9.87, 2.05, -2.9])
"""Weights of ``none_terms``."""


def chord_log_odds(treble: Floats, bass: Floats) -> Floats:
    """Judge which chord sounds in each of some units of time.

    Parameters
    ----------
    treble, bass : ndarray, shape (n, 12)
        Mean pitch-class profiles, C to B.

    Returns
    -------
    ndarray, shape (n, 25)
        Logarithm of the probability of the major triads on C to B, the minor ones, and none.

    Notes
    -----
    As templates are correlated with profiles (Fujishima, ICMC 1999), but with a weight for each pitch class above the
    root rather than 1 or 0, alike for all roots; sevenths have profiles of their own (Papadopoulos, Peeters, CBMI 2007)
    and lend their probability to their triad. The weights are those of a multinomial logistic regression, fitted by
    ``training.chords.fit`` to music that Accord composes.
    """
    scores = turned(treble, bass) @ PROFILES.T + OFFSETS
    none = none_terms(treble, bass) @ NONE
    top = np.maximum(scores.max(axis=(1, 2)), none)
    odds = np.exp(scores - top[:, None, None])
    chords = np.concatenate(
        [odds[:, :, :MAJORS].sum(axis=2), odds[:, :, MAJORS:].sum(axis=2), np.exp(none - top)[:, None]], axis=1
    )
    return np.asarray(np.log(chords / chords.sum(axis=1, keepdims=True) + 1e-9))


def turned(treble: Floats, bass: Floats) -> Floats:
    """Return profiles of length 1 as each root has them above itself, shape (n, 12, 24): treble, then bass."""
    shapes = [side / np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9) for side in (treble, bass)]
    above = (np.arange(12)[:, None] + np.arange(12)) % 12
    return np.concatenate([shape[:, above] for shape in shapes], axis=2)


def none_terms(treble: Floats, bass: Floats) -> Floats:
    """Return what speaks for no chord, shape (n, 4): 1, the level beside the track's median, spread and mean."""
    level = treble.sum(axis=1) + bass.sum(axis=1)
    beside = np.log10(level / max(float(np.median(level)), 1e-9) + 1e-3)
    shape = treble / np.maximum(treble.max(axis=1, keepdims=True), 1e-9)
    return np.stack([np.ones(len(level)), beside, shape.std(axis=1), shape.mean(axis=1)], axis=1)
