"""People in a hall: murmur, applause, cheers."""

from __future__ import annotations

import numpy as np
import scipy.fft

from accord.demo.sound.envelopes import decaying
from accord.demo.sound.filters import bandpass, shaped
from accord.demo.sound.oscillators import SR, Audio, noise, saw
from accord.demo.sound.voice import speak

TALKERS, COPIES = 6, 3
"""A murmur is made of a few people, each heard again a little higher or lower."""
CLAPS_PER_SECOND = 260.0
LOOP = 7.0
"""Seconds after which a crowd does the same again; nobody hears it."""


def murmur(duration: float, rng: np.random.Generator) -> Audio:
    """Return many people who talk at once; shape (n,), peak about 1."""
    n = int(min(duration, LOOP) * SR)
    y = np.zeros(n, np.float32)
    for _ in range(TALKERS):
        syllables = "".join(rng.choice(["ma", "no, ", "ti", "sa ", "ke", "lu ", "do", "ra ", "pi", "we "], 30))
        talk = speak(syllables, rng.uniform(95.0, 230.0), rng)
        for speed in rng.uniform(0.85, 1.18, COPIES):
            places = (np.arange(n) * speed + rng.integers(len(talk))) % len(talk)
            y += np.float32(rng.uniform(0.4, 1.0)) * talk[places.astype(np.int64)]
    return _swelling(np.resize(y, int(duration * SR)), 0.8)


def applause(duration: float, rng: np.random.Generator) -> Audio:
    """Return clapping hands, each with its own rate and its own sound; shape (n,), peak about 1."""
    n = int(min(duration, LOOP) * SR)
    y = np.zeros(n, np.float32)
    for hands in range(6):
        strikes = np.zeros(n, np.float32)
        count = int(CLAPS_PER_SECOND / 6 * n / SR)
        strikes[rng.integers(0, n, count)] = rng.uniform(0.15, 1.0, count) ** 2
        clap = shaped(noise(1024, rng), 900.0 + 350.0 * hands, 0.5) * decaying(1024, 0.018)
        size = scipy.fft.next_fast_len(n + 1024, real=True)
        y += scipy.fft.irfft(scipy.fft.rfft(strikes, size) * scipy.fft.rfft(clap, size), size)[:n].astype(np.float32)
    return _swelling(np.resize(y, int(duration * SR)), 0.5)


def cheer(duration: float, rng: np.random.Generator) -> Audio:
    """Return shouts and whistles over applause; shape (n,), peak about 1."""
    n = int(duration * SR)
    y = 0.8 * applause(duration, rng)
    for _ in range(int(5 * duration)):
        length = int(rng.uniform(0.5, 1.3) * SR)
        start = int(rng.integers(0, max(n - length, 1)))
        length = min(length, n - start)
        t = np.linspace(0.0, 1.0, length, dtype=np.float32)
        pitch = rng.uniform(180.0, 420.0) * (1.0 + 0.5 * np.sin(np.pi * t))
        shout = saw(pitch, length) + 0.5 * noise(length, rng)
        call = bandpass(shout, 700.0 + 500.0 * np.sin(np.pi * t), 2.0) + 0.5 * bandpass(shout, 1400.0, 3.0)
        y[start : start + length] += np.float32(rng.uniform(0.05, 0.22)) * call * np.sin(np.pi * t) ** 2
    return _swelling(y, 0.4)


def _swelling(y: Audio, edge: float) -> Audio:
    """Return `y` at peak 1, rising and falling over `edge` seconds."""
    n = min(int(edge * SR), len(y) // 2)
    ramp = np.sin(np.linspace(0.0, np.pi / 2, n, dtype=np.float32)) ** 2
    y[:n] *= ramp
    y[len(y) - n :] *= ramp[::-1]
    y /= np.max(np.abs(y)) + np.float32(1e-9)
    return y
