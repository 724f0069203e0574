"""Embedding: a track as a point, near to those that sound like it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from accord.domain.analysis import Estimate, Floats
from accord.dsp.cepstra import log_covariance
from accord.features.declaration import Feature
from accord.features.measures import Measures
from accord.features.metre import similarity
from accord.features.space import CENTRES, FARTHEST, PARTS, SCALES

FEATURE = Feature(
    name="embedding",
    meaning=(
        "The track as a point in a space of 113 dimensions, in four named parts: timbre, harmony, rhythm and mood. "
        "The squared distance of two tracks is the sum of the squared distances of their parts."
    ),
    unit="1",
    low=float("-inf"),
    high=float("inf"),
    version=4,
    sources=(
        "B. Logan, A. Salomon, A Music Similarity Function Based on Signal Analysis, ICME 2001",
        "M. Mandel, D. Ellis, Song-Level Features and Support Vector Machines for Music Classification, ISMIR 2005",
        "E. Pampalk, A. Flexer, G. Widmer, Improvements of Audio-based Music Similarity, ISMIR 2005",
        "E. Gómez, Tonal Description of Music Audio Signals, PhD thesis, Universitat Pompeu Fabra, 2006",
    ),
)

CEPSTRA = 10
"""Cepstral coefficients whose covariance is part of the timbre."""
LAGS = (1, 2, 3, 4, 8)
"""Beats after which the rhythm is compared with itself."""


def embedding(measures: Measures, descriptors: Mapping[str, Estimate]) -> NDArray[np.float32]:
    """Return the point at which a track lies.

    Parameters
    ----------
    measures : Measures
        The measures of the track.
    descriptors : mapping of str to Estimate
        The seven descriptors by name.

    Returns
    -------
    ndarray of float32, shape (113,)
        Each value as its distance from ``CENTRES`` in units of ``SCALES``, within ``FARTHEST``, divided by the root
        of the size of its part, so that every part weighs alike.
    """
    raw = raw_embedding(measures, descriptors)
    standard = np.clip((raw - CENTRES) / SCALES, -FARTHEST, FARTHEST)
    for part in PARTS.values():
        standard[part] /= np.sqrt(part.stop - part.start)
    return np.asarray(standard, dtype=np.float32)


def raw_embedding(measures: Measures, descriptors: Mapping[str, Estimate]) -> Floats:
    """Return the values of the embedding in their own units, shape (113,)."""
    return np.concatenate(
        [
            _timbre(measures),
            _harmony(measures),
            _rhythm(measures),
            [descriptors[name].value for name in sorted(descriptors)],
        ]
    )


def _timbre(measures: Measures) -> Floats:
    """Return mean and deviation of the segments' timbre, weighted by their length, and how frames' cepstra vary."""
    segments = measures.hearing.segments
    together = log_covariance(measures.hearing.evidence.mel, CEPSTRA)
    if not len(segments.start):
        return np.concatenate((np.zeros(24), together))
    weights = segments.duration / segments.duration.sum()
    mean = weights @ segments.timbre
    return np.concatenate((mean, np.sqrt(weights @ (segments.timbre - mean) ** 2), together))


def _harmony(measures: Measures) -> Floats:
    """Return the pitch classes counted from the tonic, how clear they are and how fast they change."""
    evidence = measures.hearing.evidence
    profile = evidence.treble.sum(axis=0, dtype=np.float64) + evidence.bass.sum(axis=0, dtype=np.float64)
    tonic = max(int(measures.hearing.key.value), 0)
    share = np.roll(profile, -tonic) / (profile.sum() + 1e-9)
    return np.concatenate((share, [measures.tonal_clarity, float(evidence.harmonic_change.mean())]))


def _rhythm(measures: Measures) -> Floats:
    """Return pace, clarity and density of the rhythm, and how it repeats."""
    inside = measures.hearing.beat_evidence
    repeats = [similarity(inside.vectors, lag) if inside is not None else 0.0 for lag in LAGS]
    return np.array(
        [
            np.log2(max(measures.pace, 30.0) / 120.0),
            measures.pulse_clarity,
            measures.beat_strength,
            measures.onset_rate,
            measures.fluctuation,
            measures.percussive_share,
            measures.steadiness,
            measures.attack_time,
            *repeats,
        ]
    )
