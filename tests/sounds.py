"""Sounds whose properties are known, and what the analyser takes from them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from accord.dsp.spectra import SR, Spectra, SpectraBuilder
from accord.features.evidence import Evidence

Sound = NDArray[np.float32]
MAJOR, MINOR = (0, 4, 7), (0, 3, 7)


def time(seconds: float, sr: int = SR) -> NDArray[np.float64]:
    """Sample times."""
    return np.arange(round(seconds * sr)) / sr


def silence(seconds: float) -> Sound:
    return np.zeros(len(time(seconds)), dtype=np.float32)


def sine(hz: float, seconds: float, amplitude: float = 0.5, sr: int = SR) -> Sound:
    return (amplitude * np.sin(2.0 * np.pi * hz * time(seconds, sr))).astype(np.float32)


def noise(seconds: float, amplitude: float = 0.1, seed: int = 1) -> Sound:
    return np.asarray(amplitude * np.random.default_rng(seed).standard_normal(len(time(seconds))), dtype=np.float32)


def hz(note: float) -> float:
    """Frequency of a MIDI note."""
    return float(440.0 * 2.0 ** ((note - 69.0) / 12.0))


def tone(note: float, seconds: float, amplitude: float = 0.1, decay: float = 0.0, partials: int = 6) -> Sound:
    """A note with partials of amplitude 1/n that dies away at ``decay`` a second."""
    y = sum(sine(n * hz(note), seconds, amplitude / n) for n in range(1, partials + 1))
    return np.asarray(y * np.exp(-decay * time(seconds)), dtype=np.float32)


def chord(notes: Sequence[float], seconds: float, decay: float = 0.0) -> Sound:
    return np.asarray(sum(tone(note, seconds, decay=decay) for note in notes), dtype=np.float32)


def cadence(tonic: int, shape: tuple[int, int, int], seconds: float = 1.0) -> Sound:
    """I IV I V I in major, i iv i V i in minor, around middle C, each chord over its root in the bass."""
    degrees = [(0, shape), (5, shape), (0, shape), (7, MAJOR), (0, shape)]
    chords = [
        chord([36 + (tonic + root) % 12, *(60 + (tonic + root + step) % 12 for step in steps)], seconds, decay=1.0)
        for root, steps in degrees
    ]
    return np.concatenate(chords)


def clicks(times: Sequence[float], seconds: float, amplitude: float = 0.5) -> Sound:
    """Bursts of noise that die away within 20 ms."""
    y = silence(seconds)
    burst = noise(0.1, amplitude) * np.exp(-150.0 * time(0.1)).astype(np.float32)
    for at in times:
        first = round(at * SR)
        piece = burst[: len(y) - first]
        y[first : first + len(piece)] += piece
    return y


def spectra_of(y: NDArray[np.float32], sr: int = SR, block: int = 65536) -> Spectra:
    """One pass over a sound of shape (n,) or (n, channels)."""
    samples = y[:, None] if y.ndim == 1 else y
    builder = SpectraBuilder(sr, samples.shape[1])
    for first in range(0, len(samples), block):
        builder.add(np.ascontiguousarray(samples[first : first + block]))
    return builder.finish()


def evidence_of(y: NDArray[np.float32], sr: int = SR) -> Evidence:
    return Evidence(spectra_of(y, sr))


EXTREMES = {
    "digital silence": silence(5.0),
    "a tenth of a second": sine(440.0, 0.1),
    "two milliseconds": sine(440.0, 0.002),
    "noise": noise(6.0),
    "a click in silence": clicks([1.0], 3.0),
    "clipped": np.sign(sine(220.0, 3.0)).astype(np.float32),
    "almost nothing": noise(3.0, 1e-7),
}
