"""Plucked strings: guitar, harp, upright and electric bass, muted and driven guitar."""

from __future__ import annotations

import numpy as np
from numba import njit

from accord.demo.sound.envelopes import ends_smoothed
from accord.demo.sound.filters import lowpass
from accord.demo.sound.oscillators import SR, Audio, noise


def string(
    freq: float, n: int, rng: np.random.Generator, *, ring: float, brightness: float, pick: float = 0.18
) -> Audio:
    """Return a plucked string.

    Parameters
    ----------
    freq : float
        Hz.
    n : int
        Samples.
    rng : Generator
        The noise of the pluck.
    ring : float
        Seconds in which the fundamental falls by 60 dB.
    brightness : float
        0 (a thumb) to 1 (a plectrum).
    pick : float
        Where the string is plucked, as a fraction of its length; harmonics with a node there are missing.

    Returns
    -------
    array of shape (n,), float32
        Peak about 1.

    Notes
    -----
    Jaffe and Smith, "Extensions of the Karplus-Strong plucked-string algorithm", Computer Music Journal, 1983.
    """
    period = SR / freq
    burst = lowpass(noise(int(np.ceil(period)), rng), 400.0 + 9000.0 * brightness**2)
    burst = burst - np.roll(burst, max(1, int(pick * period)))
    burst /= np.max(np.abs(burst)) + 1e-9
    blend = 0.5 - 0.35 * brightness
    y = _string(burst, n, period - blend, 10.0 ** (-3.0 / (ring * freq)), blend)
    return ends_smoothed(y, 0.02)


def guitar(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a note of a steel-string guitar; it rings a little past its duration."""
    n = int((duration + 0.25) * SR)
    return _damped(string(freq, n, rng, ring=4.5, brightness=0.45 + 0.4 * velocity), duration, 0.25)


def nylon(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a note of a nylon-string guitar."""
    n = int((duration + 0.4) * SR)
    return _damped(string(freq, n, rng, ring=3.2, brightness=0.25 + 0.3 * velocity, pick=0.28), duration, 0.4)


def harp(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a note of a harp: plucked in the middle, ringing long."""
    n = int((duration + 1.2) * SR)
    return _damped(string(freq, n, rng, ring=5.0, brightness=0.3 + 0.25 * velocity, pick=0.42), duration, 1.2)


def upright_bass(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a note of a double bass, plucked with a finger."""
    n = int((duration + 0.1) * SR)
    y = string(freq, n, rng, ring=3.0, brightness=0.22 + 0.2 * velocity, pick=0.3)
    return _damped(lowpass(y, 1400.0) * 1.4, duration, 0.1)


def electric_bass(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a note of an electric bass with a plectrum."""
    n = int((duration + 0.08) * SR)
    y = string(freq, n, rng, ring=5.0, brightness=0.45 + 0.35 * velocity, pick=0.12)
    return _damped(np.tanh(1.6 * y), duration, 0.08)


def electric_guitar(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a note of an electric guitar before its amplifier."""
    n = int((duration + 0.06) * SR)
    return _damped(string(freq, n, rng, ring=7.0, brightness=0.6 + 0.3 * velocity, pick=0.1), duration, 0.06)


def _damped(y: Audio, duration: float, release: float) -> Audio:
    """Return `y` with the string damped from `duration` (seconds) on."""
    start = min(int(duration * SR), len(y))
    tail = np.arange(len(y) - start, dtype=np.float32) / SR
    y[start:] *= np.exp(-5.0 * tail / release)
    return ends_smoothed(y, 0.01)


@njit(cache=True, nogil=True)
def _string(burst, n, delay, loss, blend):  # type: ignore[no-untyped-def]
    whole = int(delay)
    fraction = delay - whole
    allpass = (1.0 - fraction) / (1.0 + fraction)
    y = np.zeros(n, np.float32)
    past_in, past_out = 0.0, 0.0
    for i in range(n):
        value = burst[i] if i < burst.size else 0.0
        if i > whole:
            averaged = loss * ((1.0 - blend) * y[i - whole] + blend * y[i - whole - 1])
            past_out = allpass * averaged + past_in - allpass * past_out
            past_in = averaged
            value += past_out
        y[i] = value
    return y
