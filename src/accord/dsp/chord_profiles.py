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
    [11.5, -5.4, 3.1, -15.4, 10.5, 1.5, -2.4, 9.8, -0.6, -0.8, 1.4, 1.1,
     1.3, 0.4, -0.5, 1.1, 0.4, 0.0, -1.0, 1.2, -0.3, -1.1, 0.3, -1.9],
    [7.3, 2.8, -1.3, -11.1, 9.6, -2.8, -3.4, 8.1, -5.9, -4.7, 11.9, -5.8,
     3.4, -1.0, 3.6, -0.5, 2.8, -0.3, -0.1, 2.3, 0.7, -0.1, 2.7, 2.1],
    [4.8, -7.4, 0.8, -4.6, 5.7, -2.0, 0.8, 3.9, -2.9, -3.3, -12.1, 4.1,
     4.0, -5.2, 1.9, -5.1, 0.7, -1.0, 1.3, 3.2, -1.2, 1.2, -4.1, 2.3],
    [11.3, -0.3, 1.6, 11.0, -2.9, 2.0, -9.9, 8.4, -2.8, -4.6, 1.3, -3.7,
     1.2, -1.2, 0.1, 0.1, -0.9, -1.4, -0.2, 1.7, -0.9, 0.8, -3.9, 0.2],
    [8.9, -3.5, -3.2, 8.4, -8.4, 2.3, -6.7, 8.4, -3.5, 0.1, 7.3, -9.5,
     4.5, 0.1, 3.2, 0.2, 0.0, -2.3, -0.5, 3.1, 1.3, -4.1, 2.3, 0.5],
])  # fmt: skip
"""A row for each of ``QUALITIES``: weights of the pitch classes above the root, of the treble, then of the bass; from
``python -m training.chords.fit FOLDER 48``."""
OFFSETS = np.array([-2.6, -3.8, 2.0, -1.4, -3.8])
NONE = np.array([9.68, -8.55, -13.42, -7.45])
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
