"""Drums and cymbals, acoustic-like and electronic. Pitch and duration of the note are not heeded."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from accord.demo.sound.envelopes import decaying, ends_smoothed
from accord.demo.sound.filters import shaped
from accord.demo.sound.oscillators import SR, Audio, noise, partials, pulse, sine


def _samples(length: float) -> tuple[int, NDArray[np.float64]]:
    n = int(length * SR)
    return n, np.arange(n) / SR


def kick(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return an acoustic bass drum: a falling sine and the beater's click."""
    n, t = _samples(0.4)
    y = sine(52.0 + 90.0 * np.exp(-t * 55.0), n) * decaying(n, 0.42)
    y += 0.35 * velocity * shaped(noise(n, rng), 2800.0, 0.8) * decaying(n, 0.04)
    return ends_smoothed(y, 0.02)


def deep_kick(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a long electronic bass drum, like that of the TR-808."""
    n, t = _samples(0.8)
    y = np.tanh(1.7 * sine(47.0 + 130.0 * np.exp(-t * 70.0), n) * decaying(n, 1.1))
    y += 0.2 * shaped(noise(n, rng), 3500.0, 0.7) * decaying(n, 0.012)
    return ends_smoothed(y, 0.05)


def club_kick(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a hard, short electronic bass drum."""
    n, t = _samples(0.35)
    y = np.tanh(2.5 * sine(49.0 + 210.0 * np.exp(-t * 48.0), n) * decaying(n, 0.42))
    y += 0.3 * shaped(noise(n, rng), 4500.0, 0.7) * decaying(n, 0.01)
    return ends_smoothed(y, 0.02)


def snare(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a snare drum: two modes of the head and the rattle of the wires."""
    n, _ = _samples(0.4)
    head = partials([186.0, 331.0], [0.6, 0.35], [0.3, 0.2], n)
    wires = shaped(noise(n, rng), 3600.0, 1.1) * decaying(n, 0.3 + 0.15 * velocity)
    return ends_smoothed(head + 0.75 * wires, 0.02)


def brush(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a brush on a snare drum: a soft tap."""
    n, _ = _samples(0.35)
    wires = shaped(noise(n, rng), 4200.0, 1.0) * decaying(n, 0.38)
    head = partials([190.0], [0.3], [0.2], n)
    return ends_smoothed(0.8 * wires + head, 0.02)


def rim(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a stick across the rim."""
    n, _ = _samples(0.1)
    return ends_smoothed(partials([480.0, 1710.0, 2310.0], [0.5, 0.5, 0.3], [0.12, 0.1, 0.08], n), 0.01)


def clap(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a handclap of a drum machine: one room burst with three short ones at its head."""
    n, t = _samples(0.35)
    heads = np.exp(-(t % 0.011) * 320.0) * (t < 0.033)
    room = 0.55 * np.exp(-np.maximum(t - 0.033, 0.0) * 18.0) * (t >= 0.033)
    return ends_smoothed((shaped(noise(n, rng), 1500.0, 0.75) * (heads + room)).astype(np.float32), 0.02)


def hat(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a closed hi-hat."""
    n, _ = _samples(0.16)
    return ends_smoothed(_metal(n, rng, 9000.0) * decaying(n, 0.12 + 0.08 * velocity))


def open_hat(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return an open hi-hat."""
    n, _ = _samples(0.55)
    return ends_smoothed(_metal(n, rng, 8500.0) * decaying(n, 0.9), 0.03)


def ride(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a ride cymbal: a ping in a wash."""
    n, _ = _samples(1.2)
    ping = partials([3150.0, 4420.0, 5890.0, 7310.0], [0.25, 0.2, 0.15, 0.1], [1.4, 1.1, 1.0, 0.8], n)
    return ends_smoothed(ping + 0.3 * _metal(n, rng, 7000.0) * decaying(n, 2.0), 0.05)


def crash(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a crash cymbal."""
    n, _ = _samples(2.2)
    return ends_smoothed(_metal(n, rng, 6000.0) * (0.7 * decaying(n, 3.2) + 0.3 * decaying(n, 0.4)), 0.1)


def tom(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a tom-tom."""
    n, t = _samples(0.5)
    y = sine(105.0 + 60.0 * np.exp(-t * 25.0), n) * decaying(n, 0.6)
    return ends_smoothed(y + 0.15 * shaped(noise(n, rng), 1200.0, 1.0) * decaying(n, 0.05), 0.02)


def shaker(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a shaker: beads that arrive over a few hundredths of a second."""
    n, t = _samples(0.16)
    swell = np.minimum(t / 0.006, 1.0).astype(np.float32)
    return ends_smoothed(shaped(noise(n, rng), 6500.0, 0.5) * swell * decaying(n, 0.18))


def tambourine(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a tambourine's jingles."""
    n, _ = _samples(0.3)
    jingles = partials([5600.0, 7150.0, 8330.0, 10400.0], [0.2, 0.2, 0.2, 0.15], [0.5, 0.45, 0.4, 0.3], n)
    return ends_smoothed(jingles + 0.4 * shaped(noise(n, rng), 8000.0, 0.4) * decaying(n, 0.25))


def _metal(n: int, rng: np.random.Generator, centre: float) -> Audio:
    """Return the clangour of a cymbal: six inharmonic pulse waves and noise, high-passed."""
    clang = sum((pulse(f, n) for f in (2050.0, 3043.0, 3695.0, 4281.0, 5223.0, 7400.0)), start=np.zeros(n, np.float32))
    return shaped(0.25 * clang + noise(n, rng), centre, 0.45)
