"""The key: the pitch class on which the music comes to rest."""

from __future__ import annotations

import numpy as np

from accord.domain.analysis import Estimate
from accord.dsp.key_profiles import TonalCentre, clearness, mean_profile, tonal_centre
from accord.dsp.spectra import CHROMA_RATE
from accord.features.declaration import Feature
from accord.features.evidence import Evidence

FEATURE = Feature(
    name="key",
    meaning="Pitch class of the tonic: 0 is C, 1 is C sharp, 11 is B; -1 where nothing is tonal.",
    unit="1",
    low=-1,
    high=11,
    version=2,
    sources=(
        'C. L. Krumhansl, "Cognitive Foundations of Musical Pitch", Oxford University Press, 1990',
        (
            'J. Albrecht, D. Shanahan, "The Use of Large Corpora to Train a New Type of Key-Finding Algorithm", '
            "Music Perception, 2013"
        ),
        'E. Gómez, "Tonal Description of Music Audio Signals", PhD thesis, Universitat Pompeu Fabra, 2006',
        'W. Chai, B. Vercoe, "Detection of Key Change in Classical Piano Music", ISMIR 2005',
    ),
)


def key(evidence: Evidence, span: tuple[float, float] | None = None) -> Estimate:
    """Estimate the key.

    Parameters
    ----------
    evidence : Evidence
        Of the track.
    span : tuple of float, optional
        Start and end in seconds; the whole track if not given.

    Returns
    -------
    Estimate
        0 (C) to 11 (B), or -1; the confidence is the probability of that tonic times the tonalness.
    """
    centre = centre_of(evidence, span)
    odds = float(centre.odds[:, centre.tonic].sum()) if centre.tonic >= 0 else 0.0
    return Estimate(float(centre.tonic), odds * centre.tonalness)


def centre_of(evidence: Evidence, span: tuple[float, float] | None) -> TonalCentre:
    """Return the tonal centre of a track, or of a span of it, for which what comes before and after counts too."""
    if span is None:
        return tonal_centre(evidence.treble, evidence.bass)
    first = int(span[0] * CHROMA_RATE + 0.5)
    last = max(int(span[1] * CHROMA_RATE + 0.5), first + 1)
    middles = (np.arange(len(evidence.keys)) + 0.5) * len(evidence.treble) / len(evidence.keys)
    inside = (middles >= first) & (middles < last)
    inside[np.abs(middles - 0.5 * (first + last)).argmin()] = True
    return TonalCentre(evidence.keys[inside].mean(axis=0), clearness(mean_profile(evidence.treble[first:last])[0]))
