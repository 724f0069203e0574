"""A row of somebody's listening history, as a service exported it: a play, or why it is none that counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple


class Played(NamedTuple):
    """One play, as the service tells it; what it does not tell is ``None``."""

    listened_at: float
    """Seconds since 1970, UTC, when it began."""
    artist: str
    title: str
    album: str | None = None
    isrc: str | None = None
    """Validated and normalised."""
    recording_mbid: str | None = None
    """Validated and normalised."""
    duration: float | None = None
    """Of the track, in seconds."""
    played: float | None = None
    """How much of it was heard, in seconds."""
    ended: bool = False
    """Whether it was played to its end."""
    skipped: bool = False
    """Whether the person went on to something else before its end."""
    info: Mapping[str, Any] = {}
    """What else is worth keeping: JSON values in terms of ListenBrainz."""


class LeftOut(StrEnum):
    """Why a row of a history is not kept as a listen; the value is said to people."""

    PODCAST = "podcasts"
    AUDIOBOOK = "audiobooks"
    VIDEO = "videos"
    RADIO = "radio and other streams"
    ADVERTISEMENT = "advertisements"
    PRIVATE = "heard in private"
    OTHER_PERSON = "another person's"
    POLLED = "taken from a platform's API, whose terms do not let anyone keep it"
    NO_PLAY = "not about playing"
    NOT_PLAYED = "never began to play"
    SKIPPED = "skipped"
    SHORT = "heard for less than 30 seconds"
    NO_NAMES = "without artist or title"
    NO_TIME = "without a time"
    TOO_EARLY = "from before October 2002"
    FUTURE = "from the future"
    DAMAGED = "damaged"
    CUT_OFF = "cut off: what follows is lost"


Row = Played | LeftOut
"""What a reader makes of each row."""


class Part(NamedTuple):
    """A file of a history, being read."""

    name: str
    format: str
    """Id of its format."""
    format_name: str
    """For people."""
    source_id: str
    """Of the registry of sources."""
    rows: Iterator[Row]


HEARD = 30.0
"""Seconds after which a play counts, whatever was done then."""


def why_not(played: Played) -> LeftOut | None:
    """Return why a play does not count, ``None`` where it does.

    It counts where the service does not say how long it lasted, where it lasted 30 seconds, or where the track ended
    before that by itself.
    """
    if played.played is None:
        return LeftOut.SKIPPED if played.skipped else None
    if played.played >= HEARD:
        return None
    if played.skipped:
        return LeftOut.SKIPPED
    if played.played == 0:
        return LeftOut.NOT_PLAYED
    return None if played.ended else LeftOut.SHORT
