"""Names of notes, chords and keys, and the pitches that they stand for (MIDI numbers: A4 = 69)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from accord.domain.errors import ScoreError

PITCH_CLASSES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
SHARPS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
SHIFTS = {"": 0, "#": 1, "b": -1}

QUALITIES: dict[str, tuple[int, ...]] = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "5": (0, 7),
    "6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9),
    "7": (0, 4, 7, 10),
    "maj7": (0, 4, 7, 11),
    "m7": (0, 3, 7, 10),
    "m7b5": (0, 3, 6, 10),
    "dim": (0, 3, 6),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "add9": (0, 4, 7, 14),
    "m9": (0, 3, 7, 10, 14),
    "9": (0, 4, 7, 10, 14),
}
"""Semitones above the root."""

HARTE = {
    (0, 4, 7): "maj", (0, 3, 7): "min", (0, 7): "5", (0, 4, 7, 9): "maj6", (0, 3, 7, 9): "min6", (0, 4, 7, 10): "7",
    (0, 4, 7, 11): "maj7", (0, 3, 7, 10): "min7", (0, 3, 6, 10): "hdim7", (0, 3, 6): "dim", (0, 2, 7): "sus2",
    (0, 5, 7): "sus4", (0, 4, 7, 14): "maj(9)", (0, 3, 7, 10, 14): "min9", (0, 4, 7, 10, 14): "9",
}  # fmt: skip
"""The same chords as annotations write them: C. Harte, "Towards Automatic Extraction of Harmony Information from Music
Signals", PhD thesis, Queen Mary University of London, 2010."""

MODES = {"major": 1, "mixolydian": 1, "lydian": 1, "minor": 0, "dorian": 0, "phrygian": 0}
"""Scale -> 1 where its third is major, else 0."""

_NOTE = re.compile(r"([A-G])([#b]?)(-?\d)")
_CHORD = re.compile(r"([A-G])([#b]?)([^/]*)(?:/([A-G])([#b]?))?")


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord: pitch classes of root and bass (0 = C), and intervals above the root in semitones."""

    root: int
    bass: int
    intervals: tuple[int, ...]

    @property
    def label(self) -> str:
        """As annotations write it, without the bass: ``F#:min7``."""
        return f"{SHARPS[self.root]}:{HARTE[self.intervals]}"

    def degree(self, number: int) -> int:
        """Return the semitones from the bass note up to a degree: 1 is the bass, 3 the chord's third, 8 the octave."""
        tones = self.intervals
        third, fifth = (tones[1], tones[2]) if len(tones) > 2 else (tones[1], tones[1])
        seventh = tones[3] if len(tones) > 3 and tones[3] < 12 else 10
        rise = (self.root - self.bass) % 12
        above_root = {2: 2, 3: third, 4: 5, 5: fifth, 6: 9, 7: seventh, 9: 14}
        if number in (1, 8):
            return 0 if number == 1 else 12
        if number not in above_root:
            raise ScoreError(f"A chord has no degree {number}; write 1 to 9.")
        return rise + above_root[number]

    def voicing(self, lowest: int) -> tuple[int, ...]:
        """Return the chord's notes in the octave from `lowest` up, ascending, so that chords stay close together."""
        return tuple(sorted({lowest + (self.root + interval - lowest) % 12 for interval in self.intervals}))

    def tone(self, index: int, lowest: int) -> int:
        """Return the voicing's note of that index; past its last note it goes on an octave higher."""
        notes = self.voicing(lowest)
        octave, place = divmod(index, len(notes))
        return notes[place] + 12 * octave


def note(name: str) -> int:
    """Return the MIDI number of a note such as ``A4`` or ``Bb3``.

    Raises
    ------
    ScoreError
        If it is no note.
    """
    match = _NOTE.fullmatch(name)
    if not match:
        raise ScoreError(f"{name!r} is no note; write a letter, # or b, and the octave, as in Bb3.")
    letter, shift, octave = match.groups()
    return 12 * (int(octave) + 1) + LETTERS[letter] + SHIFTS[shift]


def frequency(midi: float) -> float:
    """Return the frequency in Hz of a MIDI number, in equal temperament at A4 = 440 Hz."""
    return float(440.0 * 2.0 ** ((midi - 69.0) / 12.0))


def chord(name: str, transpose: int = 0) -> Chord:
    """Return the chord of a name such as ``F#m7`` or ``C/E``, moved by some semitones.

    Raises
    ------
    ScoreError
        If the name is no chord.
    """
    match = _CHORD.fullmatch(name)
    if not match or match[3] not in QUALITIES:
        raise ScoreError(f"{name!r} is no chord; a root and one of {', '.join(filter(None, QUALITIES))} is.")
    root = (LETTERS[match[1]] + SHIFTS[match[2]] + transpose) % 12
    bass = (LETTERS[match[4]] + SHIFTS[match[5]] + transpose) % 12 if match[4] else root
    return Chord(root, bass, QUALITIES[match[3]])


def key(name: str, transpose: int = 0) -> tuple[int, int, str]:
    """Return pitch class (0 = C), mode (1 major, 0 minor) and name of a key such as ``D dorian``.

    Raises
    ------
    ScoreError
        If tonic or scale are unknown.
    """
    tonic, _, scale = name.partition(" ")
    if scale not in MODES or tonic[:1] not in LETTERS or tonic[1:] not in SHIFTS:
        raise ScoreError(f"{name!r} is no key; write a tonic and one of {', '.join(MODES)}.")
    pitch_class = (LETTERS[tonic[0]] + SHIFTS[tonic[1:]] + transpose) % 12
    return pitch_class, MODES[scale], f"{tonic if not transpose else PITCH_CLASSES[pitch_class]} {scale}"
