"""What a recommendation can start from."""

from __future__ import annotations

from dataclasses import dataclass

from accord.recommend.pool import Rows


@dataclass(frozen=True, slots=True)
class Seed:
    """A track, an artist, an album or a genre."""

    kind: str
    """``track``, ``artist``, ``album`` or ``genre``."""
    id: str
    """As the request spells it."""
    rows: Rows
    """The rows of the pool that it stands for."""
    genre: str | None = None
    """For a genre, its normalised name."""
