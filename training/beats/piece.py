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


@dataclass(slots=True)
class Piece:
    """Notes with the beats that they were written on."""

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
