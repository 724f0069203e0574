"""Keyboards and struck things: piano, electric piano, organ, accordion, vibraphone, music box."""

from __future__ import annotations

import numpy as np

from accord.demo.sound.envelopes import adsr, decaying, ends_smoothed
from accord.demo.sound.filters import lowpass, shaped
from accord.demo.sound.oscillators import SR, Audio, noise, partials, pulse, sine


def piano(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a piano note: stiff-string partials, each with its own decay in two stages, and the hammer's knock.

    Notes
    -----
    The stretched partials follow Fletcher, Blackham and Stratton, "Quality of piano tones", JASA, 1962.
    """
    n = int((duration + 0.3) * SR)
    order = np.arange(1, 25)
    stiffness = 0.00018 * (freq / 261.6) ** 0.8
    freqs = freq * order * np.sqrt((1 + stiffness * order**2) / (1 + stiffness))
    slope = 1.15 + 0.9 * (1.0 - velocity) + 0.25 * np.log2(max(freq, 130.0) / 130.0)
    levels = order**-slope * (1.0 + 0.25 * np.cos(2 * np.pi * order / 8.0))
    decays = 9.0 * (261.6 / freq) ** 0.55 / (1.0 + 0.18 * order)
    fast = partials(freqs * 1.0004, 0.65 * levels, 0.28 * decays, n)
    slow = partials(freqs, 0.4 * levels, decays, n)
    knock = shaped(noise(2048, rng), 900.0 + 0.5 * freq, 1.0) * decaying(2048, 0.04)
    y = fast + slow
    y[: min(2048, n)] += 0.12 * velocity * knock[: min(2048, n)]
    return _released(y, duration, 0.3)


def electric_piano(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a tine piano by frequency modulation: one pair for the body, one for the bell.

    Notes
    -----
    Chowning, "The synthesis of complex audio spectra by means of frequency modulation", JAES, 1973.
    """
    n = int((duration + 0.25) * SR)
    t = np.arange(n) / SR
    body_index = (0.5 + 1.1 * velocity) * np.exp(-t * 1.8)
    bell_index = 0.9 * velocity * np.exp(-t * 9.0)
    turn = 2 * np.pi * freq * t
    y = np.sin(turn + body_index * np.sin(turn)) + 0.16 * np.sin(turn + bell_index * np.sin(14.0 * turn))
    y *= np.exp(-t * (0.9 + freq / 900.0)) * np.minimum(t / 0.003, 1.0)
    return _released(y.astype(np.float32), duration, 0.25)


def organ(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a drawbar organ: sines at 16', 8', 5 1/3', 4' and 2', with key click and a slow rotor."""
    n = int((duration + 0.06) * SR)
    rotor = 1.0 + 0.0025 * sine(6.2, n)
    y = sum(
        (
            level * sine(freq * ratio * rotor, n)
            for ratio, level in ((0.5, 0.5), (1, 0.8), (1.5, 0.45), (2, 0.5), (4, 0.2))
        ),
        start=np.zeros(n, np.float32),
    )
    return 0.5 * y * adsr(n, 0.006, 0.1, 0.9, 0.05)


def accordion(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return an accordion: two reeds a few cents apart, beating."""
    n = int((duration + 0.08) * SR)
    reeds = pulse(freq, n, 0.3) + pulse(freq * 1.006, n, 0.24)
    return lowpass(0.5 * reeds, 1800.0 + 2500.0 * velocity) * adsr(n, 0.035, 0.2, 0.85, 0.07)


def vibraphone(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a vibraphone bar, with its motor's tremolo."""
    n = int((duration + 0.8) * SR)
    y = partials(freq * np.array([1.0, 4.0, 10.2]), [0.8, 0.16 * velocity, 0.06 * velocity], [4.5, 1.2, 0.25], n)
    return _released(y * (1.0 + 0.22 * sine(5.0, n)), duration, 0.8)


def music_box(freq: float, duration: float, velocity: float, rng: np.random.Generator) -> Audio:
    """Return a bright little bell."""
    n = int((duration + 1.0) * SR)
    y = partials(freq * np.array([1.0, 2.76, 5.4, 8.93]), [0.7, 0.22, 0.1, 0.05], [2.4, 0.9, 0.4, 0.2], n)
    return _released(y, duration, 1.0)


def _released(y: Audio, duration: float, release: float) -> Audio:
    """Return `y` with the damper down from `duration` (seconds) on."""
    start = min(int(duration * SR), len(y))
    y[start:] *= decaying(len(y) - start, release)
    return ends_smoothed(y, 0.01)
