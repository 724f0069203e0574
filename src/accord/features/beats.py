"""Beats: when a listener would tap a foot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from accord.domain.analysis import Floats, Intervals
from accord.dsp import beat_decoder
from accord.dsp.beat_paths import Path, paths
from accord.dsp.periodicity import local_strength
from accord.dsp.spectra import FRAME_RATE
from accord.dsp.tempo_octave import Period, rank_periods
from accord.features.beat_network import calibrated
from accord.features.declaration import Feature
from accord.features.evidence import Evidence

FEATURE = Feature(
    name="beats",
    meaning="The times at which a listener would tap along, each with the certainty that it is one.",
    unit="s",
    low=0.0,
    high=float("inf"),
    version=3,
    sources=(
        "D. P. W. Ellis, Beat Tracking by Dynamic Programming, Journal of New Music Research, 2007",
        "N. Whiteley, A. T. Cemgil, S. Godsill, Bayesian Modelling of Temporal Structure in Musical Audio, ISMIR 2006",
        "F. Krebs, S. Böck, G. Widmer, An Efficient State-Space Model for Joint Tempo and Meter Tracking, ISMIR 2015",
        "M. Goto, An Audio-based Real-time Beat Tracking System for Music With or Without Drum-sounds, JNMR, 2001",
        "M. E. P. Davies, S. Böck, Temporal Convolutional Networks for Musical Audio Beat Tracking, EUSIPCO 2019",
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

CERTAIN = 4.0
"""Log-odds of the network beyond which it counts as no more certain."""
SIGNAL = 0.15
"""Weight of the signal's log-odds beside the network's."""
EAGERNESS = 1.5
"""Added to the network's log-odds of a beat: how far it errs towards none, which would halve the tempo."""
FASTEST, SLOWEST = 27, 150
"""Steps between beats: 222 to 40 beats a minute."""
USUAL, PREFERENCE = 115.0, 0.3
"""Beats a minute that people prefer to tap at, and the price at each beat of an octave from there."""
NEAR, UNHEARD = 0.06, -3.0
"""Octaves within which a period of the signal is that of a sequence of beats; what counts against one that has none."""
DEAF = -2.5
"""Mean log-odds at beats below which the network hears none: where beats are then, if any, the signal says."""
EARLINESS = 0.005
"""Seconds by which the network is ahead of sharp attacks, since it learned from softer ones too."""
CONFIDENCE = (1.15, 0.7, 0.06)
"""Offset and weights of ``calibrated``, fitted to composed music and to the annotated music that is for tuning."""
WEIGHTS: dict[str, float] = {
    "log-odds of the beats, a second": 0.73,
    "beats a second": 0.53,
    "odds of the signal": 0.65,
    "octaves above the usual tempo": 0.16,
    "squared octaves from there": -0.34,
    "alternation of the bass": 0.3,
}
"""Weight of what speaks for one of several ways to tap: a conditional logit, fitted to composed music, metronomes,
the demo library and the half of the annotated music that is for tuning."""


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
        Empty where nothing repeats. The confidence is the chance that a listener taps there.
    """
    strength = beat_strength(evidence)
    if evidence.duration < SHORTEST_SOUND or not strength.any():
        return _intervals(np.zeros(0), np.zeros(0), evidence.duration)
    periods = rank_periods(evidence.onset_envelope, evidence.fluxes[:, 0], evidence.harmonic_change)
    if not periods:
        return _intervals(np.zeros(0), np.zeros(0), evidence.duration)
    heard = evidence.beat_log_odds
    if heard is None:
        start, confidence = _by_signal(strength, periods)
    else:
        bass = np.log1p(evidence.fluxes[:, 0].astype(np.float64))
        start, confidence = _by_network(np.asarray(heard[:, 0], dtype=np.float64), strength, bass, periods)
    start = np.maximum(start, 0.0)
    kept = (start < evidence.duration) & (np.diff(start, prepend=-1.0) > 0.0)
    return _intervals(start[kept], confidence[kept], evidence.duration)


def _by_network(heard: Floats, strength: Floats, bass: Floats, periods: list[Period]) -> tuple[Floats, Floats]:
    """Return beats where the network hears them, the signal having a small say, more in how fast they are."""
    log_odds = _fine(np.clip(heard, -CERTAIN, CERTAIN)) + SIGNAL * _signal_log_odds(_fine(strength))
    prior = -PREFERENCE * _octaves(np.arange(FASTEST, SLOWEST + 1)) ** 2
    ways = paths(log_odds, EAGERNESS, FASTEST, SLOWEST, prior, SPREAD)
    fine = _fine(heard)
    way = max(ways, key=lambda way: _odds(way, bass, periods), default=None)
    if way is None or _at(fine, way.beats).mean() < DEAF:
        start, _ = _by_signal(strength, periods)
        return start, calibrated(_at(fine, np.rint(start * beat_decoder.RATE).astype(np.int64)), *CONFIDENCE)
    found = _sounding(_led_in(way, _fine(strength)), _fine(strength))
    start = _centred(found, 4.0 / (1.0 + np.exp(-fine))) / beat_decoder.RATE + EARLINESS
    return start, calibrated(_at(fine, found), *CONFIDENCE)


def _led_in(way: Path, activation: Floats) -> NDArray[np.int64]:
    """Return the beats, with those before the first that have an onset: at the very start the network hears little."""
    beats, enough = way.beats, QUIETEST * np.median(_at(activation, way.beats))
    while (earlier := beats[0] - round(way.period)) >= -REFINEMENT and _at(activation, beats[:1])[0] > enough:
        beats = np.concatenate(([max(earlier, 0)], beats))
        if earlier <= 0:
            break
    return beats


def _odds(way: Path, bass: Floats, periods: list[Period]) -> float:
    """Return how much speaks for tapping at the tempo of a sequence of beats."""
    best = max((period.odds for period in periods), default=0.0)
    steps = beat_decoder.RATE / FRAME_RATE
    near = [p.odds - best for p in periods if abs(np.log2(steps * p.frames / way.period)) < NEAR]
    octaves = float(_octaves(np.array([way.period]))[0])
    speed = beat_decoder.RATE / way.period
    evidence = (way.support, speed, max([*near, UNHEARD]), octaves, octaves**2, _alternation(way, bass))
    return float(np.dot(list(WEIGHTS.values()), evidence))


def _alternation(way: Path, bass: Floats) -> float:
    """Return how much stronger the bass is on every other beat: a bass drum and a snare take turns at the beat's level.

    In standard deviations of the bass's onsets; after M. Goto, "An Audio-based Real-time Beat Tracking System for Music
    With or Without Drum-sounds", JNMR, 2001.
    """
    frames = np.rint(way.beats * FRAME_RATE / beat_decoder.RATE).astype(np.int64)[:, None] + np.arange(-1, 3)
    on = bass[np.clip(frames, 0, len(bass) - 1)].max(axis=1)
    return float(abs(on[::2].mean() - on[1::2].mean()) / (bass.std() + 1e-6))


def _octaves(periods: NDArray[np.int64] | Floats) -> Floats:
    return np.asarray(np.log2(60.0 * beat_decoder.RATE / periods / USUAL))


def _by_signal(strength: Floats, periods: list[Period]) -> tuple[Floats, Floats]:
    """Return beats where sounds begin, near the tempo for which most speaks."""
    activation = _fine(strength)
    period = periods[0].frames * beat_decoder.RATE / FRAME_RATE
    shortest = max(int(period / RANGE), 2 * beat_decoder.REACH)
    longest = int(np.ceil(period * RANGE))
    prior = -np.minimum(STEADINESS * np.log2(np.arange(shortest, longest + 1) / period) ** 2, DEAREST)
    log_odds = _signal_log_odds(activation)
    found = _sounding(beat_decoder.decode(log_odds, shortest, longest, prior, SPREAD), activation)
    return _centred(found, activation) / beat_decoder.RATE - LATENESS, _confidence(activation, found)


def _signal_log_odds(strength: Floats) -> Floats:
    probability = np.clip(strength / SCALE, 0.02, 0.95)
    return np.asarray(np.log(probability / (1.0 - probability)) + BIAS)


def _fine(values: Floats) -> Floats:
    """Return what is known at each frame at each of the decoder's steps."""
    steps = np.arange(2 * len(values)) / 2.0
    return np.asarray(np.interp(steps, np.arange(len(values)), values))


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
