"""Tempo: beats a minute."""

from __future__ import annotations

import numpy as np

from accord.domain.analysis import Estimate, Intervals
from accord.features.declaration import Feature

FEATURE = Feature(
    name="tempo",
    meaning="How fast the beat is: beats a minute, over the whole track.",
    unit="BPM",
    low=0.0,
    high=250.0,
    version=3,
    sources=(
        "F. Gouyon, A. Klapuri, et al., An Experimental Comparison of Audio Tempo Induction Algorithms, TASLP, 2006",
    ),
)

STEADY = 0.04
"""Share by which a beat's period may differ from the overall one and still support it."""
SPAN = 8
"""Beats over which a local tempo is taken, so that the grid on which beats were found does not show."""


def tempo(beats: Intervals) -> Estimate:
    """Return the tempo of a track or of a part of it.

    Parameters
    ----------
    beats : Intervals
        The beats.

    Returns
    -------
    Estimate
        Beats a minute, fitted to the beat times as the median of local tempi; 0 with confidence 0 where there are
        fewer than two beats. Confidence 0 to 1: the share of beats that keep the tempo, times the mean confidence
        of the beats.
    """
    if len(beats.start) < 2:
        return Estimate(0.0, 0.0)
    span = min(SPAN, len(beats.start) - 1)
    periods = (beats.start[span:] - beats.start[:-span]) / span
    period = float(np.median(periods))
    steady = float(np.mean(np.abs(periods / period - 1.0) < STEADY))
    return Estimate(60.0 / period, steady * float(beats.confidence.mean()))
