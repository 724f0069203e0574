"""People: listeners, their tokens and consents; and the lineage of what is derived."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables of listeners, consents and lineage."""
    _listeners()
    _consents()
    _lineage()


def _listeners() -> None:
    _create(
        "listeners",
        _text("id", primary_key=True),
        _text("name"),
        _integer("created_at"),
        sa.UniqueConstraint("name"),
        sa.CheckConstraint("length(id) = 36", name="id"),
        sa.CheckConstraint("length(name) > 0", name="name"),
    )
    _create("listener_tokens", _text("token_hash", primary_key=True), _of("listeners"), _integer("created_at"))
    _index("listener_tokens", "listener_id")


def _consents() -> None:
    texts = ("purpose", "schema_version", "notice_hash", "language", "jurisdiction", "controller")
    _create(
        "consent_records",
        _text("id", primary_key=True),
        _of("listeners"),
        *(_text(name) for name in texts),
        *(_integer(name) for name in ("notice_version", "created_at")),
        _integer("expires_at", nullable=True),
        sa.CheckConstraint("length(id) = 36", name="id"),
        sa.CheckConstraint("length(notice_hash) = 64", name="notice_hash"),
    )
    _index("consent_records", "listener_id", "purpose")
    _create(
        "consent_events",
        _integer("id", primary_key=True),
        sa.Column("record_id", sa.Text(), sa.ForeignKey("consent_records.id", ondelete="CASCADE"), nullable=False),
        _integer("at"),
        *(_text(name) for name in ("state", "entity", "method")),
    )
    _index("consent_events", "record_id")


def _lineage() -> None:
    lists = ("purposes", "obligations", "sources", "subjects")
    op.create_table(
        "derived",
        _text("id", primary_key=True),
        *(_text(name) for name in ("kind", "name", "purpose", "activity", "agent")),
        *(_text(name, nullable=True) for name in ("digest", "location")),
        _integer("made_at"),
        _integer("invalidated_at", nullable=True),
        *(sa.Column(name, sa.JSON(none_as_null=True), nullable=False) for name in lists),
        sa.CheckConstraint("length(id) = 36", name="id"),
        sa.CheckConstraint("kind IN ('model', 'playlist', 'statistic', 'export', 'backup')", name="kind"),
        sa.CheckConstraint("length(sources) > 2", name="sources"),
        *(sa.CheckConstraint(f"json_valid({name}) AND {name} LIKE '[%'", name=f"{name}_list") for name in lists),
    )
    _create(
        "derived_inputs",
        sa.Column(
            "derived_id", sa.Text(), sa.ForeignKey("derived.id", ondelete="CASCADE"), primary_key=True, nullable=False
        ),
        _integer("position", primary_key=True),
        _text("what"),
        _integer("rows"),
        sa.Column("listener_id", sa.Text(), sa.ForeignKey("listeners.id", ondelete="SET NULL"), nullable=True),
    )
    _index("derived_inputs", "listener_id")


def _create(name: str, *items: sa.schema.SchemaItem) -> None:
    op.create_table(name, *items, sa.Column("source_id", sa.Text(), sa.ForeignKey("sources.id"), nullable=False))


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def _of(table: str) -> sa.Column[str]:
    key = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column("listener_id", sa.Text(), key, nullable=False)


def _text(name: str, *, nullable: bool = False, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable, **options)


def _integer(name: str, *, nullable: bool = False, **options: Any) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable, **options)
