"""A piece as notes in seconds, with its beats: what composers write and what is rendered."""

from __future__ import annotations

from dataclasses import dataclass, field

DRUMS = 9
"""Channel of the drums in General MIDI, counted from 0."""


@dataclass(frozen=True, slots=True)
class Note:
    """A sounding note."""

    start: float
    """Seconds."""
    duration: float
    """Seconds."""
    pitch: int
    velocity: int
    channel: int


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a piece that has a name: a chord, a section, a key."""

    start: float
    """Seconds."""
    end: float
    name: str


@dataclass(slots=True)
class Piece:
    """Notes with what they were written on."""

    style: str
    duration: float
    """Seconds."""
    notes: list[Note] = field(default_factory=list)
    programs: dict[int, int] = field(default_factory=dict)
    """Channel -> General MIDI program, from 0."""
    volumes: dict[int, int] = field(default_factory=dict)
    """Channel -> 0 to 127."""
    beats: list[float] = field(default_factory=list)
    """Seconds; none where the piece has no beat."""
    downbeats: list[float] = field(default_factory=list)
    """Seconds."""
    key: str | None = None
    """``F# minor``, ``D dorian``: that in which the piece begins; none where it has none."""
    chords: list[Span] = field(default_factory=list)
    """``A:min7``; ``N`` where no pitch sounds, ``X`` where what sounds leaves the chord open."""
    sections: list[Span] = field(default_factory=list)
    """Those of one name sound alike."""
    keys: list[Span] = field(default_factory=list)
