"""The tables of the library. What each row may be used for is the label of the source that it names."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Double, ForeignKey, Index, MetaData, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Root of the models. Constraints are named, so that a migration can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads a dict
        str: Text(),
        float: Double(),
        list[str]: JSON(none_as_null=True),
    }


class Sourced:
    """A row that says where it comes from. Without a known source it does not insert."""

    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"))


class Labelled:
    """A row that carries a label of its own, because it was derived from several sources. It has no row without."""

    purposes: Mapped[list[str]]
    obligations: Mapped[list[str]]
    sources: Mapped[list[str]]
    subjects: Mapped[list[str]]


class SourceRow(Base):
    """A source of data, with the label of all that comes from it; the rows are those of ``rights.registry``."""

    __tablename__ = "sources"
    __table_args__ = (
        CheckConstraint("length(id) > 0", name="id"),
        CheckConstraint("length(name) > 0", name="name"),
        *(
            CheckConstraint(f"json_valid({column}) AND {column} LIKE '[%'", name=column)
            for column in ("purposes", "obligations", "subjects")
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    purposes: Mapped[list[str]]
    obligations: Mapped[list[str]]
    subjects: Mapped[list[str]]


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
    """As written in the tags or beside the file."""
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


class SearchEntryRow(Sourced, Base):
    """The words by which something is found; triggers keep the full-text index ``search`` equal to it."""

    __tablename__ = "search_entries"
    __table_args__ = (
        UniqueConstraint("kind", "entity_id"),
        CheckConstraint("kind IN ('track', 'artist', 'release')", name="kind"),
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


class AppRow(Sourced, Base):
    """A program that may ask for tokens."""

    __tablename__ = "apps"

    client_id: Mapped[str] = mapped_column(primary_key=True)
    secret_hash: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[int]
    """Seconds since 1970, UTC."""


class AccessTokenRow(Sourced, Base):
    """A token given out to an app; the token itself is not kept."""

    __tablename__ = "access_tokens"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("apps.client_id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[int] = mapped_column(index=True)
    """Seconds since 1970, UTC."""


class ListenerRow(Sourced, Base):
    """A person whose listening is kept here."""

    __tablename__ = "listeners"
    __table_args__ = (CheckConstraint("length(id) = 36", name="id"), CheckConstraint("length(name) > 0", name="name"))

    id: Mapped[str] = mapped_column(primary_key=True)
    """A random UUID: the ``pii_principal_id`` of the consent records."""
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[int]
    """Seconds since 1970, UTC."""


class ListenerTokenRow(Sourced, Base):
    """A token by which a listener's programs are known; the token itself is not kept."""

    __tablename__ = "listener_tokens"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    listener_id: Mapped[str] = mapped_column(ForeignKey("listeners.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[int]


class ConsentRow(Sourced, Base):
    """A consent record: one listener, one purpose, one notice. Its events say how it came to its state."""

    __tablename__ = "consent_records"
    __table_args__ = (
        CheckConstraint("length(id) = 36", name="id"),
        CheckConstraint("length(notice_hash) = 64", name="notice_hash"),
        Index("ix_consent_records_listener_id_purpose", "listener_id", "purpose"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    """A random UUID: the ``record_id``."""
    listener_id: Mapped[str] = mapped_column(ForeignKey("listeners.id", ondelete="CASCADE"))
    purpose: Mapped[str]
    schema_version: Mapped[str]
    notice_version: Mapped[int]
    notice_hash: Mapped[str]
    language: Mapped[str]
    jurisdiction: Mapped[str]
    controller: Mapped[str]
    created_at: Mapped[int]
    expires_at: Mapped[int | None]


class ConsentEventRow(Sourced, Base):
    """What happened to a consent record; the last event is its state."""

    __tablename__ = "consent_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("consent_records.id", ondelete="CASCADE"), index=True)
    at: Mapped[int]
    state: Mapped[str]
    """A ``dpv:Consent...`` status."""
    entity: Mapped[str]
    """``subject``, ``operator`` or ``accord`` itself."""
    method: Mapped[str]
    """By what means: ``command``, ``api`` or ``page``."""


class DerivedRow(Labelled, Base):
    """Something made from other things: a model, playlist, statistic, export. PROV's entity with its activity."""

    __tablename__ = "derived"
    __table_args__ = (
        CheckConstraint("length(id) = 36", name="id"),
        CheckConstraint("kind IN ('model', 'playlist', 'statistic', 'export', 'backup')", name="kind"),
        CheckConstraint("length(sources) > 2", name="sources"),
        *(
            CheckConstraint(f"json_valid({column}) AND {column} LIKE '[%'", name=f"{column}_list")
            for column in ("purposes", "obligations", "sources", "subjects")
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    purpose: Mapped[str]
    """What it was made for; withdrawing consent to that purpose invalidates it."""
    activity: Mapped[str]
    agent: Mapped[str]
    digest: Mapped[str | None]
    """SHA-256 of its bytes, hexadecimal, where it is bytes."""
    location: Mapped[str | None]
    """Its file, relative to the data folder, where it is kept there."""
    made_at: Mapped[int]
    invalidated_at: Mapped[int | None]


class DerivedInputRow(Sourced, Base):
    """One thing that something was made from (``prov:used``)."""

    __tablename__ = "derived_inputs"

    derived_id: Mapped[str] = mapped_column(ForeignKey("derived.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]
    """``listens``, ``tracks``, ``consents`` ... or the id of another derived thing."""
    rows: Mapped[int]
    """How many of them went in."""
    listener_id: Mapped[str | None] = mapped_column(ForeignKey("listeners.id", ondelete="SET NULL"), index=True)
