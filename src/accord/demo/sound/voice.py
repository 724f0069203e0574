"""A voice by formant synthesis: it sings notes and speaks syllables."""

from __future__ import annotations

import re

import numpy as np
from numba import njit
from numpy.typing import NDArray

from accord.demo.sound.envelopes import adsr
from accord.demo.sound.filters import bandpass, formants
from accord.demo.sound.oscillators import SR, Audio, noise
from accord.demo.sound.phonemes import BANDWIDTHS, CONSONANTS, LEVELS, VOWELS

Curve = NDArray[np.float64]

SYLLABLE = re.compile(r"([bdfghklmnprstvwxyz]?)([aeiou])")
SPEECH_RATE = 4.6
"""Syllables per second."""


def sing(freq: float, duration: float, velocity: float, rng: np.random.Generator, syllable: str = "la") -> Audio:
    """Return a sung note: consonant, then a vowel with vibrato; the vowel begins on the beat's heels.

    Parameters
    ----------
    freq : float
        Hz.
    duration : float
        Seconds.
    velocity : float
        0 to 1.
    rng : Generator
        Breath.
    syllable : str
        A consonant or none, and a vowel.

    Returns
    -------
    array of shape (n,), float32
    """
    n = int((duration + 0.12) * SR)
    t = np.arange(n) / SR
    vibrato = np.clip((t - 0.25) / 0.35, 0.0, 1.0) * 0.35 * np.sin(2 * np.pi * 5.4 * t + rng.uniform(0, 1))
    scoop = -0.5 * np.exp(-t * 22.0)
    pitch = freq * 2.0 ** ((vibrato + scoop) / 12.0)
    return _utter([(syllable, 0, n)], pitch, rng) * adsr(n, 0.02, 0.3, 0.88, 0.1)


def speak(text: str, pitch: float, rng: np.random.Generator, rate: float = SPEECH_RATE) -> Audio:
    """Return spoken syllables with the melody and the unevenness of speech.

    Parameters
    ----------
    text : str
        Words of syllables (``"mana soti, kelu."``); a comma or a full stop ends a phrase with a pause.
    pitch : float
        Hz: the middle of the speaker's range.
    rng : Generator
        Durations, accents, breath.
    rate : float
        Syllables per second inside a phrase.

    Returns
    -------
    array of shape (n,), float32
        Peak about 0.5.
    """
    phrases = [phrase for phrase in re.split(r"[,.]", text) if SYLLABLE.search(phrase)]
    parts = []
    for phrase in phrases:
        parts += [_phrase(phrase, pitch, rng, rate), np.zeros(int(rng.uniform(0.3, 0.55) * SR), np.float32)]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _phrase(text: str, pitch: float, rng: np.random.Generator, rate: float) -> Audio:
    """Return one breath: pitch and loudness decline, first syllables of words are stressed, the last is long."""
    spans, accents, at = [], [], 0
    words = text.split()
    for w, word in enumerate(words):
        syllables = [match.group() for match in SYLLABLE.finditer(word)]
        for s, syllable in enumerate(syllables):
            last = w == len(words) - 1 and s == len(syllables) - 1
            stressed = s == 0
            length = (1.18 if stressed else 0.85) * (1.5 if last else 1.0) * rng.uniform(0.85, 1.15) / rate
            spans.append((syllable, at, at + int(length * SR)))
            accents.append(0.25 * rng.uniform(0.5, 1.5) if stressed else -0.08)
            at += int(length * SR)
    t = np.linspace(0.0, 1.0, at)
    centres = [(start + end) / 2 / at for _, start, end in spans]
    contour = pitch * (1.25 - 0.5 * t) * (1.0 + np.interp(t, centres, accents))
    contour *= 1.0 + 0.012 * np.interp(t, np.linspace(0, 1, at // 2000 + 2), rng.normal(0, 1, at // 2000 + 2))
    loudness = np.interp(t, centres, 0.8 + np.asarray(accents)) * (1.1 - 0.35 * t)
    return (_utter(spans, contour, rng) * loudness).astype(np.float32)


def _utter(spans: list[tuple[str, int, int]], pitch: Curve, rng: np.random.Generator) -> Audio:
    """Return syllables (text, first sample, end sample) on a pitch curve (Hz, shape (n,))."""
    n = len(pitch)
    grid = np.arange(0, n + 64, 64)[: n // 64 + 1]
    knots: list[tuple[float, tuple[float, ...], float]] = []
    breath = np.zeros(n, np.float32)
    for text, start, end in spans:
        match = SYLLABLE.match(text)
        onset, vowel = match.groups() if match else ("", "a")
        glide = start
        if onset:
            consonant = CONSONANTS[onset]
            length = min(int(consonant.duration * SR), (end - start) // 2)
            glide = start + length
            knots += [(start, consonant.formants, consonant.voicing), (glide, consonant.formants, consonant.voicing)]
            _add_breath(breath, start, length, onset, rng)
        opened = min(glide + int(0.045 * SR), end - 1)
        knots += [(opened, VOWELS[vowel], 1.0), (max(opened, end - int(0.04 * SR)), VOWELS[vowel], 0.75)]
    times = [k[0] for k in knots]
    freqs = np.stack([np.interp(grid, times, [k[1][f] for k in knots]) for f in range(5)], axis=1)
    voicing = np.interp(np.arange(n), times, [k[2] for k in knots])
    levels = np.broadcast_to(np.asarray(LEVELS, dtype=np.float32), freqs.shape)
    excitation = (_glottis(pitch) * voicing + 0.02 * voicing * noise(n, rng)).astype(np.float32)
    return (
        formants(excitation, freqs.astype(np.float32), BANDWIDTHS, levels) * np.float32(1.6) + np.float32(0.5) * breath
    )


def _add_breath(breath: Audio, start: int, length: int, onset: str, rng: np.random.Generator) -> None:
    """Add the noise of a consonant to `breath`, in place."""
    consonant = CONSONANTS[onset]
    if consonant.noise == 0.0 or length < 64:
        return
    hiss = bandpass(noise(length, rng), consonant.noise_centre, 1.2)
    t = np.linspace(0.0, 1.0, length, dtype=np.float32)
    shape = np.exp(-((t - 0.72) ** 2) / 0.012) if consonant.burst else np.sin(np.pi * t)
    breath[start : start + length] += np.float32(consonant.noise) * hiss * shape.astype(np.float32)


@njit(cache=True, nogil=True)
def _glottis(pitch):  # type: ignore[no-untyped-def]
    """Return the derivative of the flow through the glottis: a slow opening, a sharp closure.

    After Rosenberg, "Effect of glottal pulse shape on the quality of natural vowels", JASA, 1971.
    """
    y = np.zeros(pitch.size, np.float32)
    phase = 0.0
    for i in range(pitch.size):
        if phase < 0.45:
            y[i] = np.sin(np.pi * phase / 0.45)
        elif phase < 0.62:
            y[i] = -2.6 * np.sin(0.5 * np.pi * (phase - 0.45) / 0.17)
        phase += pitch[i] / 44100.0
        phase -= np.floor(phase)
    return y
