"""The tables of music: sounds, files, what their tags say, analyses, and what is found."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text

from accord.store.schema.base import Base, Column, Sourced, column


class TrackRow(Sourced, Base):
    """One sound. It outlives its files: one that comes back finds its id and its analysis."""

    __tablename__ = "tracks"
    __table_args__ = (CheckConstraint("length(id) = 22", name="id"),)

    id: Column[str] = column(primary_key=True)
    rule: Column[int]
    """Version of the rule that gave the id (``domain.ids.TRACK_RULE``)."""
    duration: Column[float]
    """Seconds."""


class ArtistRow(Sourced, Base):
    """An artist; name and count follow from the files that credit them."""

    __tablename__ = "artists"
    __table_args__ = (CheckConstraint("length(id) = 22", name="id"),)

    id: Column[str] = column(primary_key=True)
    name: Column[str]
    mbid: Column[str | None] = column(unique=True)
    track_count: Column[int] = column(index=True)
    """Tracks here that credit the artist, in files that are there."""


class ArtistAliasRow(Sourced, Base):
    """An id under which an artist is also known: what another name, or the MusicBrainz id alone, would have given."""

    __tablename__ = "artist_aliases"

    id: Column[str] = column(primary_key=True)
    owner_id: Column[str] = column("artists.id", index=True)
    name: Column[str]


class CoverRow(Sourced, Base):
    """A picture, kept once however many files embed it."""

    __tablename__ = "covers"
    __table_args__ = (CheckConstraint("length(id) = 64", name="id"),)

    id: Column[str] = column(primary_key=True)
    """SHA-256 of the data, hexadecimal."""
    media_type: Column[str]
    data: Column[bytes]


class ReleaseRow(Sourced, Base):
    """A release; everything but id and mbid follows from its files."""

    __tablename__ = "releases"
    __table_args__ = (
        CheckConstraint("length(id) = 22", name="id"),
        CheckConstraint("kind IN ('album', 'single', 'compilation')", name="kind"),
    )

    id: Column[str] = column(primary_key=True)
    title: Column[str]
    mbid: Column[str | None] = column(unique=True)
    kind: Column[str]
    date: Column[str | None]
    cover_id: Column[str | None] = column("covers.id")
    track_count: Column[int]
    """Tracks of it that are here."""
    total_tracks: Column[int]
    """Tracks that it has, as far as its files say."""


class ReleaseAliasRow(Sourced, Base):
    """An id under which a release is also known, as for artists."""

    __tablename__ = "release_aliases"

    id: Column[str] = column(primary_key=True)
    owner_id: Column[str] = column("releases.id", index=True)
    name: Column[str]


class ReleaseArtistRow(Sourced, Base):
    """Who a release is credited to, in order; follows from its files."""

    __tablename__ = "release_artists"

    release_id: Column[str] = column("releases.id", primary_key=True)
    position: Column[int] = column(primary_key=True)
    artist_id: Column[str] = column("artists.id", index=True)
    name: Column[str]


class FileRow(Sourced, Base):
    """A file, or the stretch of one that a CUE sheet names, with its tags."""

    __tablename__ = "files"
    __table_args__ = (
        UniqueConstraint("path", "span"),
        Index("ix_files_track_id", "track_id"),
        Index("ix_files_folder_album_key", "folder", "album_key"),
        Index("ix_files_speaks", "track_id", unique=True, sqlite_where=text("speaks")),
    )

    id: Column[int] = column(primary_key=True)
    path: Column[bytes]
    """As the operating system spells it: a name need not be UTF-8."""
    span: Column[str]
    """``START-END`` in seconds, an open end left out; empty for the whole file."""
    folder: Column[bytes]
    size: Column[int]
    mtime_ns: Column[int]
    track_id: Column[str] = column("tracks.id")
    release_id: Column[str] = column("releases.id", index=True)
    speaks: Column[bool]
    """Whether the track is shown with this file's tags; true for one file of each track."""
    completeness: Column[int]
    """How many of the tags that matter it has."""
    container: Column[str]
    codec: Column[str]
    sr: Column[int]
    """Hz."""
    channels: Column[int]
    title: Column[str]
    album: Column[str]
    album_key: Column[str]
    """The album's normalised title."""
    album_tagged: Column[bool]
    """False where the album is named by the folder."""
    date: Column[str | None]
    track_number: Column[int | None]
    track_total: Column[int | None]
    disc_number: Column[int | None]
    disc_total: Column[int | None]
    isrc: Column[str | None]
    mb_recording_id: Column[str | None]
    mb_release_group_id: Column[str | None]
    replaygain_track_gain: Column[float | None]
    replaygain_track_peak: Column[float | None]
    replaygain_album_gain: Column[float | None]
    licence: Column[str | None]
    """As written in the tags."""
    terms: Column[str | None]
    """The SPDX expression of all that the tags and the files beside it state; none where no licence is known."""
    comment: Column[str | None]
    cover_id: Column[str | None] = column("covers.id")


