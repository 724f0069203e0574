"""The nouns of a music library, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Tags:
    """What a file says of itself. Empty strings never occur: what is absent is ``None`` or empty."""

    title: str | None = None
    artists: tuple[str, ...] = ()
    album: str | None = None
    album_artists: tuple[str, ...] = ()
    date: str | None = None
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
    genres: tuple[str, ...] = ()
    track_number: int | None = None
    track_total: int | None = None
    disc_number: int | None = None
    disc_total: int | None = None
    isrc: str | None = None
    """Validated and normalised: 12 characters, no hyphens, upper case."""
    mb_recording_id: str | None = None
    mb_release_id: str | None = None
    mb_release_group_id: str | None = None
    mb_artist_ids: tuple[str, ...] = ()
    mb_album_artist_ids: tuple[str, ...] = ()
    replaygain_track_gain: float | None = None
    """dB."""
    replaygain_track_peak: float | None = None
    replaygain_album_gain: float | None = None
    """dB."""
    licence: str | None = None
    """As written in the file: the licence frame or, failing that, the copyright frame with its sign ``©``."""
    comment: str | None = None
    cover: Cover | None = None
    problems: tuple[str, ...] = ()
    """Sentences about tags that were there but unusable (an ISRC that is none, a date that is no date)."""


@dataclass(frozen=True, slots=True)
class Cover:
    """An embedded picture."""

    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a file, in seconds; ``end`` is ``None`` for the end of the file."""

    start: float
    end: float | None


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """A file (or a CUE sheet's stretch of one) as a scan found it."""

    path: Path
    size: int
    mtime_ns: int
    span: Span | None
    """``None`` for the whole file."""
    track_id: str
    duration: float
    """Seconds."""
    container: str
    codec: str
    sr: int
    channels: int
    tags: Tags
    terms: str | None = None
    """SPDX expression of the licence that tags and the files beside it state, where one is known."""


@dataclass(frozen=True, slots=True)
class StoredAnalysis:
    """An analysis as it is kept and served: bytes that need no model to be answered."""

    version: str
    features: bytes
    """JSON of the audio-features object; ``{base}`` stands where the server's own URL goes."""
    document: bytes
    """gzip of the JSON of the audio-analysis object."""
    embedding: bytes
    """Little-endian float32."""
    confidences: bytes
    """JSON: confidence of each feature by name."""
    weights: str | None = None
    """The source of the weights of others that it was also made with: what they may not be used for, it may not."""
    tags: bytes = b""
    """JSON: probability of each tag that these weights know; empty without them."""


@dataclass(frozen=True, slots=True)
class ScanProblem:
    """A file that could not be used, or was used with a reservation."""

    path: Path
    code: str
    """Name of the error's class."""
    sentence: str
    remedy: str
    failed: bool
    """False where the file was analysed all the same."""
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class ArtistRef:
    """An artist as credited."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Artist:
    """An artist of the library."""

    id: str
    name: str
    mbid: str | None
    genres: tuple[str, ...]
    cover_id: str | None
    """A picture that can stand for the artist: that of a release."""
    popularity: int
    """0 to 100; without listening data: their tracks here, relative to the artist with most."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release (album, single, compilation) of the library, as far as a track's own entry tells."""

    id: str
    title: str
    kind: str
    """``album``, ``single`` or ``compilation``."""
    artists: tuple[ArtistRef, ...]
    date: str | None
    total_tracks: int
    cover_id: str | None
    mbid: str | None


@dataclass(frozen=True, slots=True)
class ReleaseDetail(Release):
    """A release with all that its files say."""

    genres: tuple[str, ...]
    popularity: int
    """0 to 100, that of its most popular artist."""
    licences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """A track of the library, with the tags of the file that speaks for it."""

    id: str
    title: str
    artists: tuple[ArtistRef, ...]
    release: Release
    duration: float
    """Seconds."""
    track_number: int
    disc_number: int
    isrc: str | None
    popularity: int


@dataclass(frozen=True, slots=True)
class App:
    """A registered program that may ask for tokens."""

    client_id: str
    name: str
    redirect_uris: tuple[str, ...] = ()
    """Where people may be sent back to."""
    public: bool = False
    """Whether it can keep no secret, and has none."""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A bearer token just given out."""

    token: str
    lifetime: int
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Listener:
    """A person whose listening is kept here."""

    id: str
    """A random UUID."""
    name: str
    created_at: int
    """Seconds since 1970, UTC."""


@dataclass(frozen=True, slots=True)
class Caller:
    """An app that shows a token, and for whom it acts."""

    client_id: str
    listener: Listener | None
    """``None`` where the app acts for itself."""
    scopes: frozenset[str]
    """What the listener let it do (``domain.scopes``)."""


@dataclass(frozen=True, slots=True)
class Listen:
    """One playing of a track, as a player reported it."""

    listened_at: int
    """Seconds since 1970, UTC, when it began."""
    artist_name: str
    track_name: str
    release_name: str | None
    source_id: str
    inserted_at: int
    """Seconds since 1970, UTC, when Accord was told."""
    recording_mbid: str | None = None
    isrc: str | None = None
    duration: float | None = None
    """Seconds."""
    additional_info: Mapping[str, Any] = field(default_factory=dict)
    """What else the player said: JSON values."""
