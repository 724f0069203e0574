"""Moods of tracks, on Russell's circumplex: how pleasant the music sounds (valence), and how stirring (energy)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

MOODS = ("elated", "serene", "tense", "blue")


@dataclass(frozen=True, slots=True)
class Heard:
    """A track that somebody plays much, and how it sounds; the measures run from 0 to 1, the tempo is in BPM."""

    title: str
    valence: float
    energy: float
    danceability: float
    acousticness: float
    tempo: float

    @property
    def mood(self) -> str:
        """The quarter of the plane in which the track lies."""
        return mood(self.valence, self.energy)


@dataclass(frozen=True, slots=True)
class Summary:
    """What the tracks of a period have in common."""

    tracks: int
    valence: float
    energy: float
    danceability: float
    acousticness: float
    tempo: float
    shares: dict[str, float]
    """The share of the tracks that each mood has; all of them together make 1."""

    @property
    def mood(self) -> str:
        """The mood of most of the tracks."""
        return max(self.shares, key=self.shares.__getitem__)


def mood(valence: float, energy: float) -> str:
    """Return the quarter of the plane in which a point lies."""
    if energy >= 0.5:
        return "elated" if valence >= 0.5 else "tense"
    return "serene" if valence >= 0.5 else "blue"


def summary(heard: Sequence[Heard]) -> Summary:
    """Return what tracks have in common. The first, which is played most, weighs most: track n weighs 1/n (Zipf)."""
    weights = [1 / place for place, _ in enumerate(heard, start=1)]
    counts = Counter(track.mood for track in heard)

    def mean(measure: str) -> float:
        return fmean((getattr(track, measure) for track in heard), weights)

    return Summary(
        tracks=len(heard),
        valence=mean("valence"),
        energy=mean("energy"),
        danceability=mean("danceability"),
        acousticness=mean("acousticness"),
        tempo=mean("tempo"),
        shares={name: counts[name] / len(heard) for name in MOODS},
    )
