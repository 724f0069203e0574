"""What a beat looks like from inside, and how beats group: the evidence for bars, tatums and time signature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accord.domain.analysis import Floats, Intervals
from accord.dsp import bar_decoder
from accord.dsp.spectra import CHROMA_RATE, FRAME_RATE
from accord.features.beat_network import calibrated
from accord.features.evidence import Evidence

FRACTIONS = (0.0, 1 / 4, 1 / 2, 3 / 4, 1 / 3, 2 / 3)
"""Places within a beat at which onsets are looked for."""
FAINT_ONSET = 0.15
"""Deviation of log onset strength below which all beats sound alike: what is left is the grid of frames."""
FAINT_CHANGE = 0.05
"""The same for changes of harmony."""
FAINT_RHYTHM = 0.4
"""The same for the rhythm within beats, summed over places and bands."""
LENGTHS = {2: 1.25, 3: 0.0, 4: 0.0, 5: 1.5, 7: 2.0}
"""Beats that bars may hold, and the log-odds that each rare one costs: most that sounds like two is half of four."""
COMPOUND_LENGTHS = {**LENGTHS, 2: 0.0}
"""The same where beats fall into three: the bar of 6/8 holds two."""
EVENNESS = 1.15
"""Factor by which onsets at both thirds of a beat must exceed those at its half and quarters in compound metre."""
CERTAIN = 5.0
"""Log-odds of a downbeat beyond which the network counts as no more certain."""
ACCENT = 0.3
"""Weight of accents beside those log-odds."""
EAGERNESS = 1.5
"""Added to them: how far the network errs towards no downbeat."""
CONFIDENCE = (1.5, 0.51, 0.53)
"""Offset and weights of ``calibrated``, fitted as the network's use of the tuning half and composed music bears out."""
SLIP, CHANGE = 10.0, 6.0
"""Log-odds that must speak for a bar with a beat too few or too many, and for bars of another length."""


@dataclass(frozen=True, slots=True)
class BeatEvidence:
    """What happens at and within each beat."""

    onsets: Floats
    """Shape (n, 6, 4): log onset strength at each of ``FRACTIONS`` of the beat, in four groups of bands."""
    accent: Floats
    """Shape (n,): how much speaks for a downbeat at each beat, in standard deviations."""
    vectors: Floats
    """Shape (n, 16): the rhythm within each beat, centred and of about unit length, for comparing beats."""
    log_odds: Floats | None = None
    """Shape (n,): the network's log-odds of a downbeat at each beat; ``None`` without it."""


def beat_evidence(evidence: Evidence, beats: Intervals) -> BeatEvidence:
    """Return what happens at and within each of the beats.

    Parameters
    ----------
    evidence : Evidence
        The track's intermediates.
    beats : Intervals
        At least two beats.

    Returns
    -------
    BeatEvidence
        Shapes begin with the number of beats.

    Notes
    -----
    Downbeats: bass notes, changes of chord and of bass come on them more often than on other beats: M. Goto, "An
    Audio-based Real-time Beat Tracking System for Music With or Without Drum-sounds", JNMR, 2001.
    """
    times = beats.start[:, None] + beats.duration[:, None] * np.array(FRACTIONS)
    onsets = _onsets_at(np.log1p(evidence.fluxes), times)
    change = evidence.harmonic_change
    around = np.rint(beats.start * FRAME_RATE).astype(np.int64)[:, None] + np.arange(-5, 8)
    chords = change[np.clip(around, 0, len(change) - 1)].max(axis=1)
    accent = (
        0.5 * standardise(onsets[:, 0, 0], FAINT_ONSET)
        + 0.7 * standardise(chords, FAINT_CHANGE)
        + 0.7 * standardise(_turnover(evidence.bass, beats), FAINT_CHANGE)
        + 0.3 * standardise(_turnover(evidence.treble, beats), FAINT_CHANGE)
    )
    inside = onsets[:, :4].reshape(len(onsets), -1)
    inside = inside - inside.mean(axis=0)
    length = np.linalg.norm(inside, axis=1, keepdims=True)
    return BeatEvidence(onsets, accent, inside / np.hypot(length, FAINT_RHYTHM), _downbeats(evidence, beats))


