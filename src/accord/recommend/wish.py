"""A wish: what somebody wants recommended, in words of the library, before it is looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from accord.library.feedback import Kind


class What(StrEnum):
    """What is wanted."""

    TRACKS = "tracks"
    ARTISTS = "artists"
    PLAYLISTS = "playlists"


class Named(NamedTuple):
    """A track, artist, album or genre, by its id or name."""

    kind: Kind
    what: str


class Heard(NamedTuple):
    """A track that was heard, by its id or as a player names it."""

    track_id: str | None = None
    artist: str = ""
    title: str = ""
    isrc: str | None = None
    mbid: str | None = None
    at: float | None = None
    """Seconds since 1970, UTC."""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted."""

    what: What = What.TRACKS
    seeds: tuple[Named, ...] = ()
    history: tuple[Heard, ...] = ()
    """What was heard, where it is not the listener's own account that says so."""
    likes: tuple[Named, ...] = ()
    less: tuple[Named, ...] = ()
    hide: tuple[Named, ...] = ()
    skips: Mapping[str, int] = field(default_factory=dict)
    """Track -> how often it was skipped."""
    tuning: Mapping[str, float] = field(default_factory=dict)
    """``min_``, ``max_`` and ``target_`` of an attribute."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """Weights that are to be others than those of the table."""
    profiled: bool = True
    """Whether history, likes and skips may count; if not, the answer is the same for everybody."""
    now: float | None = None
    """Seconds since 1970 for which it is wanted."""
    utc_offset: float = 0.0
    """Seconds by which the listener's clock is ahead of UTC."""
    limit: int = 20
    most: int | None = 10
    """Contributions that are named for each; ``None`` for all."""
