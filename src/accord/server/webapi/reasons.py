"""Reasons: the parts of a score, which sum to it. An addition of Accord's own to the protocol's objects."""

from __future__ import annotations

from accord.recommend.contribution import Contribution
from accord.server.webapi.model import Model


class Reason(Model):
    """A part of a score: what it is because of, how, and how much."""

    because: str
    how: str
    contribution: float


def reasons(contributions: tuple[Contribution, ...]) -> list[Reason]:
    """Return the parts of a score in the protocol's shape."""
    return [Reason(because=part.because, how=part.how, contribution=part.contribution) for part in contributions]
