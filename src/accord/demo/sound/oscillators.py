"""Sources of sound: periodic waves without aliasing, decaying partials, noise."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

Audio = NDArray[np.float32]

SR = 44100
"""Hz: the one rate at which the demo library is made."""


def seconds(n: int) -> NDArray[np.float64]:
    """Return the times of `n` samples, in seconds from 0."""
    return np.arange(n) / SR


def sine(freq: ArrayLike, n: int, phase: float = 0.0) -> Audio:
    """Return a sine of constant or changing frequency.

    Parameters
    ----------
    freq : float or array of shape (n,)
        Hz.
    n : int
        Samples.
    phase : float
        Radians at the first sample.

    Returns
    -------
    array of shape (n,), float32
        In -1 to 1.
    """
    if np.ndim(freq) == 0:
        cycles = np.arange(n) * (float(np.asarray(freq)) / SR)
    else:
        cycles = np.cumsum(np.asarray(freq, dtype=np.float64) / SR)
    turns: Audio = (2 * np.pi * (cycles - np.floor(cycles)) + phase).astype(np.float32)
    return np.sin(turns)


def saw(freq: ArrayLike, n: int, phase: float = 0.0) -> Audio:
    """Return a sawtooth whose steps are rounded over one sample, so that little of it aliases.

    Parameters
    ----------
    freq : float or array of shape (n,)
        Hz.
    n : int
        Samples.
    phase : float
        Cycles at the first sample.

    Returns
    -------
    array of shape (n,), float32
        In -1 to 1.

    Notes
    -----
    PolyBLEP: Valimaki and Huovilainen, "Antialiasing oscillators in subtractive synthesis", IEEE Signal Processing
    Magazine, 2007.
    """
    y: Audio = _saw(np.broadcast_to(np.asarray(freq, dtype=np.float64) / SR, n), phase % 1.0)
    return y


def pulse(freq: ArrayLike, n: int, width: float = 0.5) -> Audio:
    """Return a pulse wave of the given duty cycle, as the difference of two sawtooths; shape (n,), in -1 to 1."""
    return 0.5 * (saw(freq, n) - saw(freq, n, phase=width))


def partials(freqs: ArrayLike, levels: ArrayLike, decays: ArrayLike, n: int) -> Audio:
    """Return a sum of exponentially decaying sines: struck strings, bars and bells.

    Parameters
    ----------
    freqs, levels, decays : arrays of shape (k,)
        Hz; amplitude; seconds until the partial has fallen by 60 dB. Partials above 18 kHz are left out.
    n : int
        Samples.

    Returns
    -------
    array of shape (n,), float32
    """
    freq, level, decay = np.broadcast_arrays(
        np.asarray(freqs, dtype=np.float64), np.asarray(levels, dtype=np.float64), np.asarray(decays, dtype=np.float64)
    )
    heard = freq < 18000.0
    y: Audio = _partials(freq[heard], level[heard], 10.0 ** (-3.0 / (decay[heard] * SR)), n)
    return y


def noise(n: int, rng: np.random.Generator) -> Audio:
    """Return white noise; shape (n,), uniform in -1 to 1."""
    return rng.uniform(-1.0, 1.0, n).astype(np.float32)


@njit(cache=True, nogil=True)
def _saw(increment, phase):  # type: ignore[no-untyped-def]
    y = np.empty(increment.size, np.float32)
    for i in range(increment.size):
        step = increment[i]
        value = 2.0 * phase - 1.0
        if phase < step:
            t = phase / step
            value -= 2.0 * t - t * t - 1.0
        elif phase > 1.0 - step:
            t = (phase - 1.0) / step
            value -= t * t + 2.0 * t + 1.0
        y[i] = value
        phase += step
        if phase >= 1.0:
            phase -= 1.0
    return y


@njit(cache=True, nogil=True)
def _partials(freq, level, decay, n):  # type: ignore[no-untyped-def]
    y = np.zeros(n, np.float32)
    for k in range(freq.size):
        angle = 2.0 * np.pi * freq[k] / 44100.0
        a, b = decay[k] * np.cos(angle), decay[k] * np.sin(angle)
        re, im = level[k], 0.0
        for i in range(n):
            y[i] += im
            re, im = re * a - im * b, re * b + im * a
            if i % 4096 == 0 and re * re + im * im < 1e-11:
                break
    return y
