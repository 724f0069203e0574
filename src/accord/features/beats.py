"""Beats: when a listener would tap a foot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from accord.domain.analysis import Floats, Intervals
from accord.dsp import beat_decoder
from accord.dsp.periodicity import local_strength
from accord.dsp.spectra import FRAME_RATE
from accord.dsp.tempo_octave import rank_periods
from accord.features.declaration import Feature
from accord.features.evidence import Evidence

FEATURE = Feature(
    name="beats",
    meaning="The times at which a listener would tap along, each with the certainty that it is one.",
    unit="s",
    low=0.0,
    high=float("inf"),
    version=1,
    sources=(
        "D. P. W. Ellis, Beat Tracking by Dynamic Programming, Journal of New Music Research, 2007",
        "N. Whiteley, A. T. Cemgil, S. Godsill, Bayesian Modelling of Temporal Structure in Musical Audio, ISMIR 2006",
        "F. Krebs, S. Böck, G. Widmer, An Efficient State-Space Model for Joint Tempo and Meter Tracking, ISMIR 2015",
    ),
)

GROUP_WEIGHTS = np.array([3.0, 1.0, 0.5, 0.5])
"""Of onsets in the four groups of bands, low to high: a bass drum says more of the beat than a cymbal."""
HARMONY_WEIGHT = 4.0
"""Of changes of harmony, which fall on beats."""
SCALE = 4.0
"""Onset strength at which a beat is all but certain."""
BIAS = 1.0
"""Added to the log-odds of a beat, so that a frame of middling strength speaks neither for nor against one."""
REFINEMENT = 5
"""Steps to either side of a beat within which the middle of its onset is sought."""
RANGE = 1.4
"""Factor by which the tempo may leave its overall value."""
SPREAD = 0.015
"""Standard deviation of the ratio between one beat's period and the next."""
STEADINESS = 1000.0
"""Price of a beat whose period is an octave off the overall one; it grows with the square of the distance."""
DEAREST = 1.0
"""Most that a beat pays for being off the overall tempo, so that a new tempo that lasts is followed."""
QUIETEST = 0.15
"""Strength of the onset, as a share of the median beat's, without which the first and last beats are no beats."""
LATENESS = 0.005
"""Seconds by which the onset envelope lags behind the sound."""
SHORTEST_SOUND = 2.0
"""Seconds of sound without which there is no beat to find."""


def beats(evidence: Evidence) -> Intervals:
    """Return the beats of a track.

    Parameters
    ----------
    evidence : Evidence
        The track's intermediates.

    Returns
    -------
    Intervals
        Starts and durations in seconds; each beat lasts until the next, the last one for as long as the one before.
        Empty where nothing repeats. The confidence is the strength of the onset at the beat against that of
        what lies between beats.
    """
    strength = beat_strength(evidence)
    if evidence.duration < SHORTEST_SOUND or not strength.any():
        return _intervals(np.zeros(0), np.zeros(0), evidence.duration)
    periods = rank_periods(evidence.onset_envelope, evidence.fluxes[:, 0], evidence.harmonic_change)
    if not periods:
        return _intervals(np.zeros(0), np.zeros(0), evidence.duration)
    steps = np.arange(2 * len(strength)) / 2.0
    activation = np.interp(steps, np.arange(len(strength)), strength)
    probability = np.clip(activation / SCALE, 0.02, 0.95)
    log_odds = np.log(probability / (1.0 - probability)) + BIAS
    period = periods[0].frames * beat_decoder.RATE / FRAME_RATE
    shortest = max(int(period / RANGE), 2 * beat_decoder.REACH)
    longest = int(np.ceil(period * RANGE))
    prior = -np.minimum(STEADINESS * np.log2(np.arange(shortest, longest + 1) / period) ** 2, DEAREST)
    found = _sounding(beat_decoder.decode(log_odds, shortest, longest, prior, SPREAD), activation)
    start = np.maximum(_centred(found, activation) / beat_decoder.RATE - LATENESS, 0.0)
    kept = (start < evidence.duration) & (np.diff(start, prepend=-1.0) > 0.0)
    return _intervals(start[kept], _confidence(activation, found[kept]), evidence.duration)


def beat_strength(evidence: Evidence) -> NDArray[np.float64]:
    """Return how much speaks for a beat in each frame, shape (n,), in units of local strength."""
    onsets = np.log1p(evidence.fluxes) @ GROUP_WEIGHTS
    return local_strength(onsets + HARMONY_WEIGHT * evidence.harmonic_change)


def _at(activation: NDArray[np.float64], steps: NDArray[np.int64]) -> Floats:
    """Return the largest activation within 30 ms of each step."""
    near = np.clip(steps[:, None] + np.arange(-3, 4), 0, len(activation) - 1)
    return np.asarray(activation[near].max(axis=1)) if len(steps) else np.zeros(0)


def _centred(found: NDArray[np.int64], activation: NDArray[np.float64]) -> Floats:
    """Move each beat to the middle of its onset, by as much as the beats around it agree on."""
    offsets = np.arange(-REFINEMENT, REFINEMENT + 1)
    near = activation[np.clip(found[:, None] + offsets, 0, len(activation) - 1)] ** 2
    shift = near @ offsets / (near.sum(axis=1) + 1.0)
    around = np.pad(shift, 2, mode="edge") if len(shift) else np.zeros(4)
    return np.asarray(found + np.convolve(around, np.full(5, 0.2), "valid"))


def _sounding(found: NDArray[np.int64], activation: NDArray[np.float64]) -> NDArray[np.int64]:
    """Drop beats before the first and after the last that has an onset."""
    on = _at(activation, found)
    loud = np.flatnonzero(on > QUIETEST * np.median(on)) if len(on) else on
    return found[loud[0] : loud[-1] + 1] if len(loud) else found[:0]


def _confidence(activation: NDArray[np.float64], found: NDArray[np.int64]) -> Floats:
    """Return the share of the strength at a beat in that at the beat and half-way to the next."""
    if len(found) < 2:
        return np.zeros(len(found))
    on = _at(activation, found)
    half = np.diff(found, append=2 * found[-1] - found[-2]) // 2
    off = _at(activation, found + half)
    return np.asarray(np.clip(on / (on + off + 0.5), 0.0, 1.0))


def _intervals(start: Floats, confidence: Floats, duration: float) -> Intervals:
    if len(start) < 2:
        return Intervals(start, np.full(len(start), max(duration, 0.0)) - start, confidence)
    lengths = np.diff(start, append=min(2 * start[-1] - start[-2], duration))
    return Intervals(start, np.maximum(lengths, 1e-3), confidence)
