"""A piece of music as a value, and how it is read from its file (TOML, one piece a file)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from accord.demo import harmony, pattern
from accord.demo.harmony import Chord
from accord.domain.errors import ScoreError

BEATS = {"3/4": 3, "4/4": 4, "5/4": 5, "6/8": 2}
"""Meter -> beats of a bar, as one taps them: the beat of 6/8 is the dotted quarter."""

LEAD_IN, TAIL = "lead_in", "tail"
"""The stretches before the first bar and after the last; a part may play there too."""


@dataclass(frozen=True, slots=True)
class Section:
    """A verse, a chorus: its harmony and its tune."""

    name: str
    label: str
    """Sections of one label are alike."""
    chords: tuple[tuple[Chord, ...], ...]
    """One tuple a bar; its chords share the bar equally."""
    tune: str | None = None
    dynamics: float = 1.0
    """Factor on the strength of every note."""
    tempo: tuple[float, float] | None = None
    """BPM at the first and the last beat, where it differs from the piece's."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one instrument plays, and how it sits in the mix."""

    name: str
    instrument: str
    play: Mapping[str, str]
    """Section -> pattern (or text to speak, or what the crowd does)."""
    gain: float = 0.0
    """dB."""
    pan: float = 0.0
    """-1 (left) to 1 (right)."""
    register: str = "C4"
    """The lowest note of the octave in which chords are voiced and degrees are counted."""
    gate: float = 0.95
    """How much of its length a note sounds."""
    strum: float = 0.0
    """Seconds from one note of a chord to the next."""
    reverb: float = 0.2
    """Share that is sent to the room."""
    echo: float = 0.0
    """Share that comes back three quarters of a beat later."""
    drive: float = 0.0
    """Distortion of an amplifier; 0 for none."""
    wide: bool = False
    duck: float = 0.0
    """How far each beat pushes the part down, as the kick drum does in dance music; 0 to 1."""
    sweep: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Section -> Hz of a low-pass filter at its start and its end."""
    syllables: tuple[str, ...] = ("la",)
    """What a singer sings, one a note, again and again."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece: its composition, its arrangement, and what its tags say."""

    name: str
    title: str
    artists: tuple[str, ...]
    album: str
    track: int
    genres: tuple[str, ...]
    seed: int
    key: str
    meter: str
    tempo: float
    form: tuple[str, ...]
    sections: Mapping[str, Section]
    parts: tuple[Part, ...]
    transpose: int = 0
    swing: float = 0.0
    """How late the second of two notes comes, in beats: 0 is straight, 0.17 is a triplet."""
    swung: float = 1.0
    """Beats in which those two notes lie: 1 for eighths, 0.5 for sixteenths."""
    level: float = -16.0
    """dBFS: root mean square of the finished piece."""
    hall: float = 1.4
    """Seconds of reverberation."""
    lead_in: float = 0.0
    """Seconds before the first bar."""
    tail: float = 2.5
    """Seconds after the last bar."""
    fade_in: float = 0.0
    """Seconds."""
    fade_out: float = 0.0
    """Seconds."""
    arrangement_of: str | None = None
    """The piece of which this is another version."""

    @property
    def beats_per_bar(self) -> int:
        """Beats of a bar, as one taps them."""
        return BEATS[self.meter]


def piece_names() -> list[str]:
    """Return the names of all pieces of the demo library, in alphabetical order."""
    return sorted(file.name.removesuffix(".toml") for file in _folder().iterdir() if file.name.endswith(".toml"))


def load(name: str) -> Piece:
    """Read a piece of the demo library.

    Raises
    ------
    ScoreError
        If it is not written in the score language.
    """
    written = _read(name)
    original = written.get("arrangement_of")
    return piece(name, _arranged(_read(original), written) if original else written)


def piece(name: str, written: Mapping[str, Any]) -> Piece:
    """Return the piece that a TOML document describes.

    Raises
    ------
    ScoreError
        If something in it is unknown, missing or no music.
    """
    transpose = written.get("transpose", 0)
    values: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in written.items() if k not in ("sections", "parts")
    }
    sections = {key: _section(key, value, transpose) for key, value in written.get("sections", {}).items()}
    parts = tuple(_part(key, value) for key, value in written.get("parts", {}).items())
    try:
        made = Piece(name=name, sections=sections, parts=parts, **values)
    except TypeError as error:
        raise ScoreError(f"The piece {name!r} cannot be read: {error}.") from error
    if made.meter not in BEATS:
        raise ScoreError(f"{made.meter!r} is no meter; write one of {', '.join(BEATS)}.")
    for section in made.form:
        if section not in sections:
            raise ScoreError(f"The form of {name!r} names {section!r}, which is no section.")
    harmony.key(made.key)
    return made


def _section(name: str, written: Mapping[str, Any], transpose: int) -> Section:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in written.items()}
    bars = pattern.cells(values.pop("chords", ""))
    chords = tuple(tuple(harmony.chord(symbol, transpose) for symbol in bar.split()) for bar in bars)
    try:
        return Section(name=name, chords=chords, **values)
    except TypeError as error:
        raise ScoreError(f"The section {name!r} cannot be read: {error}.") from error


def _part(name: str, written: Mapping[str, Any]) -> Part:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in written.items()}
    try:
        return Part(name=name, **values)
    except TypeError as error:
        raise ScoreError(f"The part {name!r} cannot be read: {error}.") from error


def _arranged(original: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return `own` with the composition of `original`: key, meter, form and sections, unless it has its own."""
    composition = {key: original[key] for key in ("key", "meter", "form")}
    sections = {
        name: {**section, **own.get("sections", {}).get(name, {})} for name, section in original["sections"].items()
    }
    return {**composition, **own, "sections": {**own.get("sections", {}), **sections}}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_folder() / f"{name}.toml").read_text(encoding="utf-8"))


def _folder() -> Any:
    return resources.files("accord.demo") / "pieces"
