"""The tables of what was derived, and from what."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from accord.store.schema.base import Base, Labelled, Sourced


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
