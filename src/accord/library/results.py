"""What the library answers beside the entities themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of the answers, and how many there are in all."""

    items: list[T]
    total: int


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What a scan compares a file with, to see whether it changed."""

    size: int
    mtime_ns: int
    track_id: str
    source_id: str
    licence: str | None
    """As written in the tags."""
    terms: str | None
    """SPDX expression, where a licence is known."""


@dataclass(frozen=True, slots=True)
class LicenceCount:
    """How many files there are under one licence."""

    source_id: str
    terms: str | None
    """SPDX expression, where a licence is known."""
    files: int


@dataclass(frozen=True, slots=True)
class LibraryCounts:
    """How much the library holds."""

    tracks: int
    """Tracks with at least one file."""
    files: int
    artists: int
    releases: int
    genres: int
    analyses: int
    """Tracks that were analysed, whether or not their file is still there."""
    problems: int
    seconds: float
    """Playing time of the tracks."""


@dataclass(frozen=True, slots=True)
class HeardTags:
    """The tags that a network of others gives a track."""

    source: str
    """The registry's record of the network's weights, which says what may be done with them."""
    probabilities: dict[str, float]
    """0 to 1, the likeliest first."""
