"""Which track of the library was heard: by ISRC, by MusicBrainz id, then by artist and title with the length."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from accord.domain.entities import Listen
from accord.domain.ids import normalise
from accord.domain.labels import Purpose
from accord.domain.spelling import plain_artist, plain_title
from accord.library.catalogue import Library
from accord.library.fresh import Fresh

_NAMED = """
    SELECT file.track_id, file.title, file.isrc, file.mb_recording_id, credit.name, track.duration
    FROM files AS file JOIN credits AS credit ON credit.file_id = file.id AND credit.role = 'track'
        JOIN tracks AS track ON track.id = file.track_id
    ORDER BY file.speaks, file.id DESC
"""

APART = 15.0
"""Seconds by which two lengths of one recording may differ; a tenth of it, if that is more."""


class Found(StrEnum):
    """How a track was found, or why none was."""

    ISRC = "by ISRC"
    MBID = "by MusicBrainz id"
    NAMES = "by artist and title"
    SPELLING = "by artist and title, spelt otherwise"
    NO_ARTIST = "nothing by the artist is in the library"
    NO_TITLE = "the library has other music by the artist"
    OTHER_LENGTH = "the library's recording has another length"

    @property
    def found(self) -> bool:
        """Whether a track was found."""
        return self in (Found.ISRC, Found.MBID, Found.NAMES, Found.SPELLING)


class Match(NamedTuple):
    """What was found."""

    track_id: str | None
    how: Found


class _Sound(NamedTuple):
    track_id: str
    duration: float


@dataclass(slots=True)
class _Known:
    """What the library has; of each key, the file that speaks for its track comes last."""

    isrcs: dict[str, str] = field(default_factory=dict)
    mbids: dict[str, str] = field(default_factory=dict)
    names: dict[tuple[str, str], list[_Sound]] = field(default_factory=lambda: defaultdict(list))
    spellings: dict[tuple[str, str], list[_Sound]] = field(default_factory=lambda: defaultdict(list))
    artists: set[str] = field(default_factory=set)


class Matching:
    """Matches what was heard with the tracks of one library.

    Parameters
    ----------
    library : Library
        An open library.
    clock : callable
        Returns seconds that never go back.
    """

    def __init__(self, library: Library, clock: Callable[[], float] = time.monotonic) -> None:
        self._library = library
        self._known = Fresh(library, self._load, clock)

    def match(self, listens: Iterable[Listen]) -> list[str | None]:
        """Return for each listen the id of the track that it was to, ``None`` where the library has none such."""
        known = self._known.current()
        found: dict[tuple[object, ...], str | None] = {}  # a history is many times the same
        tracks = []
        for one in listens:
            said = (one.artist_name, one.track_name, one.isrc, one.recording_mbid, one.duration)
            if said not in found:
                found[said] = _find(known, *said).track_id
            tracks.append(found[said])
        return tracks

    def find(
        self,
        artist: str,
        title: str,
        *,
        isrc: str | None = None,
        mbid: str | None = None,
        duration: float | None = None,
    ) -> Match:
        """Return the track that is meant.

        Parameters
        ----------
        artist, title : str
            As somebody spells them.
        isrc, mbid : str, optional
            ISRC and MusicBrainz id of the recording, in their normal forms; they count for more than names.
        duration : float, optional
            Its length in seconds: names alone find no track of quite another length.

        Returns
        -------
        Match
            The track's id with how it was found, or ``None`` with why not.
        """
        return _find(self._known.current(), artist, title, isrc, mbid, duration)

    def _load(self) -> _Known:
        known = _Known()
        for track_id, title, isrc, mbid, artist, duration in self._library.door.rows(Purpose.SERVICE, _NAMED):
            sound, plain = _Sound(track_id, duration), plain_artist(artist)
            known.names[normalise(artist), normalise(title)].append(sound)
            known.spellings[plain, plain_title(title)].append(sound)
            known.artists.add(plain)
            if isrc:
                known.isrcs[isrc] = track_id
            if mbid:
                known.mbids[mbid] = track_id
        known.names, known.spellings = dict(known.names), dict(known.spellings)
        return known


def _find(known: _Known, artist: str, title: str, isrc: str | None, mbid: str | None, duration: float | None) -> Match:
    if isrc in known.isrcs:
        return Match(known.isrcs[isrc], Found.ISRC)
    if mbid in known.mbids:
        return Match(known.mbids[mbid], Found.MBID)
    exact = known.names.get((normalise(artist), normalise(title)), ())
    if (found := _nearest(exact, duration)) is not None:
        return Match(found, Found.NAMES)
    plain = plain_artist(artist)
    alike = known.spellings.get((plain, plain_title(title)), ())
    if (found := _nearest(alike, duration)) is not None:
        return Match(found, Found.SPELLING)
    if alike or exact:
        return Match(None, Found.OTHER_LENGTH)
    return Match(None, Found.NO_TITLE if plain in known.artists else Found.NO_ARTIST)


def _nearest(sounds: Sequence[_Sound], duration: float | None) -> str | None:
    """Return the sound whose length is nearest, as long as it is near; without a length, the last."""
    if not sounds:
        return None
    if duration is None:
        return sounds[-1].track_id
    nearest = min(reversed(sounds), key=lambda sound: abs(sound.duration - duration))
    return nearest.track_id if abs(nearest.duration - duration) <= max(APART, duration / 10) else None
