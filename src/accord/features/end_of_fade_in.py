"""The end of the fade-in: where a track has reached its level."""

from __future__ import annotations

import numpy as np

from accord.domain.analysis import Estimate
from accord.dsp.fades import end_of_rise
from accord.features.declaration import Feature
from accord.features.evidence import Evidence

FEATURE = Feature(
    name="end_of_fade_in",
    meaning="When a track that fades in has reached its level, or the silence before it ends; 0 where it starts at "
    "once.",
    unit="s",
    low=0,
    high=np.inf,
    version=1,
    sources=('T. Jehan, D. DesRoches, "The Echo Nest Analyzer Documentation", 2011 (the meaning of the value)',),
)


def end_of_fade_in(evidence: Evidence) -> Estimate:
    """Find the end of the fade-in.

    Parameters
    ----------
    evidence : Evidence
        Of the track.

    Returns
    -------
    Estimate
        Seconds; 0 where there is neither fade nor silence.
    """
    seconds, confidence = end_of_rise(evidence.spectra.mean_squares)
    return Estimate(min(seconds, evidence.duration), confidence)
