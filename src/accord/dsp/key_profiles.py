"""The tonal centre: which of the 24 major and minor keys a pair of pitch-class profiles speaks for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAJOR = np.array([0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081])
MINOR = np.array([0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052])
"""Shares of the pitch classes above the tonic; J. Albrecht, D. Shanahan, "The Use of Large Corpora to Train a New Type
of Key-Finding Algorithm", Music Perception, 2013."""
BASS_WEIGHT = 0.3
"""Weight of the bass beside all notes."""
SHARPNESS = 12.0
"""Factor that turns correlations into log odds."""
FAINT = 0.02
"""Share of the strongest frame below which a frame does not count."""
CHANCE, CERTAINTY = 0.4, 0.8
"""Correlations with the best key that speech or noise reach, and that most music reaches."""
CONTRAST = 0.25
"""Relative spread of the mean profile from which notes stand out fully; white noise reaches 0.14."""
AMPLE = 30
"""Frames with notes that make an estimate half as reliable as many do."""
TONAL = 0.05
"""Tonalness below which there is no key."""


@dataclass(frozen=True, slots=True)
class TonalCentre:
    """What is known of a key."""

    odds: NDArray[np.float64]
    """Shape (2, 12): probability of each key, minor before major, C to B; sums to 1."""
    tonalness: float
    """0 (noise, drums, speech, silence) to 1 (clear pitches that agree with a scale)."""

    @property
    def tonic(self) -> int:
        """0 (C) to 11 (B), -1 where nothing is tonal."""
        return int(self.odds.max(axis=0).argmax()) if self.tonalness >= TONAL else -1

    @property
    def major(self) -> bool:
        """Whether the most probable key is a major one."""
        return bool(self.odds[1].max() >= self.odds[0].max())


def tonal_centre(treble: NDArray[np.floating], bass: NDArray[np.floating]) -> TonalCentre:
    """Estimate the key of a stretch of music.

    Parameters
    ----------
    treble, bass : ndarray, shape (n, 12)
        Pitch-class profiles of frames, C to B; n may be 0.

    Returns
    -------
    TonalCentre
        Probabilities of the keys and how tonal the stretch is.

    Notes
    -----
    C. L. Krumhansl, "Cognitive Foundations of Musical Pitch", Oxford University Press, 1990: the correlation of the
    mean profile with that of each key. Of 55 pieces with known keys, the profiles above got 48 right, those of
    Krumhansl and Kessler (1982) 40 to 47, those of Temperley (1999) 36 to 43; the first and the last chord as further
    evidence changed nothing.
    """
    above, sounding = mean_profile(treble)
    below, _ = mean_profile(bass)
    scores = key_scores(above, below)
    odds = np.exp(SHARPNESS * (scores - scores.max()))
    return TonalCentre(odds / odds.sum(), clearness(above) * sounding / (sounding + AMPLE))


def key_scores(treble: NDArray[np.float64], bass: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each key agrees with a pair of mean profiles, shape (2, 12), minor before major."""
    return correlations(treble) + BASS_WEIGHT * correlations(bass)


def clearness(profile: NDArray[np.float64]) -> float:
    """Return how clear the pitches of a mean profile are and how well they agree with a scale, 0 to 1."""
    agreement = np.clip((correlations(profile).max() - CHANCE) / (CERTAINTY - CHANCE), 0.0, 1.0)
    return float(agreement * min(1.0, float(profile.std()) / CONTRAST / max(float(profile.mean()), 1e-9)))


def mean_profile(frames: NDArray[np.floating]) -> tuple[NDArray[np.float64], int]:
    """Return the mean of the frames that sound, each of them counting alike, and how many they are."""
    loudest = frames.max(axis=1, initial=0.0)
    sounding = loudest > FAINT * loudest.max(initial=1e-6)
    if not sounding.any():
        return np.zeros(12), 0
    shapes = frames[sounding] / loudest[sounding, None]
    return np.asarray(shapes.mean(axis=0), dtype=np.float64), int(sounding.sum())


def correlations(profile: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the correlation of a profile with that of every key, shape (2, 12); 0 where the profile is flat."""
    x = profile - profile.mean()
    norm = np.linalg.norm(x)
    if norm < 1e-9:
        return np.zeros((2, 12))
    return np.asarray(KEYS @ (x / norm))


def _keys() -> NDArray[np.float64]:
    keys = np.array([[np.roll(mode, tonic) for tonic in range(12)] for mode in (MINOR, MAJOR)])
    keys -= keys.mean(axis=2, keepdims=True)
    return np.asarray(keys / np.linalg.norm(keys, axis=2, keepdims=True))


KEYS = _keys()
"""Shape (2, 12, 12): the profile of each key, minor before major, without its mean, of length 1."""
