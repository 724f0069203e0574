"""The tables of listeners: accounts, consents, and what they keep."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index

from accord.store.schema.base import Base, Column, Sourced, column


class ListenerRow(Sourced, Base):
    """A person whose listening is kept here."""

    __tablename__ = "listeners"
    __table_args__ = (CheckConstraint("length(id) = 36", name="id"), CheckConstraint("length(name) > 0", name="name"))

    id: Column[str] = column(primary_key=True)
    """A random UUID: the ``pii_principal_id`` of the consent records."""
    name: Column[str] = column(unique=True)
    created_at: Column[int]
    """Seconds since 1970, UTC."""


class ListenerTokenRow(Sourced, Base):
    """A token by which a listener's programs are known; the token itself is not kept."""

    __tablename__ = "listener_tokens"

    token_hash: Column[str] = column(primary_key=True)
    listener_id: Column[str] = column("listeners.id", ondelete="CASCADE", index=True)
    created_at: Column[int]


class ConsentRow(Sourced, Base):
    """A consent record: one listener, one purpose, one notice. Its events say how it came to its state."""

    __tablename__ = "consent_records"
    __table_args__ = (
        CheckConstraint("length(id) = 36", name="id"),
        CheckConstraint("length(notice_hash) = 64", name="notice_hash"),
        Index("ix_consent_records_listener_id_purpose", "listener_id", "purpose"),
    )

    id: Column[str] = column(primary_key=True)
    """A random UUID: the ``record_id``."""
    listener_id: Column[str] = column("listeners.id", ondelete="CASCADE")
    purpose: Column[str]
    schema_version: Column[str]
    notice_version: Column[int]
    notice_hash: Column[str]
    language: Column[str]
    jurisdiction: Column[str]
    controller: Column[str]
    created_at: Column[int]
    expires_at: Column[int | None]


class ConsentEventRow(Sourced, Base):
    """What happened to a consent record; the last event is its state."""

    __tablename__ = "consent_events"

    id: Column[int] = column(primary_key=True)
    record_id: Column[str] = column("consent_records.id", ondelete="CASCADE", index=True)
    at: Column[int]
    state: Column[str]
    """A ``dpv:Consent...`` status."""
    entity: Column[str]
    """``subject``, ``operator`` or ``accord`` itself."""
    method: Column[str]
    """By what means: ``command``, ``api`` or ``page``."""


class SavedRow(Sourced, Base):
    """A track or album that a listener saved, an artist or playlist that they follow."""

    __tablename__ = "saved"
    __table_args__ = (
        CheckConstraint("kind IN ('track', 'album', 'artist', 'playlist', 'user')", name="kind"),
        Index("ix_saved_listener_id_kind_saved_at", "listener_id", "kind", "saved_at"),
    )

    listener_id: Column[str] = column("listeners.id", ondelete="CASCADE", primary_key=True)
    kind: Column[str] = column(primary_key=True)
    entity_id: Column[str] = column(primary_key=True)
    saved_at: Column[int]


class PlaylistRow(Sourced, Base):
    """A playlist that a listener made."""

    __tablename__ = "playlists"
    __table_args__ = (CheckConstraint("length(id) = 22", name="id"),)

    id: Column[str] = column(primary_key=True)
    listener_id: Column[str] = column("listeners.id", ondelete="CASCADE", index=True)
    name: Column[str]
    description: Column[str]
    public: Column[bool]
    collaborative: Column[bool]
    snapshot_id: Column[str]
    created_at: Column[int]
    picture: Column[bytes | None]
    """JPEG, as the listener gave it."""


class PlaylistItemRow(Sourced, Base):
    """A track in a playlist; the same one may stand there several times."""

    __tablename__ = "playlist_items"

    playlist_id: Column[str] = column("playlists.id", ondelete="CASCADE", primary_key=True)
    position: Column[int] = column(primary_key=True)
    track_id: Column[str] = column(index=True)
    """A track that is not here has its place kept, in case it comes (back)."""
    added_at: Column[int]
    added_by: Column[str | None] = column("listeners.id", ondelete="SET NULL", index=True)


class OldIdRow(Sourced, Base):
    """An id under which a listener's own export knows something of the library: for looking up, and nothing else."""

    __tablename__ = "old_ids"
    __table_args__ = (CheckConstraint("kind IN ('track', 'album', 'artist')", name="kind"),)

    listener_id: Column[str] = column("listeners.id", ondelete="CASCADE", primary_key=True)
    kind: Column[str] = column(primary_key=True)
    old_id: Column[str] = column(primary_key=True)
    entity_id: Column[str]
