"""The chords: which major or minor triad sounds, beat by beat."""

from __future__ import annotations

import numpy as np

from accord.domain.analysis import Chord, Floats
from accord.dsp.averages import means
from accord.dsp.chord_profiles import chord_log_odds
from accord.dsp.hidden_markov import likeliest_path, probabilities, steady
from accord.dsp.spectra import CHROMA_RATE
from accord.dsp.units import units
from accord.features.declaration import Feature
from accord.features.evidence import Evidence

FEATURE = Feature(
    name="chords",
    meaning="The chords, each from the beat at which it begins: C, C# ... B are major, Cm, C#m ... Bm minor, N is "
    "none. Sevenths and ninths are named by their triad.",
    unit="s",
    low=0,
    high=np.inf,
    version=2,
    sources=(
        'T. Fujishima, "Realtime Chord Recognition of Musical Sound: a System Using Common Lisp Music", ICMC 1999',
        (
            'A. Sheh, D. P. W. Ellis, "Chord Segmentation and Recognition Using EM-Trained Hidden Markov Models", '
            "ISMIR 2003"
        ),
        (
            'J. P. Bello, J. Pickens, "A Robust Mid-level Representation for Harmonic Content in Music Signals", '
            "ISMIR 2005"
        ),
        (
            'H. Papadopoulos, G. Peeters, "Large-scale Study of Chord Estimation Algorithms Based on Chroma '
            'Representation and HMM", CBMI 2007'
        ),
    ),
)

PITCH_CLASSES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
NONE = "N"
LABELS = (*PITCH_CLASSES, *(f"{name}m" for name in PITCH_CLASSES), NONE)
"""In the order of ``chord_log_odds``."""
GRID = 0.5
"""Seconds: units where there are no beats."""
LONGEST = 2.0
"""Seconds; a longer gap between beats is divided."""
STAY = 0.3
"""Probability that a chord lasts another beat: low, because the profiles of most beats are clear."""


def chords(evidence: Evidence, beats: Floats) -> tuple[Chord, ...]:
    """Find the chords.

    Parameters
    ----------
    evidence : Evidence
        Of the track.
    beats : ndarray, shape (n,)
        Seconds; may be empty.

    Returns
    -------
    tuple of Chord
        Gapless from 0 to the end of the track, no two alike in succession. The confidence is the mean probability of
        the chord over the beats that it lasts.
    """
    marks = beats if len(beats) > 1 else np.arange(GRID, evidence.duration, GRID)
    edges = units(marks, evidence.duration, LONGEST)
    treble, bass = (means(chroma, CHROMA_RATE, edges[:-1], edges[1:]) for chroma in (evidence.treble, evidence.bass))
    odds, change = chord_log_odds(treble, bass), steady(len(LABELS), STAY)
    path, sure = likeliest_path(odds, change), probabilities(odds, change)
    first = np.flatnonzero(np.diff(path, prepend=-1))
    lengths = np.diff(edges)
    weighted = np.add.reduceat(lengths * sure[np.arange(len(path)), path], first)
    durations = np.add.reduceat(lengths, first)
    return tuple(
        Chord(float(edges[k]), float(duration), float(min(weight / duration, 1.0)), LABELS[path[k]])
        for k, duration, weight in zip(first, durations, weighted, strict=True)
    )
