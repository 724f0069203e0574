"""The tables of listeners: accounts, consents, and what they keep."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from accord.store.schema.base import Base, Sourced


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


class SavedRow(Sourced, Base):
    """A track or album that a listener saved, an artist or playlist that they follow."""

    __tablename__ = "saved"
    __table_args__ = (
        CheckConstraint("kind IN ('track', 'album', 'artist', 'playlist', 'user')", name="kind"),
        Index("ix_saved_listener_id_kind_saved_at", "listener_id", "kind", "saved_at"),
    )

    listener_id: Mapped[str] = mapped_column(ForeignKey("listeners.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    entity_id: Mapped[str] = mapped_column(primary_key=True)
    saved_at: Mapped[int]


class PlaylistRow(Sourced, Base):
    """A playlist that a listener made."""

    __tablename__ = "playlists"
    __table_args__ = (CheckConstraint("length(id) = 22", name="id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    listener_id: Mapped[str] = mapped_column(ForeignKey("listeners.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    description: Mapped[str]
    public: Mapped[bool]
    collaborative: Mapped[bool]
    snapshot_id: Mapped[str]
    created_at: Mapped[int]
    picture: Mapped[bytes | None]
    """JPEG, as the listener gave it."""


class PlaylistItemRow(Sourced, Base):
    """A track in a playlist; the same one may stand there several times."""

    __tablename__ = "playlist_items"

    playlist_id: Mapped[str] = mapped_column(ForeignKey("playlists.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[str] = mapped_column(index=True)
    """A track that is not here has its place kept, in case it comes (back)."""
    added_at: Mapped[int]
    added_by: Mapped[str | None] = mapped_column(ForeignKey("listeners.id", ondelete="SET NULL"), index=True)


class OldIdRow(Sourced, Base):
    """An id under which a listener's own export knows something of the library: for looking up, and nothing else."""

    __tablename__ = "old_ids"
    __table_args__ = (CheckConstraint("kind IN ('track', 'album', 'artist')", name="kind"),)

    listener_id: Mapped[str] = mapped_column(ForeignKey("listeners.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    old_id: Mapped[str] = mapped_column(primary_key=True)
    entity_id: Mapped[str]
