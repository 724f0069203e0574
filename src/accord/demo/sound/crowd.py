"""People in a hall: murmur, applause, cheers."""

from __future__ import annotations

import numpy as np
import scipy.fft

from accord.demo.sound.envelopes import decaying
from accord.demo.sound.filters import bandpass, shaped
from accord.demo.sound.oscillators import SR, Audio, noise, saw
from accord.demo.sound.voice import speak

MURMURERS = 14
CLAPS_PER_SECOND = 260.0


def murmur(duration: float, rng: np.random.Generator) -> Audio:
    """Return many people who talk at once; shape (n,), peak about 1."""
    n = int(duration * SR)
    y = np.zeros(n, np.float32)
    for _ in range(MURMURERS):
        syllables = rng.choice(["ma", "no", "ti", "sa", "ke", "lu", "do", "ra", "pi", "we"], int(duration * 3.5) + 4)
        words = ["".join(syllables[i : i + 2]) for i in range(0, len(syllables), 2)]
        text = ", ".join(" ".join(words[i : i + 4]) for i in range(0, len(words), 4))
        talk = speak(text, rng.uniform(95.0, 230.0), rng)
        start = int(rng.integers(0, SR))
        length = min(len(talk), n - start)
        y[start : start + length] += np.float32(rng.uniform(0.4, 1.0)) * talk[:length]
    return _swelling(y, 0.8)


def applause(duration: float, rng: np.random.Generator) -> Audio:
    """Return clapping hands, each with its own rate and its own sound; shape (n,), peak about 1."""
    n = int(duration * SR)
    y = np.zeros(n, np.float32)
    for hands in range(6):
        strikes = np.zeros(n, np.float32)
        count = int(CLAPS_PER_SECOND / 6 * duration)
        strikes[rng.integers(0, n, count)] = rng.uniform(0.15, 1.0, count) ** 2
        clap = shaped(noise(1024, rng), 900.0 + 350.0 * hands, 0.5) * decaying(1024, 0.018)
        size = scipy.fft.next_fast_len(n + 1024, real=True)
        y += scipy.fft.irfft(scipy.fft.rfft(strikes, size) * scipy.fft.rfft(clap, size), size)[:n].astype(np.float32)
    return _swelling(y, 0.5)


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
    return y / (np.max(np.abs(y)) + np.float32(1e-9))
