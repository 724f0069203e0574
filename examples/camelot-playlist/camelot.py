"""The Camelot wheel, and an order of tracks in which each one mixes well into the next.

DJs write a key as a number from 1 to 12 and a letter: A for minor, B for major. Two keys mix well if they are the
same, neighbours on the wheel, or relatives (same number, other letter).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

STRETCH = 6.0
"""Percent of tempo that weigh as much as one step on the wheel: as far as a turntable's slider goes unnoticed."""

UNKNOWN = 3.0
"""Steps to a track whose key nobody could tell: half of the longest way round."""

FARTHEST = 42.0
"""Percent of tempo to a track that has none. Known ones are never as far: at most half an octave, 41 percent."""


@dataclass(frozen=True, slots=True)
class Track:
    """What it takes to mix a track.

    ``key`` is a pitch class (0 for C), or None; ``major`` is False for minor.
    """

    uri: str
    title: str
    tempo: float
    key: int | None
    major: bool = True

    @property
    def camelot(self) -> str:
        """The key as the wheel names it, such as 8B for C major; a question mark if it is not known."""
        return "?" if self.key is None else f"{number(self.key, self.major)}{'B' if self.major else 'A'}"


def number(key: int, major: bool) -> int:
    """Return the hour of a key on the wheel: a fifth upwards is one hour on, and relatives share theirs."""
    tonic = key if major else key + 3
    return (7 * tonic + 7) % 12 + 1


def steps(one: Track, other: Track) -> float:
    """Return how far two keys are from each other: hours on the wheel, and one for the change of letter."""
    if one.key is None or other.key is None:
        return UNKNOWN
    hours = abs(number(one.key, one.major) - number(other.key, other.major))
    return min(hours, 12 - hours) + (one.major != other.major)


def stretch(one: Track, other: Track) -> float:
    """Return by how many percent a tempo has to change to meet another, or its half or double."""
    if one.tempo <= 0 or other.tempo <= 0:
        return FARTHEST
    octaves = abs(math.log2(one.tempo / other.tempo))
    return 100 * (2 ** abs(octaves - round(octaves)) - 1)


def cost(one: Track, other: Track) -> float:
    """Return how rough it is to mix one track into another: 0 for the same key and tempo."""
    return steps(one, other) + stretch(one, other) / STRETCH


def total(tracks: Sequence[Track]) -> float:
    """Return how rough it is to play tracks in this order."""
    return sum(map(cost, tracks, tracks[1:]))


def arrange(tracks: Sequence[Track]) -> list[Track]:
    """Return tracks in an order that mixes well, from the slowest on.

    Each is followed by the nearest that is left, and then stretches are turned round as long as that helps (2-opt).
    """
    left = sorted(tracks, key=lambda track: (track.tempo, track.uri))
    costs = [[cost(one, other) for other in left] for one in left]
    order = list(range(len(left)))
    for place in range(1, len(order)):
        nearest = min(range(place, len(order)), key=lambda later: costs[order[place - 1]][order[later]])
        order.insert(place, order.pop(nearest))
    while _turn_round(order, costs):
        pass
    return [left[index] for index in order]


def _turn_round(order: list[int], costs: list[list[float]]) -> bool:
    """Turn round every stretch that is better backwards; say whether there was one."""
    turned = False
    for start in range(1, len(order) - 1):
        for end in range(start + 1, len(order)):
            before, first, last = order[start - 1], order[start], order[end]
            gain = costs[before][first] - costs[before][last]
            if end + 1 < len(order):
                gain += costs[last][order[end + 1]] - costs[first][order[end + 1]]
            if gain > 1e-9:
                order[start : end + 1] = reversed(order[start : end + 1])
                turned = True
    return turned
