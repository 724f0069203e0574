"""The tables of what listeners say of music, and of what they skipped."""

from __future__ import annotations

from sqlalchemy import CheckConstraint

from accord.store.schema.base import Base, Column, Sourced, column


class FeedbackRow(Sourced, Base):
    """What a listener said of a track, album, artist or genre; the last word stands."""

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint("kind IN ('track', 'album', 'artist', 'genre')", name="kind"),
        CheckConstraint("verdict IN ('like', 'less', 'hide')", name="verdict"),
    )

    listener_id: Column[str] = column("listeners.id", ondelete="CASCADE", primary_key=True)
    kind: Column[str] = column(primary_key=True)
    entity_id: Column[str] = column(primary_key=True)
    """Of a genre: its normalised name."""
    verdict: Column[str]
    said_at: Column[int]


class SkipRow(Sourced, Base):
    """A track that a listener skipped, and when."""

    __tablename__ = "skips"

    listener_id: Column[str] = column("listeners.id", ondelete="CASCADE", primary_key=True)
    track_id: Column[str] = column(primary_key=True)
    skipped_at: Column[int] = column(primary_key=True)
    """Seconds since 1970, UTC."""
