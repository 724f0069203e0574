"""Which of the periods of a rhythm is its beat: evidence for and against each, weighed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accord.dsp.periodicity import autocorrelation, local_strength, strength_near

FRAME_RATE = 50.0
SHORTEST, LONGEST = 14, 54
"""Frames of the beat periods considered: 214 to 55 beats a minute, the range in which people tap along."""

REPEATS = 0.2
"""Correlation at which something repeats beyond doubt."""

WEIGHTS: dict[str, float] = {
    "octaves above 120 BPM": 0.435,
    "squared octaves from 120 BPM": -1.455,
    "onsets repeat after a beat": 4.267,
    "onsets repeat after two beats": 3.165,
    "onsets repeat after three beats": 3.519,
    "onsets repeat after four thirds of a beat": -5.121,
    "onsets repeat after a quarter of a beat": -6.583,
    "harmony repeats its changes after four beats": 1.457,
    "harmony repeats its changes after two beats": -0.197,
    "octaves of onsets per beat": -0.149,
    "bass repeats after half a beat": -2.251,
    "bass repeats after four beats": 3.657,
}
"""Weight of each piece of evidence: a conditional logit, fitted to synthesised music with exact beats (freely
licensed MIDI files and the demo library; no recording, and nothing from a streaming service)."""


@dataclass(frozen=True, slots=True)
class Period:
    """A candidate for the beat."""

    frames: float
    """Length at 50 frames a second."""
    odds: float
    """Sum of the weighed evidence."""


def rank_periods(
    onset_envelope: NDArray[np.floating], bass: NDArray[np.floating], harmonic_change: NDArray[np.floating]
) -> list[Period]:
    """Return the candidates for the beat, the likeliest first.

    Parameters
    ----------
    onset_envelope, bass, harmonic_change : ndarray, shape (n,)
        Onset strength overall and in the bass, and change of harmony, at 50 frames a second.

    Returns
    -------
    list of Period
        Empty where nothing repeats.

    Notes
    -----
    D. P. W. Ellis, "Beat Tracking by Dynamic Programming", JNMR, 2007, takes the tempo from the autocorrelation under
    a preference for 120 BPM; here the octave is decided by a weighed sum of what metre predicts as well.
    """
    strength = local_strength(onset_envelope)
    r = autocorrelation(strength)
    r_bass = autocorrelation(local_strength(bass))
    r_harmony = autocorrelation(local_strength(harmonic_change))
    peaks = (strength[1:-1] > strength[:-2]) & (strength[1:-1] >= strength[2:]) & (strength[1:-1] > 1.2)
    density = float(peaks.sum()) / max(len(strength), 1)
    weights = np.array(list(WEIGHTS.values()))
    ranked = []
    for lag in _candidates(r):
        octaves = np.log2(FRAME_RATE * 60.0 / lag / 120.0)
        evidence = (
            octaves,
            octaves**2,
            strength_near(r, lag),
            strength_near(r, 2 * lag),
            strength_near(r, 3 * lag),
            strength_near(r, lag * 4 / 3),
            strength_near(r, lag / 4),
            strength_near(r_harmony, 4 * lag),
            strength_near(r_harmony, 2 * lag),
            np.log2(density * lag + 0.1),
            strength_near(r_bass, lag / 2),
            strength_near(r_bass, 4 * lag),
        )
        ranked.append(Period(_refined(r, lag), float(weights @ np.array(evidence))))
    return sorted(ranked, key=lambda period: -period.odds)


def _candidates(r: NDArray[np.float64]) -> list[float]:
    """Return the peaks of the autocorrelation and their simple multiples and fractions, in frames."""
    found = _peaks(r, SHORTEST, LONGEST)
    if not found:
        # what clearly repeats after a bar has beats too, though nothing marks them: a quarter of it may be one
        found = [lag / 4 for lag in _peaks(r, 4 * SHORTEST, 4 * LONGEST) if r[round(lag)] > REPEATS]
    for lag in tuple(found):
        for factor in (1 / 2, 2, 1 / 3, 3, 2 / 3, 3 / 2):
            other = lag * factor
            if SHORTEST <= other <= LONGEST and all(abs(other / known - 1.0) >= 0.03 for known in found):
                found.append(other)
    return found


def _peaks(r: NDArray[np.float64], shortest: int, longest: int) -> list[float]:
    """Return the lags from ``shortest`` to ``longest`` at which an autocorrelation peaks, between frames."""
    lags = np.arange(shortest, longest + 1)
    found: list[float] = []
    for lag in lags[(r[lags] >= r[lags - 1]) & (r[lags] >= r[lags + 1]) & (r[lags] != 0.0)]:
        curve = r[lag - 1] - 2.0 * r[lag] + r[lag + 1]
        found.append(float(lag) + (0.5 * float((r[lag - 1] - r[lag + 1]) / curve) if curve < 0.0 else 0.0))
    return found


def _refined(r: NDArray[np.float64], lag: float) -> float:
    """Return a lag to a fraction of a frame, from where its multiples peak."""
    multiple = 2
    while round(multiple * lag) + 2 < len(r):
        near = round(multiple * lag)
        lags = np.arange(near - 2, near + 3)
        at = int(lags[np.argmax(r[lags])])
        if not (at + 1 < len(r) and r[at] > REPEATS and r[at] >= max(r[at - 1], r[at + 1])):
            break
        curve = r[at - 1] - 2.0 * r[at] + r[at + 1]
        lag = (at + (0.5 * float((r[at - 1] - r[at + 1]) / curve) if curve < 0.0 else 0.0)) / multiple
        multiple *= 2
    return lag
