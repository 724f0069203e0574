"""Explanation: what a score is made of, in sentences whose amounts add up to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from accord.features.space import PARTS
from accord.recommend.contribution import Contribution
from accord.recommend.history import DAYPARTS

ALIKE = (*PARTS, "tags", "hour")
"""Ways of being alike, which one sentence takes together."""
WORDS: Mapping[str, str] = {
    "timbre": "its colour",
    "harmony": "its harmony",
    "rhythm": "its rhythm",
    "mood": "its mood",
    "tags": "its genres",
    "hour": "the time of day",
}
TIMES = dict(zip(DAYPARTS, ("at night", "in the mornings", "in the afternoons", "in the evenings"), strict=True))
PLAIN: Mapping[str, str] = {
    "novelty": "it is new to you",
    "recency": "you heard it a short while ago",
    "popularity": "of how much of its artist is here",
    "skips": "you skipped it",
    "spacing": "its artist stands further up already",
    "album": "its album stands further up already",
    "variety": "it is like what stands further up",
    "mix": "it brings the list nearer to the mix of what you play",
}
"""What is to be said of contributions that need no name."""


class Sentence(NamedTuple):
    """A reason for a person to read."""

    text: str
    contribution: float
    """The sum of the contributions that it speaks of."""


def explain(
    parts: Sequence[Contribution], names: Mapping[str, str], daypart: int | None = None
) -> tuple[Sentence, ...]:
    """Return why something has its score, the weightiest reason first.

    Parameters
    ----------
    parts : sequence of Contribution
        All that its score is made of.
    names : mapping
        Id of a track, artist or album to its name; what is missing is called by its id.
    daypart : int or None
        The quarter of the day that the answer is for.

    Returns
    -------
    tuple of Sentence
        Their amounts sum to the score, as the contributions do.
    """
    groups: dict[tuple[str, str], list[Contribution]] = {}
    for part in parts:
        family = "alike" if part.how in ALIKE else part.how
        groups.setdefault(("rest", "") if part.because == "rest" else (part.because, family), []).append(part)
    found = [
        Sentence(_text(because, family, several, names, daypart), sum(part.contribution for part in several))
        for (because, family), several in groups.items()
    ]
    return tuple(sorted(found, key=lambda sentence: -abs(sentence.contribution)))


def spoken_of(parts: Iterable[Contribution]) -> set[str]:
    """Return the ids of the tracks, artists and albums whose names the sentences need."""
    pairs = (part.because.partition(" ") for part in parts)
    return {id_ for kind, _, id_ in pairs if id_ and kind not in ("genre", "target")}


def _text(because: str, family: str, several: list[Contribution], names: Mapping[str, str], daypart: int | None) -> str:
    kind, _, id_ = because.partition(" ")
    name = names.get(id_, id_)
    if because == "rest":
        return "Because of many small reasons"
    if family in PLAIN:
        return f"Because {PLAIN[family]}"
    if family == "target":
        return f"Because of how far it is from the {id_.replace('_', ' ')} asked for"
    if family == "liked":
        return f"Because you like {name}"
    if family == "less":
        return f"Because you want less of {name}"
    if family in TOGETHER:
        return TOGETHER[family].format(name=name, others=several[0].support - 1, support=several[0].support)
    most = max(several, key=lambda part: abs(part.contribution))
    return f"Because {_start(kind, name, several, daypart)}, above all for {WORDS[most.how]}"


TOGETHER: Mapping[str, str] = {
    "people": "Because at least {others} other people who chose to share play {name} and this",
    "sessions": "Because you play {name} and this in one sitting, {support} times so far",
    "lists": "Because {name} and this stand together in {support} lists",
}
"""What is to be said of what is heard together. Whoever reads may be one of the people, and is not counted."""


def _start(kind: str, name: str, several: list[Contribution], daypart: int | None) -> str:
    habit = any(part.how == "hour" for part in several) and daypart is not None
    match kind:
        case "played":
            when = f" {TIMES[DAYPARTS[daypart or 0]]}" if habit else ""
            return f"you played {name}{when}, and it is like it"
        case "liked":
            return f"you like {name}, and it is like it"
    return f"it is like {name}"
