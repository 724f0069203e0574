"""The loudness of a whole track."""

from __future__ import annotations

from accord.domain.analysis import Estimate
from accord.dsp.loudness import integrated
from accord.features.declaration import Feature
from accord.features.evidence import Evidence

FEATURE = Feature(
    name="loudness",
    meaning="How loud the track is on the whole; silence and quiet passages do not count.",
    unit="LUFS",
    low=-60,
    high=10,
    version=1,
    sources=(
        'ITU-R BS.1770-4, "Algorithms to measure audio programme loudness and true-peak audio level", 2015',
        'EBU R 128, "Loudness normalisation and permitted maximum level of audio signals", 2020',
    ),
)

FLOOR = -60.0
"""LUFS that stand for silence."""
AMPLE = 3.0
"""Seconds, the window of short-term loudness: of so much audio the confidence is one half."""


def loudness(evidence: Evidence) -> Estimate:
    """Measure integrated loudness.

    Parameters
    ----------
    evidence : Evidence
        Of the track.

    Returns
    -------
    Estimate
        LUFS, ``FLOOR`` and above; the confidence grows with the amount of audio.
    """
    value = integrated(evidence.spectra.mean_squares)
    return Estimate(max(value, FLOOR), evidence.duration / (evidence.duration + AMPLE))
