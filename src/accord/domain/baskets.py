"""What somebody put together: a playlist, or what one person heard; a row of what a model learns from."""

from __future__ import annotations

from typing import NamedTuple


class Item(NamedTuple):
    """A track as a playlist or a listen names it; what is not said is ``None``."""

    artist: str | None = None
    title: str | None = None
    album: str | None = None
    isrc: str | None = None
    """Validated and normalised."""
    recording_mbid: str | None = None
    """Validated and normalised."""
    duration: float | None = None
    """Seconds."""
    location: str | None = None
    """Its file, as a path, or where else it lies, as a URL."""


class Basket(NamedTuple):
    """Some of the items of one row. Several baskets may have one name: the row is all of them together."""

    name: str
    """Tells rows apart; a person's name stays nowhere, and is only compared."""
    items: list[Item]
