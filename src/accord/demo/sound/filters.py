"""Filters: a state-variable filter that can be swept, resonators for formants, shaping of short noises."""

from __future__ import annotations

import numpy as np
import scipy.fft
from numba import njit
from numpy.typing import ArrayLike

from accord.demo.sound.oscillators import SR, Audio

LOW, BAND, HIGH = 0, 1, 2


def state_variable(y: Audio, cutoff: ArrayLike, q: float = 0.707, kind: int = LOW) -> Audio:
    """Return `y` through a two-pole filter whose cutoff may change at every sample.

    Parameters
    ----------
    y : array of shape (n,)
    cutoff : float or array of shape (n,)
        Hz; clipped to 20 Hz to 18 kHz.
    q : float
        Resonance; 0.707 has none.
    kind : int
        ``LOW``, ``BAND`` or ``HIGH`` pass.

    Returns
    -------
    array of shape (n,), float32

    Notes
    -----
    The topology-preserving form of Zavalishin, "The Art of VA Filter Design", 2012.
    """
    g = np.tan(np.pi * np.clip(np.asarray(cutoff, dtype=np.float64), 20.0, 18000.0) / SR)
    out: Audio = _state_variable(y, np.broadcast_to(g, len(y)), 1.0 / q, kind)
    return out


def lowpass(y: Audio, cutoff: ArrayLike, q: float = 0.707) -> Audio:
    """Return what lies below `cutoff` (Hz); see ``state_variable``."""
    return state_variable(y, cutoff, q, LOW)


def bandpass(y: Audio, centre: ArrayLike, q: float) -> Audio:
    """Return what lies around `centre` (Hz), with a gain of 1 there; see ``state_variable``."""
    return state_variable(y, centre, q, BAND) / np.float32(q)


def highpass(y: Audio, cutoff: ArrayLike, q: float = 0.707) -> Audio:
    """Return what lies above `cutoff` (Hz); see ``state_variable``."""
    return state_variable(y, cutoff, q, HIGH)


def formants(y: Audio, freqs: Audio, bandwidths: ArrayLike, levels: Audio) -> Audio:
    """Return `y` through resonators in parallel: the cavities of a mouth that moves.

    Parameters
    ----------
    y : array of shape (n,)
        The excitation: pulses of the glottis.
    freqs : array of shape (n // 64 + 1, k)
        Hz of k resonances, at every 64th sample.
    bandwidths : array of shape (k,)
        Hz.
    levels : array of shape (n // 64 + 1, k)
        Amplitudes, at every 64th sample.

    Returns
    -------
    array of shape (n,), float32

    Notes
    -----
    Klatt, "Software for a cascade/parallel formant synthesizer", JASA, 1980.
    """
    out: Audio = _formants(y, freqs, np.asarray(bandwidths, dtype=np.float64), levels)
    return out


def shaped(y: Audio, centre: float, octaves: float) -> Audio:
    """Return a short noise with a spectrum that is a bell on the logarithm of frequency.

    Parameters
    ----------
    y : array of shape (n,)
    centre : float
        Hz of the bell's top.
    octaves : float
        Standard deviation.

    Returns
    -------
    array of shape (n,), float32
        Peak 1.
    """
    n = scipy.fft.next_fast_len(len(y), real=True)
    freqs = np.maximum(scipy.fft.rfftfreq(n, 1 / SR), 1.0)
    bell = np.exp(-0.5 * (np.log2(freqs / centre) / octaves) ** 2).astype(np.float32)
    out: Audio = scipy.fft.irfft(scipy.fft.rfft(y, n) * bell, n)[: len(y)].astype(np.float32)
    out /= np.max(np.abs(out))
    return out


@njit(cache=True, nogil=True)
def _state_variable(y, g, k, kind):  # type: ignore[no-untyped-def]
    out = np.empty(y.size, np.float32)
    s1, s2, tuned, scale = 0.0, 0.0, -1.0, 0.0
    for i in range(y.size):
        if g[i] != tuned:
            tuned = g[i]
            scale = 1.0 / (1.0 + tuned * (tuned + k))
        high = (y[i] - (k + tuned) * s1 - s2) * scale
        band = tuned * high + s1
        low = tuned * band + s2
        s1, s2 = tuned * high + band, tuned * band + low
        out[i] = low if kind == 0 else band if kind == 1 else high
    return out


@njit(cache=True, nogil=True)
def _formants(y, freqs, bandwidths, levels):  # type: ignore[no-untyped-def]
    out = np.zeros(y.size, np.float32)
    for k in range(bandwidths.size):
        r = np.exp(-np.pi * bandwidths[k] / 44100.0)
        y1, y2, a, level = 0.0, 0.0, 0.0, 0.0
        for i in range(y.size):
            if i % 64 == 0:
                angle = 2.0 * np.pi * freqs[i // 64, k] / 44100.0
                a = 2.0 * r * np.cos(angle)
                level = levels[i // 64, k] * (1.0 - r) * np.sqrt(1.0 - 2.0 * r * np.cos(2.0 * angle) + r * r)
            y0 = y[i] + a * y1 - r * r * y2
            y2, y1 = y1, y0
            out[i] += level * y0
    return out
