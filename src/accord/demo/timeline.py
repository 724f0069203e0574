"""When the bars of a piece happen: from positions in bars to seconds, exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from accord.demo.score import LEAD_IN, TAIL, Piece

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One occurrence of a section: its name and its first and last bar line, counted in bars from the first bar."""

    section: str
    first_bar: int
    end_bar: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The beats of a piece in time.

    Attributes
    ----------
    beats : array of shape (n,)
        Seconds of every beat.
    downbeats : array of shape (m,)
        Seconds of the first beat of every bar.
    stretches : tuple of Stretch
        The form, in order.
    end_of_bars : float
        Seconds of the last bar line.
    duration : float
        Seconds of the whole piece, lead-in and tail included.
    beats_per_bar : int
    """

    beats: Floats
    downbeats: Floats
    stretches: tuple[Stretch, ...]
    end_of_bars: float
    duration: float
    beats_per_bar: int

    def at(self, bars: ArrayLike) -> Floats:
        """Return the seconds of positions given in bars."""
        lines = np.append(self.beats, self.end_of_bars)
        places = np.asarray(bars, dtype=np.float64) * self.beats_per_bar
        return np.asarray(np.interp(places, np.arange(len(lines)), lines))

    def span(self, stretch: Stretch) -> tuple[float, float]:
        """Return the start and the end of an occurrence of a section, in seconds."""
        start, end = self.at([stretch.first_bar, stretch.end_bar])
        return float(start), float(end)

    def edges(self) -> dict[str, tuple[float, float]]:
        """Return the stretches before the first bar and after the last, in seconds."""
        return {LEAD_IN: (0.0, float(self.beats[0])), TAIL: (self.end_of_bars, self.duration)}


def timeline(piece: Piece) -> Timeline:
    """Lay out a piece in time: each beat lasts 60 / tempo seconds; a ramp changes the tempo from beat to beat."""
    stretches: list[Stretch] = []
    tempi: list[Floats] = []
    bar = 0
    for name in piece.form:
        section = piece.sections[name]
        count = len(section.chords)
        stretches.append(Stretch(name, bar, bar + count))
        first, last = section.tempo or (piece.tempo, piece.tempo)
        tempi.append(np.linspace(first, last, count * piece.beats_per_bar))
        bar += count
    lines = piece.lead_in + np.concatenate([[0.0], np.cumsum(60.0 / np.concatenate(tempi))])
    return Timeline(
        beats=lines[:-1],
        downbeats=lines[:-1][:: piece.beats_per_bar],
        stretches=tuple(stretches),
        end_of_bars=float(lines[-1]),
        duration=float(lines[-1]) + piece.tail,
        beats_per_bar=piece.beats_per_bar,
    )
