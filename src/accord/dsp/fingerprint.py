"""Fingerprints: words of 32 bits that say how harmony moves, the same for one performance in whatever file.

J. Haitsma, T. Kalker, "A Highly Robust Audio Fingerprinting System", ISMIR 2002: many small words a second, compared by
their bit errors where they are aligned, and found by those words that survive unharmed. Theirs are signs of differences
between bands and frames; here they are signs of random projections (M. S. Charikar, "Similarity Estimation Techniques
from Rounding Algorithms", STOC 2002) of the change of pitch classes over four seconds. That pitch classes suit
fingerprints was shown by L. Lalinský's Chromaprint.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Words = NDArray[np.uint32]

RATE = 8.0
"""Words a second."""
BITS = 32
WIDTH = 1.0
"""Seconds over which pitch classes are averaged."""
STEPS = 4
"""Such averages, end to end, that a word looks at."""
APART = 2
"""Words on either side among which a key is the surest: a quarter of a second."""
STILL = 0.02
"""Change of pitch classes, in units of their strength, below which nothing moves: silence, noise, a held note."""
SHORTEST = 8.0
"""Seconds of movement, at the least, by which two recordings can be told to be one."""
SHARE = 0.75
"""Of the longer recording, that must lie over the other ..."""
EDGES = 10.0
"""... or all but so many seconds of it, if that is less."""
ERRORS = 0.2
"""Share of bits that differ up to which two recordings are one; it is near 0.5 for strangers."""


class Fingerprint(NamedTuple):
    """A recording as words."""

    words: Words
    """Shape (n,), ``RATE`` a second."""
    moving: NDArray[np.bool_]
    """Shape (n,): where harmony moves; elsewhere words mean nothing."""
    keys: Words
    """Shape (k,): the surest words, by which copies are found, each also with its least sure bit turned."""
    places: NDArray[np.int32]
    """Shape (k,): where in ``words`` they stand."""


class Match(NamedTuple):
    """How two fingerprints lie over each other best."""

    errors: float
    """Share of bits that differ; 1 where they have too little in common to be compared."""
    offset: float
    """Seconds by which the second begins after the first."""

    @property
    def same(self) -> bool:
        """Whether they are of one recording."""
        return self.errors <= ERRORS


def fingerprint(start: Floats, duration: Floats, pitches: Floats) -> Fingerprint:
    """Return the fingerprint of a recording.

    Parameters
    ----------
    start, duration : ndarray, shape (n,)
        Seconds; segments without gaps.
    pitches : ndarray, shape (n, 12)
        How strongly each pitch class sounds in each, C to B.

    Returns
    -------
    Fingerprint
        Empty for what is shorter than a word looks.
    """
    frames = _frames(start, duration, pitches)
    step = round(WIDTH * RATE)
    count = max(0, len(frames) - (STEPS - 1) * step)
    seen = np.concatenate([frames[place * step : place * step + count] for place in range(STEPS)], axis=1)
    projected = seen @ _planes()
    moving = np.linalg.norm(seen - np.tile(seen.reshape(count, STEPS, 12).mean(axis=1), STEPS), axis=1) > STILL
    words = np.packbits(projected > 0.0, axis=1, bitorder="little").view("<u4")[:, 0].astype(np.uint32)
    margins = np.abs(projected)
    places = _surest(np.where(moving, margins.min(axis=1, initial=np.inf), 0.0))
    turned = words[places] ^ (np.uint32(1) << margins[places].argmin(axis=1).astype(np.uint32))
    return Fingerprint(words, moving, np.concatenate([words[places], turned]), np.tile(places, 2))


def match(one: Fingerprint, other: Fingerprint) -> Match:
    """Return how two recordings lie over each other best.

    Parameters
    ----------
    one, other : Fingerprint
        To be compared.

    Returns
    -------
    Match
        At the offset with the fewest errors among those where enough of both lies over each other.
    """
    lengths = len(one.words), len(other.words)
    if not min(lengths):
        return Match(1.0, 0.0)
    size = 1 << (sum(lengths) - 1).bit_length()
    spectra = [np.fft.rfft(_signs(each), size, axis=0) for each in (one, other)]
    products = spectra[0] * np.conj(spectra[1])
    agreeing, moving = (np.fft.irfft(each, size) for each in (products[:, :BITS].sum(axis=1), products[:, BITS]))
    lags = np.arange(1 - lengths[1], lengths[0])
    over = np.minimum(lengths[0], lags + lengths[1]) - np.maximum(0, lags)
    compared = np.rint(moving[lags % size])
    least = min(SHARE * max(lengths), max(lengths) - EDGES * RATE)
    enough = (over >= least) & (compared >= max(SHORTEST * RATE, 0.5 * least))
    if not enough.any():
        return Match(1.0, 0.0)
    errors = np.where(enough, 0.5 - 0.5 * agreeing[lags % size] / (BITS * np.maximum(compared, 1.0)), 1.0)
    best = int(errors.argmin())
    return Match(max(0.0, float(errors[best])), float(lags[best]) / RATE)


def _frames(start: Floats, duration: Floats, pitches: Floats) -> Floats:
    """Return means over ``WIDTH``, ``RATE`` a second, of length 1: shape (m, 12)."""
    times = np.append(start, start[-1:] + duration[-1:])
    sums = np.concatenate([np.zeros((1, 12)), np.cumsum(pitches * duration[:, None], axis=0)])
    count = max(0, int((times.max(initial=0.0) - WIDTH) * RATE) + 1)
    grid = np.arange(count + round(WIDTH * RATE)) / RATE
    integrals = np.stack([np.interp(grid, times, column) for column in sums.T], axis=1) if count else np.zeros((0, 12))
    means = integrals[round(WIDTH * RATE) :] - integrals[:count]
    return np.asarray(means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9))


@cache
def _planes() -> Floats:
    """Return shape (STEPS * 12, BITS): random directions that what stands still is orthogonal to."""
    planes = np.random.default_rng(2002).standard_normal((STEPS, 12, BITS))
    planes -= planes.mean(axis=0)
    planes -= planes.mean(axis=1, keepdims=True)
    return np.asarray(planes.reshape(STEPS * 12, BITS))


def _surest(margin: Floats) -> NDArray[np.int32]:
    """Return where the bit nearest to tipping is farther from it than anywhere around: those words last."""
    if not len(margin):
        return np.zeros(0, dtype=np.int32)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(margin, APART), 2 * APART + 1).max(axis=1)
    return np.flatnonzero((margin == around) & (margin > 0.0)).astype(np.int32)


def _signs(one: Fingerprint) -> Floats:
    """Return shape (n, BITS + 1): each bit as 1 or -1, then 1; all 0 where nothing moves."""
    bits = np.unpackbits(one.words.astype("<u4").view(np.uint8).reshape(-1, 4), axis=1, bitorder="little")
    signs = np.concatenate([2.0 * bits - 1.0, np.ones((len(bits), 1))], axis=1)
    return np.asarray(signs * one.moving[:, None])
