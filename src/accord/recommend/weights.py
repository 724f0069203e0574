"""What each kind of reason counts: the one table of weights, for scoring and for ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from accord.domain.errors import InvalidParameter


@dataclass(frozen=True, slots=True)
class Weight:
    """What a kind of reason counts."""

    default: float
    meaning: str
    profile: bool = False
    """Whether it is there only for a person whose taste is known."""


TABLE: Mapping[str, Weight] = {
    "timbre": Weight(0.6, "Sounds like what it starts from: colour of the sound."),
    "harmony": Weight(0.1, "Sounds like what it starts from: notes and chords."),
    "rhythm": Weight(0.2, "Sounds like what it starts from: beat and pace."),
    "mood": Weight(0.1, "Sounds like what it starts from: energy, brightness, voice."),
    "tags": Weight(0.3, "Names the same genres."),
    "target": Weight(1.0, "Comes near to the attributes that were asked for; what is far loses this much."),
    "people": Weight(0.6, "People who chose to share play both."),
    "sessions": Weight(0.4, "The listener plays both in one sitting.", profile=True),
    "lists": Weight(0.3, "Both stand in the same playlists and albums."),
    "hour": Weight(0.5, "Sounds like what the listener plays at this time of day.", profile=True),
    "novelty": Weight(0.05, "Was not heard by the listener.", profile=True),
    "recency": Weight(0.3, "Was heard a moment ago: loses this much, half after a day.", profile=True),
    "popularity": Weight(0.0, "Is by an artist of whom much is in the library; below 0 for the rest."),
    "liked": Weight(0.2, "Is on an album, by an artist or of a genre that the listener likes.", profile=True),
    "less": Weight(0.5, "Is something of which the listener wants less: loses this much.", profile=True),
    "skips": Weight(0.3, "Was skipped: loses up to this much, by the share of times.", profile=True),
    "spacing": Weight(0.1, "Each earlier track by one of the same artists takes this much."),
    "album": Weight(0.05, "Each earlier track of the same album takes this much."),
    "variety": Weight(0.1, "Likeness to the most alike of the earlier tracks takes up to this much."),
    "mix": Weight(0.3, "Brings the genres of the list nearer to those of the history.", profile=True),
}
"""Likenesses and shares are 0 to 1, so a weight is about the most that a kind can add or take."""

STRONGEST = 10.0
"""The largest weight that can be asked for."""

WEIGHTS: Mapping[str, float] = {name: weight.default for name, weight in TABLE.items()}
"""Name -> weight, if nothing else is asked for."""


def steered(asked: Mapping[str, float]) -> dict[str, float]:
    """Return the weights with some of them as asked for.

    Raises
    ------
    InvalidParameter
        If there is no weight of a name, or one is no number within bounds.
    """
    for name, value in asked.items():
        if name not in TABLE:
            raise InvalidParameter(f"There is no weight {name[:40]!r}. They are {', '.join(TABLE)}.")
        least = -STRONGEST if name in ("popularity", "novelty") else 0.0
        if not least <= value <= STRONGEST:  # not true of NaN either
            raise InvalidParameter(f"The weight {name} must lie between {least:g} and {STRONGEST:g}, got {value:g}.")
    return {**WEIGHTS, **asked}
