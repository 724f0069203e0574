"""Electronic instruments: supersaw, pads, plucks, basses, leads."""

from __future__ import annotations

import numpy as np

from accord.demo.sound.envelopes import adsr, decaying
from accord.demo.sound.filters import lowpass
from accord.demo.sound.oscillators import SR, Audio, pulse, saw, sine


def supersaw(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return seven sawtooths a few cents apart, with free phases."""
    n = int((duration + 0.15) * SR)
    y = np.zeros(n, np.float32)
    for cents in (-19.0, -11.0, -5.0, 0.0, 6.0, 12.0, 20.0):
        y += saw(freq * 2.0 ** (cents / 1200.0), n, rng.uniform())
    return 0.28 * y * adsr(n, 0.008, 0.4, 0.75, 0.14)


def pad(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a soft pad: two sawtooths and a sine below, opening slowly."""
    n = int((duration + 0.6) * SR)
    t = np.arange(n) / SR
    y = saw(freq * 1.003, n, rng.uniform()) + saw(freq * 0.997, n, rng.uniform()) + 0.6 * sine(freq / 2, n)
    opening = 500.0 + 1600.0 * velocity * (1.0 - np.exp(-t * 1.5))
    return 0.4 * lowpass(y, opening) * adsr(n, 0.18, 0.5, 0.9, 0.55)


def pluck(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a short synthetic pluck: a sawtooth under a filter that closes at once."""
    n = int((min(duration, 0.5) + 0.25) * SR)
    t = np.arange(n) / SR
    y = saw(freq, n, rng.uniform()) + saw(freq * 1.005, n, rng.uniform())
    return 0.6 * lowpass(y, 250.0 + 7000.0 * velocity * np.exp(-t * 14.0), 1.4) * adsr(n, 0.002, 0.5, 0.0, 0.1)


def lead(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a square-wave lead that glides a little into each note and then vibrates."""
    n = int((duration + 0.1) * SR)
    t = np.arange(n) / SR
    bend = freq * 2.0 ** (
        (-0.6 * np.exp(-t * 45.0) + 0.14 * np.clip(t - 0.2, 0, 0.4) * np.sin(2 * np.pi * 5.5 * t)) / 12
    )
    y = 0.6 * pulse(bend, n, 0.38) + 0.4 * saw(bend * 1.004, n)
    return lowpass(y, 1200.0 + 4500.0 * velocity, 1.1) * adsr(n, 0.006, 0.3, 0.75, 0.09)


def saw_bass(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a filtered sawtooth bass over a sine."""
    n = int((duration + 0.05) * SR)
    t = np.arange(n) / SR
    y = 0.7 * saw(freq, n) + 0.6 * sine(freq, n)
    return lowpass(y, 180.0 + 1800.0 * velocity * np.exp(-t * 9.0), 1.2) * adsr(n, 0.004, 0.2, 0.8, 0.04)


def growl_bass(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return two sawtooths that beat against each other over a sine: the bass of drum and bass."""
    n = int((duration + 0.06) * SR)
    y = saw(freq * 1.012, n, rng.uniform()) + saw(freq * 0.988, n, rng.uniform())
    moving = 500.0 + 350.0 * sine(2.9, n, rng.uniform(0, 6.28))
    return (0.45 * lowpass(np.tanh(1.5 * y), moving, 1.3) + 0.7 * sine(freq, n)) * adsr(n, 0.006, 0.2, 0.9, 0.05)


def sub_bass(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a long, slightly driven sine that begins with a drop in pitch, as of the TR-808's kick drum."""
    n = int((duration + 0.1) * SR)
    t = np.arange(n) / SR
    y: Audio = np.tanh(1.8 * sine(freq * (1.0 + 1.2 * np.exp(-t * 60.0)), n))
    return y * decaying(n, 2.6) * adsr(n, 0.003, 0.3, 0.9, 0.09)


def fm_bell(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a bell by frequency modulation with an inharmonic ratio (Chowning, 1973)."""
    n = int((duration + 0.9) * SR)
    t = np.arange(n) / SR
    index = 2.6 * velocity * np.exp(-t * 3.0)
    y = np.sin(2 * np.pi * freq * t + index * np.sin(2 * np.pi * 3.5 * freq * t))
    return (0.7 * y).astype(np.float32) * decaying(n, 2.2) * adsr(n, 0.002, 0.5, 1.0, 0.2)
