"""Metre and time: bars of beats of parts, and when they happen in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np


@dataclass(frozen=True, slots=True)
class Metre:
    """How a bar is divided."""

    beats: int
    """Beats a bar, as one taps them."""
    parts: int
    """Parts of a beat in which rhythms are written: 4 or 3."""

    @property
    def slots(self) -> int:
        """Places of a bar at which a note may begin."""
        return self.beats * self.parts

    def weight(self, slot: int) -> float:
        """Return how strong a place in the bar is, 0 to 1."""
        slot %= self.slots
        if slot == 0:
            return 1.0
        if slot % self.parts == 0:
            middle = self.beats == 4 and slot == 2 * self.parts
            return 0.8 if middle else 0.65
        if self.parts == 4:
            return 0.4 if slot % 2 == 0 else 0.15
        return 0.3


METRES: dict[str, Metre] = {
    "4/4": Metre(4, 4),
    "3/4": Metre(3, 4),
    "2/4": Metre(2, 4),
    "5/4": Metre(5, 4),
    "7/4": Metre(7, 4),
    "6/4": Metre(6, 4),
    "6/8": Metre(2, 3),
    "9/8": Metre(3, 3),
    "12/8": Metre(4, 3),
}


@dataclass(frozen=True, slots=True)
class Timing:
    """How the beat of a piece behaves."""

    tempo: float
    """BPM at the start."""
    drift: float = 0.0
    """Standard deviation of the logarithm of the ratio between one beat and the next: players are no clocks."""
    rubato: float = 0.0
    """Size of slow swings of tempo, as a share."""
    slowing: float = 0.0
    """Share by which the tempo falls over the last beats."""


def beat_times(rng: Random, timing: Timing, tempi: list[float], first: float, holds: dict[int, float]) -> list[float]:
    """Return when each beat begins, and at the end when the last one is over.

    Parameters
    ----------
    rng : Random
        Chance.
    timing : Timing
        How the beat behaves.
    tempi : list of float
        Factor on the tempo for each beat.
    first : float
        Seconds of the first beat.
    holds : dict of int to float
        Beats that are held, and how many times longer they last.

    Returns
    -------
    list of float
        Seconds, one more than there are beats.
    """
    n = len(tempi)
    wander, drift = 0.0, []
    for _ in range(n):
        wander = 0.9 * wander + rng.gauss(0.0, timing.drift)
        drift.append(wander)
    length, phase = rng.uniform(6.0, 20.0), rng.uniform(0.0, 6.28)
    swing = timing.rubato * np.sin(np.arange(n) * 6.2832 / length + phase)
    swing += 0.5 * timing.rubato * np.sin(np.arange(n) * 6.2832 / (0.37 * length) + 2.0 * phase)
    end = np.maximum(0.0, (np.arange(n) - n + 8.0) / 8.0) * timing.slowing
    lengths = 60.0 / timing.tempo / np.array(tempi) * np.exp(np.array(drift) + swing) * (1.0 + end)
    for beat, factor in holds.items():
        if beat < n:
            lengths[beat] *= factor
    return [float(time) for time in first + np.concatenate(([0.0], np.cumsum(lengths)))]


def seconds(beats: list[float], place: float) -> float:
    """Return when a place, counted in beats from the first, happens; before the first and after the last it goes on."""
    whole = min(max(int(np.floor(place)), 0), len(beats) - 2)
    return beats[whole] + (place - whole) * (beats[whole + 1] - beats[whole])


def swung(place: float, delay: float, parts: int) -> float:
    """Return a place in beats, the second of each pair of eighths (``parts`` 2) or sixteenths (4) put off.

    Parameters
    ----------
    place : float
        In beats.
    delay : float
        Share of a pair by which its second note is late: 0 straight, 1/6 a triplet.
    parts : int
        2 for eighths, 4 for sixteenths.

    Returns
    -------
    float
        In beats.
    """
    pair = 2.0 / parts
    whole, inside = divmod(place + 1e-9, pair)
    share = inside / pair
    middle = 0.5 + delay
    bent = share * 2.0 * middle if share < 0.5 else middle + (share - 0.5) * 2.0 * (1.0 - middle)
    return (whole + bent) * pair


def rhythm(rng: Random, metre: Metre, bars: int, density: float, syncopation: float) -> list[int]:
    """Return a random rhythm: the slots at which notes begin, in order.

    Parameters
    ----------
    rng : Random
        Chance.
    metre : Metre
        Of the bars.
    bars : int
        Length.
    density : float
        Notes a beat, roughly.
    syncopation : float
        0: strong places first; 1: any place as likely as any other.

    Returns
    -------
    list of int
        At least one.
    """
    slots = range(bars * metre.slots)
    weights = [metre.weight(slot) ** (3.0 * (1.0 - syncopation)) for slot in slots]
    scale = density * bars * metre.beats / sum(weights)
    chosen = [slot for slot, weight in zip(slots, weights, strict=True) if rng.random() < min(1.0, scale * weight)]
    return chosen or [0]
