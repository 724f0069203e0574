"""Bars: groups of beats, each beginning with a downbeat."""

from __future__ import annotations

import numpy as np

from accord.domain.analysis import Floats, Intervals
from accord.dsp import bar_decoder
from accord.features.declaration import Feature
from accord.features.metre import BeatEvidence, bar_path, downbeat_confidence

FEATURE = Feature(
    name="bars",
    meaning="The times at which bars begin, each with the certainty that a bar begins there.",
    unit="s",
    low=0.0,
    high=float("inf"),
    version=3,
    sources=(
        "N. Whiteley, A. T. Cemgil, S. Godsill, Bayesian Modelling of Temporal Structure in Musical Audio, ISMIR 2006",
        "M. Goto, An Audio-based Real-time Beat Tracking System for Music With or Without Drum-sounds, JNMR, 2001",
    ),
)

SLIP = 8.0
"""Accent, in standard deviations, that must speak for a bar with a beat too few or too many."""


def bars(beats: Intervals, evidence: BeatEvidence | None, beats_in_bar: int) -> Intervals:
    """Return the bars of a track.

    Parameters
    ----------
    beats : Intervals
        The beats.
    evidence : BeatEvidence or None
        What happens at each beat; None where there are too few beats.
    beats_in_bar : int
        Beats in a bar.

    Returns
    -------
    Intervals
        Starts and durations in seconds; each bar starts on a beat and lasts until the next. Confidence 0 to 1: the
        chance that a bar begins there; without the network the accent of the downbeat against those of the other beats.
    """
    if evidence is None or len(beats.start) < beats_in_bar:
        return Intervals(beats.start[:0], beats.duration[:0], beats.confidence[:0])
    if evidence.log_odds is None:
        accent = evidence.accent - evidence.accent.mean()
        places, _ = bar_decoder.decode(accent, {beats_in_bar: 0.0}, SLIP, np.inf)
    else:
        places, _ = bar_path(evidence)
    first = np.flatnonzero(places == 0)
    start = beats.start[first]
    end = beats.start[-1] + beats.duration[-1]
    duration = np.diff(start, append=end)
    if evidence.log_odds is not None:
        return Intervals(start, duration, downbeat_confidence(evidence, first))
    margin = np.array([_margin(evidence.accent, int(at), beats_in_bar) for at in first])
    return Intervals(start, duration, 1.0 / (1.0 + np.exp(-margin)))


def _margin(accent: Floats, at: int, beats_in_bar: int) -> float:
    others = np.concatenate((accent[max(0, at - beats_in_bar + 1) : at], accent[at + 1 : at + beats_in_bar]))
    return float(accent[at] - others.mean()) if len(others) else 0.0
