"""Embedding: a track as a point, near to those that sound like it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from accord.domain.analysis import Estimate, Floats
from accord.features.declaration import Feature
from accord.features.measures import Measures
from accord.features.metre import similarity

FEATURE = Feature(
    name="embedding",
    meaning=(
        "The track as a point in a space of 58 dimensions, in four named parts: timbre, harmony, rhythm and mood. "
        "The squared distance of two tracks is the sum of the squared distances of their parts."
    ),
    unit="1",
    low=float("-inf"),
    high=float("inf"),
    version=1,
    sources=(
        "B. Logan, A. Salomon, A Music Similarity Function Based on Signal Analysis, ICME 2001",
        "E. Pampalk, A. Flexer, G. Widmer, Improvements of Audio-based Music Similarity, ISMIR 2005",
        "E. Gómez, Tonal Description of Music Audio Signals, PhD thesis, Universitat Pompeu Fabra, 2006",
    ),
)

PARTS: dict[str, slice] = {
    "timbre": slice(0, 24),
    "harmony": slice(24, 38),
    "rhythm": slice(38, 51),
    "mood": slice(51, 58),
}
"""Where each part lies in the vector."""
LAGS = (1, 2, 3, 4, 8)
"""Beats after which the rhythm is compared with itself."""
FARTHEST = 4.0
"""Standard deviations beyond which a value counts no more."""

# fmt: off
CENTRES = np.array([
    39.0, -110.0, 1.5, 26.0, -15.0, 0.51, 1.7, 7.5, -4.0, 1.9, 1.4, -3.7,  # timbre, mean
    6.1, 31.0, 20.0, 19.0, 14.0, 8.3, 11.0, 12.0, 9.0, 5.8, 5.3, 8.9,  # timbre, deviation
    0.12, 0.058, 0.088, 0.075, 0.077, 0.091, 0.064, 0.12, 0.075, 0.078, 0.08, 0.077, 0.074, 0.13,  # harmony
    0.082, 0.41, 5.2, 2.5, 0.79, 0.43, 0.99, 0.02, 0.12, 0.23, 0.059, 0.27, 0.33,  # rhythm
    0.34, 0.56, 0.64, 0.92, 0.056, 0.003, 0.43,  # mood
])
SCALES = np.array([
    8.7, 47.0, 30.0, 13.0, 18.0, 4.8, 9.6, 7.8, 10.0, 3.8, 2.9, 11.0,  # timbre, mean
    2.3, 12.0, 8.2, 7.1, 6.0, 2.9, 4.7, 4.4, 3.8, 1.6, 1.8, 3.6,  # timbre, deviation
    0.043, 0.027, 0.018, 0.026, 0.019, 0.016, 0.025, 0.036, 0.02, 0.022, 0.021, 0.022, 0.094, 0.14,  # harmony
    0.51, 0.27, 3.8, 0.91, 0.13, 0.14, 0.035, 0.042, 0.21, 0.2, 0.21, 0.27, 0.23,  # rhythm
    0.38, 0.26, 0.3, 0.15, 0.1, 0.11, 0.27,  # mood
])
# fmt: on
"""Typical value and spread of each dimension: rounded medians and deviations over the demo library and 53 freely
licensed recordings. They set the units of distance, nothing else."""


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
    ndarray of float32, shape (58,)
        Each value as its distance from ``CENTRES`` in units of ``SCALES``, within ``FARTHEST``, divided by the root
        of the size of its part, so that every part weighs alike.
    """
    raw = raw_embedding(measures, descriptors)
    standard = np.clip((raw - CENTRES) / SCALES, -FARTHEST, FARTHEST)
    for part in PARTS.values():
        standard[part] /= np.sqrt(part.stop - part.start)
    return np.asarray(standard, dtype=np.float32)


def raw_embedding(measures: Measures, descriptors: Mapping[str, Estimate]) -> Floats:
    """Return the values of the embedding in their own units, shape (58,)."""
    return np.concatenate(
        [
            _timbre(measures),
            _harmony(measures),
            _rhythm(measures),
            [descriptors[name].value for name in sorted(descriptors)],
        ]
    )


def _timbre(measures: Measures) -> Floats:
    """Return mean and standard deviation of the segments' timbre, weighted by their length."""
    segments = measures.hearing.segments
    if not len(segments.start):
        return np.zeros(24)
    weights = segments.duration / segments.duration.sum()
    mean = weights @ segments.timbre
    return np.concatenate((mean, np.sqrt(weights @ (segments.timbre - mean) ** 2)))


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
