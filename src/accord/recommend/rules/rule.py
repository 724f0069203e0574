"""What every rule of ranking offers."""

from __future__ import annotations

from typing import Protocol

from accord.recommend.asked import Asked
from accord.recommend.pool import Floats, Rows


class Rule(Protocol):
    """A rule, while one list is made."""

    how: str
    """The name of its weight."""

    def worth(self) -> Floats:
        """Return shape (n,): what the next place adds to the score of each track, or takes."""

    def place(self, chosen: int) -> None:
        """Take note that a track, by its position, stands at that place."""


class MakesRule(Protocol):
    """A rule that waits for a list to be made."""

    def __call__(self, asked: Asked, rows: Rows) -> Rule:
        """Return the rule for the tracks among which the list is chosen."""
