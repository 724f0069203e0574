"""Keys, progressions and voicings."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

MAJOR, MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
SCALES = {
    "major": MAJOR,
    "minor": MINOR,
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
}
LOOPS: dict[str, tuple[tuple[int, ...], ...]] = {
    "pop": (
        (0, 4, 5, 3), (5, 3, 0, 4), (0, 5, 3, 4), (0, 3, 4, 4), (0, 3, 0, 4), (3, 4, 2, 5), (0, 2, 3, 4), (1, 4, 0, 0),
        (0, 4, 5, 2, 3, 0, 3, 4), (0, 0, 3, 3, 0, 0, 4, 4),
    ),
    "rock": (
        (0, 6, 3, 0), (0, 6, 5, 4), (0, 5, 6, 0), (0, 0, 2, 3), (0, 3, 6, 2), (0, 0, 5, 6), (0, 2, 5, 6), (0, 0, 0, 6),
        (0, 6, 5, 6), (0, 5, 2, 6), (0, 0, 0, 0),
    ),
    "jazz": ((1, 4, 0, 0), (1, 4, 0, 5), (0, 5, 1, 4), (2, 5, 1, 4), (3, 6, 2, 5, 1, 4, 0, 0), (0, 3, 0, 4)),
    "blues": ((0, 0, 0, 0, 3, 3, 0, 0, 4, 3, 0, 4), (0, 3, 0, 0, 3, 3, 0, 0, 4, 3, 0, 0), (0, 0, 3, 0, 4, 3, 0, 0)),
    "classical": (
        (0, 3, 4, 0), (0, 4, 4, 0), (0, 0, 4, 4, 0, 3, 4, 0), (0, 5, 1, 4), (0, 4, 5, 2, 3, 0, 3, 4),
        (0, 3, 6, 2, 5, 1, 4, 0), (0, 4, 0, 4, 5, 1, 4, 0), (0, 1, 4, 0), (0, 0, 3, 0, 4, 4, 0, 0),
    ),
    "vamp": ((0,), (0, 3), (0, 6), (0, 0, 0, 3), (0, 1), (0, 5)),
}  # fmt: skip
"""Degrees of the scale, one a chord, by kind of music."""


NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
QUALITIES = {
    (7,): "5", (4, 7): "maj", (3, 7): "min", (3, 6): "dim", (4, 8): "aug", (4, 7, 11): "maj7", (4, 7, 10): "7",
    (3, 7, 10): "min7", (3, 7, 11): "minmaj7", (3, 6, 10): "hdim7", (3, 6, 9): "dim7",
}  # fmt: skip
"""Semitones above the root, ninths left out -> how C. Harte, "Towards Automatic Extraction of Harmony Information from
Music Signals", PhD thesis, 2010, writes it."""


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic and a scale."""

    tonic: int
    """Pitch class, 0 for C."""
    scale: tuple[int, ...]

    @property
    def name(self) -> str:
        """``F# minor``, ``D dorian``; harmonic minor is minor."""
        scale = next(name for name, steps in SCALES.items() if steps == self.scale)
        return f"{NAMES[self.tonic]} {scale.removeprefix('harmonic ')}"

    def pitch(self, degree: int, octave: int) -> int:
        """Return the MIDI pitch of a degree of the scale, 0 for the tonic."""
        turns, place = divmod(degree, len(self.scale))
        return 12 * (octave + 1 + turns) + self.tonic + self.scale[place]


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord on a degree of a key."""

    key: Key
    degree: int
    size: int = 3
    """3 for triads, 4 for sevenths, 5 for ninths; 2 for a bare fifth."""

    def degrees(self) -> tuple[int, ...]:
        """Return the scale degrees of its notes."""
        if self.size == 2:
            return (self.degree, self.degree + 4)
        return tuple(self.degree + 2 * step for step in range(self.size))

    @property
    def label(self) -> str:
        """``A:min7``; ``X`` where the notes have no common name."""
        root, *others = (self.key.pitch(degree, 0) for degree in self.degrees()[:4])
        quality = QUALITIES.get(tuple(pitch - root for pitch in others))
        return f"{NAMES[root % 12]}:{quality}" if quality else "X"

    def bass(self, lowest: int) -> int:
        """Return the root as a pitch in the octave above ``lowest``."""
        return _above(self.key.pitch(self.degree, 0), lowest)

    def tone(self, step: int, lowest: int) -> int:
        """Return the chord's ``step``-th note (0 the root) as a pitch in the octave above ``lowest``."""
        degrees = self.degrees()
        octaves, place = divmod(step, len(degrees))
        return _above(self.key.pitch(degrees[place], 0), lowest) + 12 * octaves

    def voicing(self, lowest: int) -> list[int]:
        """Return its notes, each in the octave above ``lowest``."""
        return sorted({_above(self.key.pitch(degree, 0), lowest) for degree in self.degrees()})


def any_key(rng: Random, kind: str) -> Key:
    """Return a random key; what scale depends on the kind of music."""
    choice = {
        "pop": ("major", "major", "minor", "mixolydian"),
        "rock": ("minor", "minor", "dorian", "phrygian", "mixolydian", "major", "harmonic minor"),
        "jazz": ("major", "major", "minor", "dorian"),
        "blues": ("mixolydian", "mixolydian", "dorian", "minor"),
        "classical": ("major", "major", "harmonic minor", "minor"),
        "vamp": ("minor", "dorian", "mixolydian", "phrygian", "major"),
    }[kind]
    return Key(rng.randrange(12), SCALES[rng.choice(choice)])


def progression(rng: Random, key: Key, kind: str, size: int) -> list[Chord]:
    """Return a loop of chords."""
    loop = rng.choice(LOOPS[kind])
    if rng.random() < 0.2:
        loop = tuple(rng.choice((0, 1, 2, 3, 4, 5, 6)) for _ in range(rng.choice((2, 4, 8))))
    return [Chord(key, degree, size) for degree in loop]


def _above(pitch: int, lowest: int) -> int:
    return lowest + (pitch - lowest) % 12
