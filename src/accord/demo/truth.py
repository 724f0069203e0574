"""What is exactly true of a piece, because it was composed so."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from accord.demo import harmony
from accord.demo.score import LEAD_IN, Piece
from accord.demo.sound.orchestra import CROWD, DRUMS, ELECTRONIC, SPEAKER
from accord.demo.timeline import Timeline


@dataclass(frozen=True, slots=True)
class TempoChange:
    """From this second on, this tempo (BPM)."""

    time: float
    bpm: float


@dataclass(frozen=True, slots=True)
class TrueSection:
    """A section in seconds; sections of one label are alike."""

    start: float
    end: float
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class TrueChord:
    """A chord in seconds, as annotations write it: ``F#:min7``; ``N`` where nothing pitched plays."""

    start: float
    end: float
    chord: str


@dataclass(frozen=True, slots=True)
class Truth:
    """The ground truth of a rendered piece. Seconds, BPM.

    Attributes
    ----------
    beats, downbeats : tuple of float
        In 6/8 the beat is the dotted quarter.
    tempo : float
        60 over the median time between beats.
    tempo_changes : tuple of TempoChange
        Empty where the tempo stays.
    meter : str
        As written, ``"6/8"``.
    time_signature : int
        The meter's upper number.
    key : int
        0 (C) to 11 (B).
    mode : int
        1 major, 0 minor.
    sections : tuple of TrueSection
        From 0 to the end without a gap.
    chords : tuple of TrueChord
        From the first bar line to the last, without a gap.
    """

    name: str
    title: str
    duration: float
    sr: int
    tempo: float
    tempo_changes: tuple[TempoChange, ...]
    meter: str
    time_signature: int
    key: int
    mode: int
    key_name: str
    beats: tuple[float, ...]
    downbeats: tuple[float, ...]
    sections: tuple[TrueSection, ...]
    chords: tuple[TrueChord, ...]
    instruments: tuple[str, ...]
    drums: bool
    electronic: bool
    fade_in: float
    fade_out: float
    arrangement_of: str | None

    def as_json(self) -> dict[str, Any]:
        """Return the truth as plain values for JSON."""
        return asdict(self)


def truth_of(piece: Piece, time: Timeline) -> Truth:
    """Return the ground truth of a piece that is laid out in time."""
    key, mode, key_name = harmony.key(piece.key, piece.transpose)
    instruments = tuple(dict.fromkeys(part.instrument for part in piece.parts))
    return Truth(
        name=piece.name,
        title=piece.title,
        duration=round(time.duration * 44100) / 44100,
        sr=44100,
        tempo=60.0 / float(np.median(np.diff(time.beats))),
        tempo_changes=_tempo_changes(time),
        meter=piece.meter,
        time_signature=int(piece.meter.split("/")[0]),
        key=key,
        mode=mode,
        key_name=key_name,
        beats=tuple(time.beats.tolist()),
        downbeats=tuple(time.downbeats.tolist()),
        sections=_sections(piece, time),
        chords=_chords(piece, time),
        instruments=instruments,
        drums=any(name in DRUMS for name in instruments),
        electronic=any(name in ELECTRONIC for name in instruments),
        fade_in=piece.fade_in,
        fade_out=piece.fade_out,
        arrangement_of=piece.arrangement_of,
    )


def _tempo_changes(time: Timeline) -> tuple[TempoChange, ...]:
    tempi = 60.0 / np.diff(np.append(time.beats, time.end_of_bars))
    changed = np.flatnonzero(np.abs(np.diff(tempi)) > 1e-6) + 1
    return tuple(TempoChange(float(time.beats[k]), round(float(tempi[k]), 6)) for k in changed)


def _sections(piece: Piece, time: Timeline) -> tuple[TrueSection, ...]:
    sections = []
    if piece.lead_in:
        sections.append(TrueSection(0.0, piece.lead_in, LEAD_IN, "-"))
    for stretch in time.stretches:
        start, end = time.span(stretch)
        last = stretch is time.stretches[-1]
        label = piece.sections[stretch.section].label
        sections.append(TrueSection(start, time.duration if last else end, stretch.section, label))
    return tuple(sections)


def _chords(piece: Piece, time: Timeline) -> tuple[TrueChord, ...]:
    pitched = [part for part in piece.parts if part.instrument not in {*DRUMS, SPEAKER, CROWD}]
    chords = []
    for stretch in time.stretches:
        heard = any(stretch.section in part.play for part in pitched)
        for number, bar in enumerate(piece.sections[stretch.section].chords):
            edges = time.at(stretch.first_bar + number + np.arange(len(bar) + 1) / len(bar))
            for k, chord in enumerate(bar):
                chords.append(TrueChord(float(edges[k]), float(edges[k + 1]), chord.label if heard else "N"))
    return tuple(chords)
