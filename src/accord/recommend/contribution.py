"""A part of a score, and why it is there."""

from __future__ import annotations

from typing import NamedTuple


class Contribution(NamedTuple):
    """A part of a score."""

    because: str
    """What it is because of: ``track ID``, ``artist ID``, ``album ID`` or ``genre NAME`` that was asked for, ``played
    ID`` or ``liked ID`` of the listener's, ``target NAME``, ``this`` for what is so of the thing itself, ``list`` for
    its place among the others; ``rest`` for many small ones together."""
    how: str
    """The name of a weight (``weights.TABLE``)."""
    contribution: float
    support: int = 0
    """For what is heard together: how many people, sittings or lists have both."""


def total(parts: tuple[Contribution, ...] | list[Contribution]) -> float:
    """Return the score that contributions make."""
    return sum(part.contribution for part in parts)


def gathered(parts: list[Contribution], most: int | None) -> tuple[Contribution, ...]:
    """Return contributions, the largest first; all but the ``most`` largest are summed by how, because of the rest."""
    if most is None or len(parts) <= most:
        return by_size(parts)
    named = [part for part in parts if part.because != "rest"]
    ordered = by_size(named)
    rest: dict[str, float] = {}
    for part in (*ordered[most:], *(part for part in parts if part.because == "rest")):
        rest[part.how] = rest.get(part.how, 0.0) + part.contribution
    return by_size([*ordered[:most], *(Contribution("rest", how, value) for how, value in rest.items())])


def by_size(parts: list[Contribution]) -> tuple[Contribution, ...]:
    """Return contributions, the largest first, of whatever sign."""
    return tuple(sorted(parts, key=lambda part: -abs(part.contribution)))
