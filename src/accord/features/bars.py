"""Bars: groups of beats, each beginning with a downbeat."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from accord.domain.analysis import Floats, Intervals
from accord.features.declaration import Feature
from accord.features.metre import BeatEvidence

FEATURE = Feature(
    name="bars",
    meaning="The times at which bars begin, each with the certainty that a bar begins there.",
    unit="s",
    low=0.0,
    high=float("inf"),
    version=1,
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
        accent of the downbeat against those of the other beats of its bar.
    """
    if evidence is None or len(beats.start) < beats_in_bar:
        return Intervals(beats.start[:0], beats.duration[:0], beats.confidence[:0])
    positions = bar_positions(evidence.accent, beats_in_bar, SLIP)
    first = np.flatnonzero(positions == 0)
    start = beats.start[first]
    end = beats.start[-1] + beats.duration[-1]
    duration = np.diff(start, append=end)
    margin = np.array([_margin(evidence.accent, int(at), beats_in_bar) for at in first])
    return Intervals(start, duration, 1.0 / (1.0 + np.exp(-margin)))


def _margin(accent: Floats, at: int, beats_in_bar: int) -> float:
    others = np.concatenate((accent[max(0, at - beats_in_bar + 1) : at], accent[at + 1 : at + beats_in_bar]))
    return float(accent[at] - others.mean()) if len(others) else 0.0


@njit(cache=True)
def bar_positions(accent: Floats, beats_in_bar: int, slip: float) -> NDArray[np.int64]:
    """Return each beat's place in its bar, 0 for the downbeat: the path of most accent on downbeats.

    Parameters
    ----------
    accent : ndarray, shape (n,)
        How much speaks for a downbeat at each beat.
    beats_in_bar : int
        Beats in a bar.
    slip : float
        Price of leaving the regular order.

    Returns
    -------
    ndarray of int, shape (n,)
    """
    n = len(accent)
    mean = accent.mean()
    score = np.zeros(beats_in_bar)
    origin = np.zeros((n, beats_in_bar), dtype=np.int64)
    for k in range(n):
        jump = int(np.argmax(score))
        fresh = np.empty(beats_in_bar)
        for place in range(beats_in_bar):
            regular = (place - 1) % beats_in_bar
            came = regular
            if score[jump] - slip > score[regular]:
                came = jump
                fresh[place] = score[jump] - slip
            else:
                fresh[place] = score[regular]
            origin[k, place] = came
            if place == 0:
                fresh[place] += accent[k] - mean
        score = fresh
    places = np.empty(n, dtype=np.int64)
    at = int(np.argmax(score))
    for k in range(n - 1, -1, -1):
        places[k] = at
        at = origin[k, at]
    return places