def standardise(values: Floats, faint: float) -> Floats:
    """Return values as distances from their mean in standard deviations, those beyond three cut off.

    Parameters
    ----------
    values : ndarray, shape (n,)
        At least one.
    faint : float
        Deviation that counts for nothing; values that differ by much less all come out near 0.

    Returns
    -------
    ndarray, shape (n,)
        -3 to 3.
    """
    return np.asarray(np.clip((values - values.mean()) / np.hypot(values.std(), faint), -3.0, 3.0))


def similarity(vectors: Floats, lag: int) -> float:
    """Return the mean similarity of beats that lie ``lag`` beats apart, -1 to 1; 0 where there are too few."""
    if len(vectors) <= lag + 1:
        return 0.0
    return float((vectors[:-lag] * vectors[lag:]).sum(axis=1).mean())


def bar_path(evidence: BeatEvidence) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each beat's place in its bar (0 for the downbeat) and the beats of that bar, as the network hears them.

    A bar of two beats is half of one of four for a listener who taps twice as fast.
    """
    assert evidence.log_odds is not None
    certain = np.clip(evidence.log_odds, -CERTAIN, CERTAIN)
    lengths = COMPOUND_LENGTHS if is_compound(evidence) else LENGTHS
    return bar_decoder.decode(certain + ACCENT * evidence.accent + EAGERNESS, lengths, SLIP, CHANGE)


def is_compound(evidence: BeatEvidence) -> bool:
    """Return whether beats fall evenly into three."""
    _, first_quarter, half, last_quarter, first_third, last_third = evidence.onsets.sum(axis=2).mean(axis=0)
    binary = max(half, 0.5 * (first_quarter + last_quarter))
    return bool(min(first_third, last_third) > EVENNESS * binary)


def downbeat_confidence(evidence: BeatEvidence, first: NDArray[np.int64]) -> Floats:
    """Return the chance that bars begin at the beats ``first``, by what the network says there and around."""
    assert evidence.log_odds is not None
    sure: Floats = calibrated(evidence.log_odds[first], *CONFIDENCE)
    return sure


def _downbeats(evidence: Evidence, beats: Intervals) -> Floats | None:
    heard = evidence.beat_log_odds
    if heard is None:
        return None
    near = np.rint(beats.start * FRAME_RATE).astype(np.int64)[:, None] + np.arange(-1, 2)
    return np.asarray(heard[np.clip(near, 0, len(heard) - 1), 1].max(axis=1), dtype=np.float64)


def _onsets_at(strength: NDArray[np.floating], times: Floats) -> Floats:
    frames = np.clip(np.rint(times * FRAME_RATE).astype(np.int64), 1, max(len(strength) - 3, 1))
    near = [strength[np.minimum(frames + k, len(strength) - 1)] for k in (-1, 0, 1, 2)]
    return np.asarray(np.max(near, axis=0), dtype=np.float64)


def _turnover(profile: NDArray[np.float32], beats: Intervals) -> Floats:
    """Return how much the pitch classes of each beat differ from those of the beat before, 0 to 1."""
    sums = np.concatenate((np.zeros((1, 12)), np.cumsum(profile, axis=0, dtype=np.float64)))
    first = np.clip((beats.start * CHROMA_RATE).astype(np.int64), 0, len(profile) - 1)
    last = np.clip(((beats.start + beats.duration) * CHROMA_RATE).astype(np.int64), first + 1, len(profile))
    means = sums[last] - sums[first]
    means /= np.linalg.norm(means, axis=1, keepdims=True) + 1e-9
    turnover = 1.0 - (means * np.roll(means, 1, axis=0)).sum(axis=1)
    turnover[0] = turnover[1:].mean()  # nothing is known of what came before the first
    return np.asarray(turnover, dtype=np.float64)
