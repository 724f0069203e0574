"""Pitch-class profiles from spectral peaks, tuned to the recording."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

BINS = 36
"""Cells of an octave: three to a semitone, so that a recording off 440 Hz can be tuned afterwards."""
HARMONICS = 5
DECAY = 0.6
"""Share that each further harmonic lends to its fundamental."""
COMPRESSION = 0.35
"""Power of a peak's power that it counts with: between amplitude (0.5) and not at all (0)."""
PROMINENCE = 3.0
"""Factor by which a peak exceeds the mean power around it; what rises less is noise."""
SURROUNDINGS = 6
"""Bins on either side of a peak that are its surroundings."""
FLOOR = 1e-5
"""Power relative to a frame's strongest bin below which there are no peaks: -50 dB."""
C0 = 440.0 * 2.0 ** (-4.75)
"""Hz; pitch class 0."""
_HARMONIC_PLACES = BINS * np.log2(np.arange(1.0, HARMONICS + 1.0))


@njit(cache=True, fastmath=True)
def peak_profiles(
    spectrum: NDArray[np.complex64],
    hz_per_bin: float,
    fmin: float,
    ftreble: float,
    fbass: float,
    fmax: float,
    bass: NDArray[np.float32],
    treble: NDArray[np.float32],
) -> None:
    """Fill ``bass`` and ``treble`` with harmonic pitch-class profiles of each frame's spectral peaks.

    Parameters
    ----------
    spectrum : ndarray of complex64, shape (frames, bins)
        Short-time spectra.
    hz_per_bin : float
        Width of a bin.
    fmin, ftreble, fbass, fmax : float
        Hz. Peaks from ``fmin`` to ``fbass`` feed the bass, the less the higher; peaks from ``ftreble`` to ``fmax``
        feed the treble.
    bass, treble : ndarray of float32, shape (frames, BINS)
        Sums of the peaks' compressed powers; changed in place.

    Notes
    -----
    E. Gómez, "Tonal Description of Music Audio Signals", PhD thesis, Universitat Pompeu Fabra, 2006: peaks, parabolic
    interpolation, each peak also counted for the notes of which it would be a harmonic.
    """
    frames, bins = spectrum.shape
    low = max(SURROUNDINGS + 1, int(fmin / hz_per_bin))
    high = min(bins - SURROUNDINGS - 2, int(fmax / hz_per_bin) + 1)
    octaves_of_bass = math.log2(fbass / fmin)
    power = np.empty(high + SURROUNDINGS + 1, dtype=np.float32)
    for t in range(frames):
        top = np.float32(0.0)
        for k in range(low - SURROUNDINGS - 1, high + SURROUNDINGS + 1):
            z = spectrum[t, k]
            power[k] = z.real * z.real + z.imag * z.imag
            top = max(top, power[k])
        floor = max(top * np.float32(FLOOR), np.float32(1e-9))
        for k in range(low, high + 1):
            p = power[k]
            if p <= floor or p <= power[k - 1] or p < power[k + 1]:
                continue
            around = np.float32(0.0)
            for i in range(k - SURROUNDINGS, k + SURROUNDINGS + 1):
                around += power[i]
            if p * np.float32(2 * SURROUNDINGS + 1) < np.float32(PROMINENCE) * around:
                continue
            left, centre, right = math.log(power[k - 1] + 1e-20), math.log(p), math.log(power[k + 1] + 1e-20)
            curve = left - 2.0 * centre + right
            shift = 0.5 * (left - right) / curve if curve < 0.0 else 0.0
            hz = (k + shift) * hz_per_bin
            if hz < fmin or hz >= fmax:
                continue
            share = math.exp(COMPRESSION * (centre - 0.25 * (left - right) * shift))
            place = 36.0 * math.log2(hz / C0)
            if hz < fbass:
                spread(bass[t], place, share * (1.0 - math.log2(hz / fmin) / octaves_of_bass))
            if hz >= ftreble:
                for h in range(HARMONICS):
                    spread(treble[t], place - _HARMONIC_PLACES[h], share)
                    share *= DECAY


@njit(cache=True, fastmath=True)
def spread(profile: NDArray[np.float32], place: float, weight: float) -> None:
    """Add a weight to the two cells on either side of a place on the circle of ``BINS`` cells."""
    below = math.floor(place)
    share = place - below
    first = int(below) % BINS
    profile[first] += np.float32(weight * (1.0 - share))
    profile[(first + 1) % BINS] += np.float32(weight * share)


def tuning(profile: NDArray[np.floating]) -> float:
    """Return how far a recording is tuned above 440 Hz, in semitones.

    Parameters
    ----------
    profile : ndarray, shape (..., BINS)
        Sums of peak profiles.

    Returns
    -------
    float
        -0.5 to 0.5.

    Notes
    -----
    The angle of the profile's component with a period of one semitone; K. Dressler, S. Streich, "Tuning Frequency
    Estimation Using Circular Statistics", ISMIR 2007.
    """
    return float(np.angle(_resultant(profile)) / (2.0 * np.pi))


def in_tune(profile: NDArray[np.floating]) -> float:
    """Return how far all peaks agree on a tuning: 0 (any pitch is as frequent as any other) to 1 (semitones alone).

    Parameters
    ----------
    profile : ndarray, shape (..., BINS)
        Sums of peak profiles.

    Returns
    -------
    float
        The length of the mean direction whose angle is the ``tuning``; 0 in silence.
    """
    return float(abs(_resultant(profile)) / max(float(np.sum(profile, dtype=np.float64)), 1e-9))


def _resultant(profile: NDArray[np.floating]) -> complex:
    total = np.asarray(profile, dtype=np.float64).reshape(-1, BINS).sum(axis=0)
    return complex(np.sum(total * np.exp(2j * np.pi * np.arange(BINS) / 3.0)))


def fold(profile: NDArray[np.floating], offset: float) -> NDArray[np.float32]:
    """Return profiles of 12 pitch classes, C to B.

    Parameters
    ----------
    profile : ndarray, shape (n, BINS)
        Peak profiles.
    offset : float
        The recording's tuning in semitones.

    Returns
    -------
    ndarray of float32, shape (n, 12)
    """
    cells = (np.arange(BINS) / 3.0 - offset)[:, None] - np.arange(12.0)[None, :]
    distance = np.abs((cells + 6.0) % 12.0 - 6.0)
    weights = np.where(distance < 1.0, np.cos(0.5 * np.pi * distance) ** 2, 0.0)
    return np.asarray(profile @ weights.astype(np.float32), dtype=np.float32)
