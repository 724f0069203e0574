"""Time signature: how many beats make a bar."""

from __future__ import annotations

import math

import numpy as np

from accord.domain.analysis import Estimate, Floats
from accord.features.declaration import Feature
from accord.features.metre import BeatEvidence, bar_path, downbeat_confidence, is_compound, similarity

FEATURE = Feature(
    name="time_signature",
    meaning=(
        "Beats in a bar: 3, 4, 5 or 7; 6 for compound metre (6/8), whose bars hold two beats of three tatums each."
    ),
    unit="beats per bar",
    low=3,
    high=7,
    version=3,
    sources=(
        "M. Goto, An Audio-based Real-time Beat Tracking System for Music With or Without Drum-sounds, JNMR, 2001",
        "A. P. Klapuri, A. J. Eronen, J. T. Astola, Analysis of the Meter of Acoustic Musical Signals, TASLP, 2006",
    ),
)

COMPOUND = 6
BEATS_IN_BAR = {3: 3, 4: 4, 5: 5, 6: 2, 7: 7}
"""Beats that a bar holds, by time signature."""
COUNTS = {3: (3,), 4: (2, 4), 5: (5,), 7: (7,)}
"""Beats of a bar, as the network's downbeats have them, by time signature."""
PRIOR = {3: 0.0, 4: 0.3, 5: -0.15, 7: -0.5}
"""How much more evidence is asked of rare metres."""
REPETITION = 3.0
"""Weight of the likeness of the rhythm in beats a bar apart."""
CHANCE = 1.5
"""Accent that the best phase of a metre has by chance, times the root of beats per bar over beats."""
FEWEST = 8
"""Beats without which no metre shows."""


def time_signature(beats: BeatEvidence | None) -> Estimate:
    """Return the time signature of a track.

    Parameters
    ----------
    beats : BeatEvidence or None
        What happens at and within each beat; None where there are no beats.

    Returns
    -------
    Estimate
        3, 4, 5, 6 or 7. Confidence 0 to 1: the share of beats in bars of that metre, times the chance that bars begin
        where they are heard to; without the network the chance of the metre under its score against the others'. 4
        with confidence 0 where there are too few beats.
    """
    if beats is None or len(beats.accent) < FEWEST:
        return Estimate(4.0, 0.0)
    if beats.log_odds is not None:
        return _by_network(beats)
    scores = {metre: metre_score(beats, metre) for metre in PRIOR}
    best = max(scores, key=lambda metre: scores[metre])
    total = sum(math.exp(4.0 * (score - scores[best])) for score in scores.values())
    if is_compound(beats):
        return Estimate(float(COMPOUND), 1.0 / total)
    return Estimate(float(best), 1.0 / total)


def _by_network(beats: BeatEvidence) -> Estimate:
    """Return the metre that most beats are in, as surely as its bars begin where they are heard to."""
    places, held = bar_path(beats)
    shares = {metre: float(np.isin(held, counts).mean()) for metre, counts in COUNTS.items()}
    best = max(shares, key=lambda metre: shares[metre])
    sure = float(downbeat_confidence(beats, np.flatnonzero(places == 0)).mean())
    return Estimate(float(COMPOUND if is_compound(beats) else best), shares[best] * sure)


def metre_score(beats: BeatEvidence, metre: int) -> float:
    """Return how much speaks for bars of ``metre`` beats."""
    n = len(beats.accent)
    accent = max(phase_means(beats.accent, metre)) - float(beats.accent.mean())
    others = np.mean([similarity(beats.vectors, lag) for lag in range(1, 9)])
    repetition = similarity(beats.vectors, metre) - float(others)
    return accent + REPETITION * repetition - CHANCE * math.sqrt(metre / n) + PRIOR[metre]


def phase_means(accent: Floats, metre: int) -> list[float]:
    """Return the mean accent of every ``metre``-th beat, for each first beat."""
    return [float(accent[phase::metre].mean()) for phase in range(metre)]
