"""From the score to notes: who plays what, when, how long and how hard, with the small unevenness of people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from accord.demo import harmony, pattern
from accord.demo.harmony import Chord
from accord.demo.pattern import Event
from accord.demo.score import Part, Piece, Section
from accord.demo.sound.orchestra import DRUMS
from accord.demo.timeline import Timeline

TIMING = 0.002
"""Seconds: standard deviation of a note's start; drummers keep half of it."""
TOUCH = 0.05
"""Standard deviation of a note's strength, as a factor."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note to sound: seconds, seconds, MIDI number, strength in 0 to 1."""

    start: float
    duration: float
    pitch: int
    velocity: float


def perform(piece: Piece, part: Part, time: Timeline, rng: np.random.Generator) -> list[Note]:
    """Return the notes of one part, in order of the score.

    Parameters
    ----------
    piece : Piece
    part : Part
        One of the piece's parts, played from patterns.
    time : Timeline
        That of the piece.
    rng : Generator
        The unevenness.

    Returns
    -------
    list of Note

    Raises
    ------
    ScoreError
        If a pattern is not in the language.
    """
    notes: list[Note] = []
    spread = TIMING / 2 if part.instrument in DRUMS else TIMING
    for stretch in time.stretches:
        section = piece.sections[stretch.section]
        line = _line(part, section)
        if line is None:
            continue
        for event in pattern.events(pattern.parse(line), len(section.chords)):
            start = float(time.at(stretch.first_bar + _swung(event.at, piece)))
            end = float(time.at(stretch.first_bar + event.at + event.length * part.gate))
            strength = 0.72 * section.dynamics * event.accent * _metric(event.at, piece)
            for k, pitch in enumerate(_pitches(event, section, part, piece.transpose)):
                late = float(np.clip(rng.normal(0.0, spread), -2 * spread, 2 * spread)) + k * part.strum
                velocity = float(np.clip(strength * (1.0 + rng.normal(0.0, TOUCH)), 0.05, 1.0))
                notes.append(Note(max(start + late, 0.0), max(end - start, 0.03), pitch, velocity))
    return notes


def _line(part: Part, section: Section) -> str | None:
    """Return what a part plays in a section; ``like NAME`` refers to another section, ``tune`` to this one's tune."""
    line = part.play.get(section.name)
    if line and line.startswith("like "):
        line = part.play[line.removeprefix("like ")]
    return section.tune if line == "tune" else line


def _swung(at: float, piece: Piece) -> float:
    """Return a position in bars with the off-beats as late as the piece swings."""
    if not piece.swing:
        return at
    beats = at * piece.beats_per_bar / piece.swung
    whole = np.floor(beats + 1e-9)
    place = beats - whole
    middle = 0.5 + piece.swing / piece.swung
    bent = place * middle / 0.5 if place < 0.5 else middle + (place - 0.5) * (1.0 - middle) / 0.5
    return float((whole + bent) * piece.swung / piece.beats_per_bar)


def _metric(at: float, piece: Piece) -> float:
    """Return the weight of a position: the bar's first beat, the other beats, what lies between."""
    beats = at * piece.beats_per_bar
    if abs(beats - round(beats)) > 1e-6:
        return 0.86
    return 1.12 if round(beats) % piece.beats_per_bar == 0 else 1.0


def _pitches(event: Event, section: Section, part: Part, transpose: int) -> Iterator[int]:
    """Yield the MIDI numbers that an event stands for over the chord of its moment."""
    lowest = harmony.note(part.register)
    sounding = _chord_at(section, event.at)
    if event.what == "x":
        yield lowest
    elif event.what == "#":
        yield from sounding.voicing(lowest)
    elif event.what.isdigit():
        yield lowest + (sounding.bass - lowest) % 12 + sounding.degree(int(event.what))
    elif event.what in "abcdef":
        yield sounding.tone("abcdef".index(event.what), lowest)
    else:
        yield harmony.note(event.what) + transpose


def _chord_at(section: Section, at: float) -> Chord:
    bar = section.chords[int(at + 1e-9)]
    return bar[int((at + 1e-9) % 1.0 * len(bar))]
