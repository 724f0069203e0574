"""The tables of music: sounds, files, what their tags say, analyses, and what is found."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from accord.store.schema.base import Base, Sourced


class TrackRow(Sourced, Base):
    """One sound. It outlives its files: one that comes back finds its id and its analysis."""

    __tablename__ = "tracks"
    __table_args__ = (CheckConstraint("length(id) = 22", name="id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[int]
    """Version of the rule that gave the id (``domain.ids.TRACK_RULE``)."""
    duration: Mapped[float]
    """Seconds."""


class ArtistRow(Sourced, Base):
    """An artist; name and count follow from the files that credit them."""

    __tablename__ = "artists"
    __table_args__ = (CheckConstraint("length(id) = 22", name="id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    mbid: Mapped[str | None] = mapped_column(unique=True)
    track_count: Mapped[int] = mapped_column(index=True)
    """Tracks here that credit the artist, in files that are there."""


class ArtistAliasRow(Sourced, Base):
    """An id under which an artist is also known: what another name, or the MusicBrainz id alone, would have given."""

    __tablename__ = "artist_aliases"

    id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("artists.id"), index=True)
    name: Mapped[str]


class CoverRow(Sourced, Base):
    """A picture, kept once however many files embed it."""

    __tablename__ = "covers"
    __table_args__ = (CheckConstraint("length(id) = 64", name="id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the data, hexadecimal."""
    media_type: Mapped[str]
    data: Mapped[bytes]


class ReleaseRow(Sourced, Base):
    """A release; everything but id and mbid follows from its files."""

    __tablename__ = "releases"
    __table_args__ = (
        CheckConstraint("length(id) = 22", name="id"),
        CheckConstraint("kind IN ('album', 'single', 'compilation')", name="kind"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    mbid: Mapped[str | None] = mapped_column(unique=True)
    kind: Mapped[str]
    date: Mapped[str | None]
    cover_id: Mapped[str | None] = mapped_column(ForeignKey("covers.id"))
    track_count: Mapped[int]
    """Tracks of it that are here."""
    total_tracks: Mapped[int]
    """Tracks that it has, as far as its files say."""


class ReleaseAliasRow(Sourced, Base):
    """An id under which a release is also known, as for artists."""

    __tablename__ = "release_aliases"

    id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("releases.id"), index=True)
    name: Mapped[str]


class ReleaseArtistRow(Sourced, Base):
    """Who a release is credited to, in order; follows from its files."""

    __tablename__ = "release_artists"

    release_id: Mapped[str] = mapped_column(ForeignKey("releases.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    artist_id: Mapped[str] = mapped_column(ForeignKey("artists.id"), index=True)
    name: Mapped[str]


class FileRow(Sourced, Base):
    """A file, or the stretch of one that a CUE sheet names, with its tags."""

    __tablename__ = "files"
    __table_args__ = (
        UniqueConstraint("path", "span"),
        Index("ix_files_track_id", "track_id"),
        Index("ix_files_folder_album_key", "folder", "album_key"),
        Index("ix_files_speaks", "track_id", unique=True, sqlite_where=text("speaks")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[bytes]
    """As the operating system spells it: a name need not be UTF-8."""
    span: Mapped[str]
    """``START-END`` in seconds, an open end left out; empty for the whole file."""
    folder: Mapped[bytes]
    size: Mapped[int]
    mtime_ns: Mapped[int]
    track_id: Mapped[str] = mapped_column(ForeignKey("tracks.id"))
    release_id: Mapped[str] = mapped_column(ForeignKey("releases.id"), index=True)
    speaks: Mapped[bool]
    """Whether the track is shown with this file's tags; true for one file of each track."""
    completeness: Mapped[int]
    """How many of the tags that matter it has."""
    container: Mapped[str]
    codec: Mapped[str]
    sr: Mapped[int]
    """Hz."""
    channels: Mapped[int]
    title: Mapped[str]
    album: Mapped[str]
    album_key: Mapped[str]
    """The album's normalised title."""
    album_tagged: Mapped[bool]
    """False where the album is named by the folder."""
    date: Mapped[str | None]
    track_number: Mapped[int | None]
    track_total: Mapped[int | None]
    disc_number: Mapped[int | None]
    disc_total: Mapped[int | None]
    isrc: Mapped[str | None]
    mb_recording_id: Mapped[str | None]
    mb_release_group_id: Mapped[str | None]
    replaygain_track_gain: Mapped[float | None]
    replaygain_track_peak: Mapped[float | None]
    replaygain_album_gain: Mapped[float | None]
    licence: Mapped[str | None]
    """As written in the tags."""
    terms: Mapped[str | None]
    """The SPDX expression of all that the tags and the files beside it state; none where no licence is known."""
    comment: Mapped[str | None]
    cover_id: Mapped[str | None] = mapped_column(ForeignKey("covers.id"))


class CreditRow(Sourced, Base):
    """An artist as a file credits them, for the track or for the album."""

    __tablename__ = "credits"
    __table_args__ = (CheckConstraint("role IN ('track', 'album')", name="role"),)

    file_id: Mapped[int] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    artist_id: Mapped[str] = mapped_column(ForeignKey("artists.id"), index=True)
    name: Mapped[str]


class GenreRow(Sourced, Base):
    """A genre, by its normalised name."""

    __tablename__ = "genres"

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class FileGenreRow(Sourced, Base):
    """A genre that a file's tags name."""

    __tablename__ = "file_genres"

    file_id: Mapped[int] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    genre_key: Mapped[str] = mapped_column(ForeignKey("genres.key"), index=True)


class AnalysisRow(Sourced, Base):
    """An analysis as it is served; the newest row of a track answers.

    The large column stands last, so that reading the small ones does not touch its pages.
    """

    __tablename__ = "analyses"
    __table_args__ = (UniqueConstraint("track_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[str] = mapped_column(ForeignKey("tracks.id"))
    version: Mapped[str]
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"))
    features: Mapped[bytes]
    confidences: Mapped[bytes]
    embedding: Mapped[bytes]
    document: Mapped[bytes]


class ProblemRow(Sourced, Base):
    """A file that could not be used, or was used with a reservation."""

    __tablename__ = "scan_problems"
    __table_args__ = (UniqueConstraint("path", "code", "sentence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[bytes]
    code: Mapped[str]
    sentence: Mapped[str]
    remedy: Mapped[str]
    failed: Mapped[bool]
    size: Mapped[int]
    mtime_ns: Mapped[int]


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

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    entity_id: Mapped[str]
    title: Mapped[str]
    artists: Mapped[str]
    album: Mapped[str]
    genres: Mapped[str]
    year: Mapped[str]
    """Of an artist: each year from which there is music."""
    isrc: Mapped[str]
