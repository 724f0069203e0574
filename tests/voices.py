"""A synthesised speaker, and a tone that slides like a voice."""

from __future__ import annotations

from functools import cache

import numpy as np
import soxr

from accord.demo.sound.oscillators import SR as VOICE_SR
from accord.demo.sound.voice import speak
from accord.dsp.spectra import SR
from tests.sounds import Sound, time

TEXT = "mana soti, kelu nado pimi. rasa toli, venu kati mo. sela, nori davu tapi ne. "


@cache
def spoken() -> Sound:
    """About fifteen seconds of formant speech with its pauses."""
    said = speak(2 * TEXT, 118.0, np.random.default_rng(0))
    return np.asarray(soxr.resample(said, VOICE_SR, SR), dtype=np.float32)


def sliding(semitones_a_second: float, seconds: float = 10.0) -> Sound:
    """A tone of six partials that slides up an octave's worth, and begins again."""
    note = 57.0 + (semitones_a_second * time(seconds)) % 12.0
    phase = 2.0 * np.pi * np.cumsum(440.0 * 2.0 ** ((note - 69.0) / 12.0)) / SR
    return np.asarray(sum(0.1 / n * np.sin(n * phase) for n in range(1, 7)), dtype=np.float32)
