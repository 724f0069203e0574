"""The tuning: how high the A above middle C is, to which all other notes are tuned."""

from __future__ import annotations

from accord.domain.analysis import Estimate
from accord.dsp.chroma import in_tune
from accord.features.declaration import Feature
from accord.features.evidence import Evidence

CONCERT_PITCH = 440.0
"""Hz."""
FEATURE = Feature(
    name="tuning",
    meaning="Frequency of the A above middle C: 440 is concert pitch; half a semitone either way is as far as can be "
    "told from the next note.",
    unit="Hz",
    low=CONCERT_PITCH * 2.0 ** (-1 / 24),
    high=CONCERT_PITCH * 2.0 ** (1 / 24),
    version=1,
    sources=(
        'K. Dressler, S. Streich, "Tuning Frequency Estimation Using Circular Statistics", ISMIR 2007',
        'E. Gómez, "Tonal Description of Music Audio Signals", PhD thesis, Universitat Pompeu Fabra, 2006',
    ),
)

FAINT, CLEAR = 0.08, 0.3
"""Shares of the sound that agree on a tuning: in noise and drums, and in music of notes that keep to their pitch."""


def tuning(evidence: Evidence) -> Estimate:
    """Estimate the tuning.

    Parameters
    ----------
    evidence : Evidence
        Of the track.

    Returns
    -------
    Estimate
        Hz; the confidence is how far the notes agree on it, 0 for noise and speech.
    """
    agreement = in_tune(evidence.spectra.treble)
    confidence = min(max((agreement - FAINT) / (CLEAR - FAINT), 0.0), 1.0)
    return Estimate(CONCERT_PITCH * 2.0 ** (evidence.tuning / 12.0), confidence)
