"""From notes to sound with the instruments of Accord's own demo library, so that no soundfont's habits are learned."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import numpy as np
import soxr
from numpy.random import Generator
from numpy.typing import NDArray

from accord.demo.harmony import frequency
from accord.demo.sound.orchestra import DRUMS, PITCHED, Instrument
from accord.demo.sound.oscillators import SR as STUDIO_SR
from accord.dsp.spectra import SR
from training.beats import piece
from training.beats.piece import Note, Piece

FAMILIES: tuple[tuple[str, ...], ...] = (
    ("piano", "electric piano"),
    ("vibraphone", "music box", "bell"),
    ("organ", "accordion"),
    ("guitar", "nylon guitar", "electric guitar"),
    ("upright bass", "electric bass", "saw bass", "growl bass", "sub bass"),
    ("strings", "cello", "staccato strings", "harp"),
    ("strings", "pad"),
    ("supersaw", "lead"),
    ("accordion", "cello"),
    ("flute",),
    ("lead", "supersaw"),
    ("pad",),
    ("pluck", "bell"),
    ("harp", "nylon guitar", "pluck"),
    ("vibraphone", "bell"),
    ("pluck",),
)
"""Instruments for each family of eight General MIDI programs."""
KIT: dict[int, tuple[str, ...]] = {
    36: ("kick", "deep kick", "club kick"),
    38: ("snare", "snare", "brush"),
    37: ("rim",),
    39: ("clap",),
    42: ("hat",),
    44: ("hat",),
    46: ("open hat",),
    51: ("ride",),
    49: ("crash",),
    56: ("ride", "rim"),
    54: ("tambourine",),
    70: ("shaker",),
    **dict.fromkeys((41, 43, 45, 47, 48, 50), ("tom",)),
}
"""Drums for each key; another key is a stick on a rim."""
STEP = 0.05
"""Seconds to which lengths are rounded, so that equal notes are synthesised once."""
LAYERS = 3
"""Strengths at which a note is synthesised; between them only its level changes."""

Samples = NDArray[np.float32]


def played(score: Piece) -> Samples:
    """Return the sound of a piece, mono at ``SR``."""
    rng, taste = np.random.default_rng(len(score.notes)), Random(len(score.notes))
    y = np.zeros(round(score.duration * STUDIO_SR), dtype=np.float32)
    for channel in sorted({note.channel for note in score.notes}):
        notes = [note for note in score.notes if note.channel == channel]
        level = np.float32(score.volumes.get(channel, 100) / 127.0)
        if channel == piece.DRUMS:
            kit = {pitch: DRUMS[taste.choice(KIT.get(pitch, ("rim",)))] for pitch in range(128)}
            for pitch in sorted({note.pitch for note in notes}):
                _play(rng, y, kit[pitch], (note for note in notes if note.pitch == pitch), level)
        else:
            name = taste.choice(FAMILIES[score.programs.get(channel, 0) // 8])
            _play(rng, y, PITCHED[name], notes, np.float32(0.5) * level)
    return np.asarray(soxr.resample(y, STUDIO_SR, SR), dtype=np.float32)


def _play(rng: Generator, y: Samples, instrument: Instrument, notes: Iterable[Note], level: np.float32) -> None:
    """Add notes of one instrument to the sound."""
    made: dict[tuple[int, int, int], Samples] = {}
    for note in notes:
        strength = note.velocity / 127.0
        name = (note.pitch, max(round(note.duration / STEP), 1), min(int(strength * LAYERS), LAYERS - 1))
        if name not in made:
            made[name] = instrument(frequency(note.pitch), name[1] * STEP, (name[2] + 0.5) / LAYERS, rng)
        at = round(note.start * STUDIO_SR)
        sound = made[name][: len(y) - at]
        y[at : at + len(sound)] += level * np.float32(strength) * sound
