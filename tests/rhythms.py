"""Music whose beats, bars and chords are known to the sample."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from accord.dsp.spectra import SR
from tests.sounds import MAJOR, MINOR, Sound, chord, clicks, noise, silence, time, tone

MINOR_SONG = ((9, MINOR), (5, MAJOR), (0, MAJOR), (4, MAJOR))
"""Roots and shapes of four bars in A minor."""
MAJOR_SONG = ((0, MAJOR), (5, MAJOR), (7, MAJOR), (0, MAJOR))
"""Four bars in C major."""
Chords = Sequence[tuple[int, tuple[int, int, int]]]


def grid(bpm: float, seconds: float, first: float = 0.0) -> list[float]:
    """Times of beats, the last of them half a second or more before the end."""
    return [float(at) for at in np.arange(first, seconds - 0.5, 60.0 / bpm)]


def click_track(bpm: float, seconds: float = 20.0, first: float = 0.0) -> Sound:
    """Bursts of noise on every beat and nothing else."""
    return clicks(grid(bpm, seconds, first), seconds)


def kick(amplitude: float = 0.6) -> Sound:
    """A drum of 0.2 s whose pitch falls from 150 to 50 Hz."""
    t = time(0.2)
    phase = 2.0 * np.pi * (50.0 * t + 100.0 * 0.03 * (1.0 - np.exp(-t / 0.03)))
    return np.asarray(amplitude * np.sin(phase) * np.exp(-t / 0.06), dtype=np.float32)


def snare(amplitude: float = 0.3) -> Sound:
    """A drum of 0.12 s: noise that dies away."""
    return np.asarray(noise(0.12, amplitude, seed=2) * np.exp(-time(0.12) / 0.03), dtype=np.float32)


def hat(amplitude: float = 0.1) -> Sound:
    """A cymbal of 0.05 s: the treble of noise that dies away."""
    treble = np.diff(noise(0.05, amplitude, seed=3), prepend=np.float32(0.0))
    return np.asarray(treble * np.exp(-time(0.05) / 0.01), dtype=np.float32)


def struck(sound: Sound, times: Sequence[float], seconds: float) -> Sound:
    """The sound at each of the times."""
    y = silence(seconds)
    for at in times:
        first = round(at * SR)
        piece = sound[: max(len(y) - first, 0)]
        y[first : first + len(piece)] += piece
    return y


def comping(chords: Chords, bar: float, seconds: float, amplitude: float = 1.0) -> Sound:
    """A chord over its root in the bass in every bar, dying away."""
    y = silence(seconds)
    for count in range(int(seconds / bar + 1e-6)):
        sound = _one_bar(*chords[count % len(chords)], bar)
        first = round(count * bar * SR)
        y[first : first + len(sound)] += amplitude * sound[: len(y) - first]
    return y


@cache
def _one_bar(root: int, shape: tuple[int, int, int], seconds: float) -> Sound:
    notes = [60 + (root + step) % 12 for step in shape]
    return chord(notes, seconds, decay=1.5) + tone(36 + root % 12, seconds, 0.3, decay=2.0)


def metred(metre: int, bpm: float = 120.0, bars: int = 12) -> Sound:
    """Hats on the beats, a bass drum and another chord on each first one, a snare on the last."""
    beat, count = 60.0 / bpm, metre * bars
    seconds = count * beat
    beats = [beat * k for k in range(count)]
    drums = struck(hat(0.2), beats, seconds) + struck(kick(), beats[::metre], seconds)
    drums += struck(snare(), beats[metre - 1 :: metre], seconds)
    return drums + comping(MINOR_SONG, metre * beat, seconds)


def compound(bpm: float = 70.0, bars: int = 10) -> Sound:
    """6/8 at dotted beats: three hats a beat, a bass drum and a chord on the first of two beats, then a snare."""
    beat = 60.0 / bpm
    seconds = 2 * bars * beat
    thirds = [beat * k / 3 for k in range(6 * bars)]
    drums = struck(hat(0.3), thirds, seconds) + struck(kick(), thirds[::6], seconds)
    drums += struck(snare(), thirds[3::6], seconds)
    return drums + comping(MAJOR_SONG, 2 * beat, seconds)


def dance(bpm: float = 124.0, bars: int = 8, chords: Chords = MINOR_SONG) -> Sound:
    """A bass drum on every beat, snares on two and four, hats between, a chord a bar."""
    beat = 60.0 / bpm
    seconds = 4 * bars * beat
    beats = [beat * k for k in range(4 * bars)]
    between = [at + beat / 2 for at in beats]
    drums = struck(kick(), beats, seconds) + struck(snare(), [*beats[1::4], *beats[3::4]], seconds)
    return drums + struck(hat(0.3), between, seconds) + comping(chords, 4 * beat, seconds, 0.6)


def lullaby(bars: int = 6, chords: Chords = MINOR_SONG) -> Sound:
    """Soft chords of four seconds, and a quiet tune above them in seconds: 60 BPM."""
    seconds = 4.0 * bars
    y = comping(chords, 4.0, seconds, 0.25)
    for count in range(4 * bars):
        root, shape = chords[count // 4 % len(chords)]
        note = tone(72 + (root + shape[count % 3]) % 12, 1.0, 0.03, decay=1.0)
        first = round(count * SR)
        y[first : first + len(note)] += note
    return y
