"""Tatums: the fastest regular pulse, of which beats are multiples."""

from __future__ import annotations

import numpy as np

from accord.domain.analysis import Intervals
from accord.features.declaration import Feature
from accord.features.metre import FRACTIONS, BeatEvidence

FEATURE = Feature(
    name="tatums",
    meaning="The times of the fastest regular pulse; beats hold one, two, three or four tatums.",
    unit="s",
    low=0.0,
    high=float("inf"),
    version=3,
    sources=("J. Bilmes, Techniques to Foster Drum Machine Expressivity, ICMC 1993",),
)

PRESENCE = 0.4
"""Strength of onsets within beats, as a share of that at beats, that makes a pulse regular."""
SHORTEST = 0.08
"""Seconds; a pulse faster than this is no pulse but a texture."""


def tatums(beats: Intervals, evidence: BeatEvidence | None) -> Intervals:
    """Return the tatums of a track.

    Parameters
    ----------
    beats : Intervals
        The beats.
    evidence : BeatEvidence or None
        What happens within each beat; None where there are too few beats.

    Returns
    -------
    Intervals
        Starts and durations in seconds; every beat starts with a tatum. The confidence is the beat's, lowered by how
        much weaker onsets are at tatums than at beats.
    """
    if evidence is None or len(beats.start) == 0:
        return beats
    parts = tatums_in_beat(beats, evidence)
    fractions = np.arange(parts) / parts
    start = (beats.start[:, None] + beats.duration[:, None] * fractions).ravel()
    duration = np.repeat(beats.duration / parts, parts)
    at = [FRACTIONS.index(fraction) for fraction in fractions]
    strength = evidence.onsets[:, at].sum(axis=2).mean(axis=0)
    share = np.clip(strength / (strength[0] + 1e-9), 0.0, 1.0)
    return Intervals(start, duration, (beats.confidence[:, None] * share).ravel())


def tatums_in_beat(beats: Intervals, evidence: BeatEvidence) -> int:
    """Return into how many tatums beats fall: 1, 2, 3 or 4."""
    beat, first_quarter, half, last_quarter, first_third, last_third = evidence.onsets.sum(axis=2).mean(axis=0)
    thirds, quarters = max(first_third, last_third), 0.5 * (first_quarter + last_quarter)
    period = float(np.median(beats.duration))
    if thirds > max(half, quarters, PRESENCE * beat) and period / 3 >= SHORTEST:
        return 3
    if quarters > PRESENCE * beat and period / 4 >= SHORTEST:
        return 4
    if max(half, quarters) > PRESENCE * beat and period / 2 >= SHORTEST:
        return 2
    return 1
