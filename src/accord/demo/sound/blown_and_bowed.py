"""Sustained acoustic-like instruments: a bowed section, a solo cello, a flute."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from accord.demo.sound.envelopes import adsr
from accord.demo.sound.filters import bandpass, lowpass
from accord.demo.sound.oscillators import SR, Audio, noise, saw, sine


def _vibrato(n: int, rate: float, cents: float, onset: float, phase: float) -> NDArray[np.float64]:
    """Return a factor on frequency: a vibrato that sets in after `onset` seconds."""
    t = np.arange(n) / SR
    depth = np.clip((t - onset) / 0.3, 0.0, 1.0) * cents / 1200.0
    return np.asarray(2.0 ** (depth * np.sin(2 * np.pi * rate * t + phase)))


def _body(y: Audio) -> Audio:
    """Return `y` with the resonances of a wooden box."""
    out = np.float32(0.55) * y
    for centre, q in ((290.0, 2.0), (480.0, 2.5), (2600.0, 1.2)):
        out += np.float32(0.48) * bandpass(y, centre, q)
    return out


def strings(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a section of four bowed players, slightly apart in pitch and vibrato."""
    n = int((duration + 0.3) * SR)
    y = np.zeros(n, np.float32)
    for _ in range(4):
        detune = 2.0 ** (rng.normal(0.0, 5.0) / 1200.0)
        sway = _vibrato(n, rng.uniform(4.8, 6.0), 12.0, 0.2, rng.uniform(0, 6.28))
        y += 0.25 * saw(freq * detune * sway, n, rng.uniform())
    return _body(lowpass(y, 900.0 + 3200.0 * velocity)) * adsr(n, 0.09, 0.3, 0.9, 0.28)


def staccato(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a section that plays short notes off the string."""
    n = int((min(duration, 0.18) + 0.2) * SR)
    y = 0.5 * (saw(freq * 1.002, n, rng.uniform()) + saw(freq * 0.998, n, rng.uniform()))
    return _body(lowpass(y, 1500.0 + 3500.0 * velocity)) * adsr(n, 0.012, 0.15, 0.35, 0.2)


def cello(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return one bowed string with a wide vibrato and the bow's rustle."""
    n = int((duration + 0.2) * SR)
    y = saw(freq * _vibrato(n, 5.4, 22.0, 0.15, 0.0), n)
    rustle = bandpass(noise(n, rng), 2200.0, 0.8)
    return _body(lowpass(y, 1000.0 + 2400.0 * velocity) + 0.05 * rustle) * adsr(n, 0.06, 0.3, 0.85, 0.18)


def flute(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a flute: few harmonics, breath that loudens with the tone, a late vibrato."""
    n = int((duration + 0.12) * SR)
    bend = freq * _vibrato(n, 5.2, 14.0, 0.25, 0.0)
    tone = sine(bend, n) + (0.22 + 0.2 * velocity) * sine(2 * bend, n) + 0.12 * velocity * sine(3 * bend, n)
    breath = bandpass(noise(n, rng), min(2.0 * freq, 6000.0), 1.0)
    chiff = np.exp(-np.arange(n, dtype=np.float32) / (0.03 * SR))
    swell = (1.0 + 0.12 * sine(5.2, n)).astype(np.float32)
    y: Audio = (0.7 * tone * swell + (0.10 + 0.5 * chiff) * breath).astype(np.float32)
    return y * adsr(n, 0.045, 0.4, 0.9, 0.1)