class CreditRow(Sourced, Base):
    """An artist as a file credits them, for the track or for the album."""

    __tablename__ = "credits"
    __table_args__ = (CheckConstraint("role IN ('track', 'album')", name="role"),)

    file_id: Column[int] = column("files.id", ondelete="CASCADE", primary_key=True)
    role: Column[str] = column(primary_key=True)
    position: Column[int] = column(primary_key=True)
    artist_id: Column[str] = column("artists.id", index=True)
    name: Column[str]


class GenreRow(Sourced, Base):
    """A genre, by its normalised name."""

    __tablename__ = "genres"

    key: Column[str] = column(primary_key=True)
    name: Column[str]


class FileGenreRow(Sourced, Base):
    """A genre that a file's tags name."""

    __tablename__ = "file_genres"

    file_id: Column[int] = column("files.id", ondelete="CASCADE", primary_key=True)
    position: Column[int] = column(primary_key=True)
    genre_key: Column[str] = column("genres.key", index=True)


class AnalysisRow(Sourced, Base):
    """An analysis as it is served; the newest row of a track answers.

    The large column stands last, so that reading the small ones does not touch its pages.
    """

    __tablename__ = "analyses"
    __table_args__ = (UniqueConstraint("track_id", "version"),)

    id: Column[int] = column(primary_key=True)
    track_id: Column[str] = column("tracks.id")
    version: Column[str]
    source_id: Column[str] = column("sources.id")
    features: Column[bytes]
    confidences: Column[bytes]
    embedding: Column[bytes]
    document: Column[bytes]
    weights: Column[str | None]
    """Id of the source of the weights of others that it was also made with; one that is not known shows to nobody."""
    tags: Column[bytes | None]
    """JSON: probability of each tag that these weights know."""


class ProblemRow(Sourced, Base):
    """A file that could not be used, or was used with a reservation."""

    __tablename__ = "scan_problems"
    __table_args__ = (UniqueConstraint("path", "code", "sentence"),)

    id: Column[int] = column(primary_key=True)
    path: Column[bytes]
    code: Column[str]
    sentence: Column[str]
    remedy: Column[str]
    failed: Column[bool]
    size: Column[int]
    mtime_ns: Column[int]


ENTRIES_OF_A_KIND = 1 << 40
FIRST_ENTRY = {"track": 0, "artist": ENTRIES_OF_A_KIND, "release": 2 * ENTRIES_OF_A_KIND}
"""Ids of search entries begin here, by kind: a range of ids is the quickest that FTS5 can be held to."""


class SearchEntryRow(Sourced, Base):
    """The words by which something is found; triggers keep the full-text index ``search`` equal to it."""

    __tablename__ = "search_entries"
    __table_args__ = (
        UniqueConstraint("kind", "entity_id"),
        CheckConstraint("kind IN ('track', 'artist', 'release')", name="kind"),
        CheckConstraint("id >> 40 = CASE kind WHEN 'track' THEN 0 WHEN 'artist' THEN 1 ELSE 2 END", name="id"),
    )

    id: Column[int] = column(primary_key=True)
    kind: Column[str]
    entity_id: Column[str]
    title: Column[str]
    artists: Column[str]
    album: Column[str]
    genres: Column[str]
    year: Column[str]
    """Of an artist: each year from which there is music."""
    isrc: Column[str]
