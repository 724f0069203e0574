"""Reasons: the parts of a score, which sum to it. An addition of Accord's own to the protocol's objects."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import TypedDict

from accord.recommend.contribution import Contribution


class Reason(TypedDict):
    """A part of a score: what it is because of, how, and how much."""

    because: str
    how: str
    contribution: float


class Reasoned(TypedDict):
    """What is said beside something that was scored."""

    accord_score: float
    accord_reasons: list[Reason]


def reasoned(score: float, contributions: Sequence[Contribution]) -> Reasoned:
    """Return a score and its parts in the protocol's shape."""
    return {
        "accord_score": score,
        "accord_reasons": [
            {"because": part.because, "how": part.how, "contribution": part.contribution} for part in contributions
        ],
    }
