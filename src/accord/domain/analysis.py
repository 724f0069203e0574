"""What the analyser says of one track: every estimate with its confidence. Seconds, Hz, dB, BPM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Term:
    """One named contribution to a value."""

    measure: str
    value: float
    """The measure as measured, in ``unit``."""
    unit: str
    score: float
    """The measure on a scale of 0 (none) to 1 (plenty)."""
    weight: float
    contribution: float
    """``weight * score``: what the term adds to the sum from which the value comes."""
    meaning: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, how far it can be relied on (0 to 1), and what it is made of."""

    value: float
    confidence: float
    terms: tuple[Term, ...] = ()
    """The contributions, where the value is a formula over named measures."""
    offset: float = 0.0
    """What the sum of contributions starts from."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """Bars, beats or tatums: consecutive stretches of time."""

    start: Floats
    """Shape (n,), seconds."""
    duration: Floats
    confidence: Floats


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord for as long as it sounds."""

    start: float
    duration: float
    confidence: float
    name: str
    """``C``, ``C#m``; ``N`` for none."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch that is uniform in rhythm, harmony and timbre: a verse, a chorus, a bridge."""

    start: float
    duration: float
    confidence: float
    label: int
    """Sections of one label resemble each other; labels count from 0 in order of appearance."""
    loudness: float
    """LUFS."""
    tempo: Estimate
    key: Estimate
    mode: Estimate
    time_signature: Estimate

    @property
    def letter(self) -> str:
        """The label as people write it: A, B ... Z, A1, B1 ..."""
        turn, place = divmod(self.label, 26)
        return f"{chr(ord('A') + place)}{turn or ''}"


@dataclass(frozen=True, slots=True)
class Segments:
    """Sounds: stretches of roughly uniform timbre and harmony, cut at onsets."""

    start: Floats
    duration: Floats
    confidence: Floats
    loudness_start: Floats
    """dB at the onset."""
    loudness_max_time: Floats
    """Seconds from the segment's start to its peak."""
    loudness_max: Floats
    loudness_end: Floats
    pitches: Floats
    """Shape (n, 12), C to B, the strongest 1."""
    timbre: Floats
    """Shape (n, 12), coefficients on the basis of ``features/timbre``."""


@dataclass(frozen=True, slots=True)
class Tagging:
    """Which of a network's tags listeners would give a track, as the network hears it."""

    source: str
    """The network's name, and the registry's record of its weights."""
    names: tuple[str, ...]
    probabilities: Floats
    """Shape (n,), 0 to 1, one for each name."""
    embedding: NDArray[np.float32]
    """Shape (d,): the layer from which the tags come."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """The whole analysis of one track."""

    version: str
    duration: float
    """Seconds."""
    sr: int
    """Hz of the source."""
    channels: int
    codec: str
    decoder: str
    estimates: Mapping[str, Estimate]
    """By feature name: tempo, key, mode, time_signature, loudness, danceability, energy, valence, acousticness,
    instrumentalness, liveness, speechiness, end_of_fade_in, start_of_fade_out, tuning."""
    bars: Intervals
    beats: Intervals
    tatums: Intervals
    chords: tuple[Chord, ...]
    sections: tuple[Section, ...]
    segments: Segments
    embedding: NDArray[np.float32]
    """Shape (d,)."""
    tagging: Tagging | None = None
    """``None`` where no network for it is here."""
    notes: tuple[str, ...] = ()
    """Sentences about what this analysis had to do without."""
