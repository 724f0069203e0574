"""The tables of what was derived, and from what."""

from __future__ import annotations

from sqlalchemy import CheckConstraint

from accord.store.schema.base import Base, Column, Labelled, Sourced, column


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

    id: Column[str] = column(primary_key=True)
    kind: Column[str]
    name: Column[str]
    purpose: Column[str]
    """What it was made for; withdrawing consent to that purpose invalidates it."""
    activity: Column[str]
    agent: Column[str]
    digest: Column[str | None]
    """SHA-256 of its bytes, hexadecimal, where it is bytes."""
    location: Column[str | None]
    """Its file, relative to the data folder, where it is kept there."""
    made_at: Column[int]
    invalidated_at: Column[int | None]


class DerivedInputRow(Sourced, Base):
    """One thing that something was made from (``prov:used``)."""

    __tablename__ = "derived_inputs"

    derived_id: Column[str] = column("derived.id", ondelete="CASCADE", primary_key=True)
    position: Column[int] = column(primary_key=True)
    what: Column[str]
    """``listens``, ``tracks``, ``consents`` ... or the id of another derived thing."""
    rows: Column[int]
    """How many of them went in."""
    listener_id: Column[str | None] = column("listeners.id", ondelete="SET NULL", index=True)
