"""The pitches of a segment: how strongly each pitch class sounds in it."""

from __future__ import annotations

import numpy as np

from accord.domain.analysis import Floats
from accord.dsp.averages import means
from accord.dsp.spectra import CHROMA_RATE
from accord.features.declaration import Feature
from accord.features.evidence import Evidence

FEATURE = Feature(
    name="pitches",
    meaning="How strongly each pitch class (C, C sharp, ... B) sounds in a segment, the strongest being 1; all near 1 "
    "in noise.",
    unit="1",
    low=0,
    high=1,
    version=1,
    sources=(
        'T. Fujishima, "Realtime Chord Recognition of Musical Sound: a System Using Common Lisp Music", ICMC 1999',
        'E. Gómez, "Tonal Description of Music Audio Signals", PhD thesis, Universitat Pompeu Fabra, 2006',
    ),
)

CONTRAST = 1.5
"""Exponent that lets chords stand out from their harmonics."""
QUIET = 1e-6
"""Profile below which nothing sounds."""


def pitches(evidence: Evidence, start: Floats, duration: Floats) -> Floats:
    """Return the pitches of segments.

    Parameters
    ----------
    evidence : Evidence
        Of the track.
    start, duration : ndarray, shape (n,)
        Seconds.

    Returns
    -------
    ndarray, shape (n, 12)
        0 to 1, C to B; the strongest is 1. All are 1 where nothing sounds.
    """
    sounding = means(evidence.treble + evidence.bass, CHROMA_RATE, start, start + duration)
    strongest = np.maximum(sounding.max(axis=1, keepdims=True), QUIET)
    profiles: Floats = np.where(strongest > QUIET, np.maximum(sounding, 0.0) / strongest, 1.0) ** CONTRAST
    return profiles
