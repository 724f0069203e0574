"""The start of the fade-out: where a track begins to leave its level for good."""

from __future__ import annotations

import numpy as np

from accord.domain.analysis import Estimate
from accord.dsp.fades import end_of_rise
from accord.features.declaration import Feature
from accord.features.evidence import Evidence

FEATURE = Feature(
    name="start_of_fade_out",
    meaning="When a track begins to fade out, or the silence after it begins; the duration where it ends at once.",
    unit="s",
    low=0,
    high=np.inf,
    version=1,
    sources=('T. Jehan, D. DesRoches, "The Echo Nest Analyzer Documentation", 2011 (the meaning of the value)',),
)


def start_of_fade_out(evidence: Evidence) -> Estimate:
    """Find the start of the fade-out.

    Parameters
    ----------
    evidence : Evidence
        Of the track.

    Returns
    -------
    Estimate
        Seconds; the duration where there is neither fade nor silence.
    """
    seconds, confidence = end_of_rise(evidence.spectra.mean_squares[::-1])
    return Estimate(max(evidence.duration - seconds, 0.0), confidence)
