"""Families of tokens, which end together, and the browsers in which listeners are logged in."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables of tokens again, with families and marks of use; create the table of sessions."""
    # Nothing gave out codes or refresh tokens before this, and access tokens live an hour: none is carried over.
    for table in ("access_tokens", "refresh_tokens", "authorization_codes"):
        op.drop_table(table)
    app = ("client_id", "apps.client_id")
    listener = ("listener_id", "listeners.id")
    _create(
        "access_tokens",
        _text("token_hash", primary_key=True),
        _of(*app),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        _of(*listener, nullable=True),
        _text("scope", server_default=""),
        _text("family", nullable=True),
        index=("client_id", "expires_at", "listener_id", "family"),
    )
    _create(
        "refresh_tokens",
        *(_text("token_hash", primary_key=True), _of(*app), _of(*listener), _text("scope")),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        *(_text("family"), sa.Column("used", sa.Boolean(), nullable=False)),
        index=("client_id", "listener_id", "family"),
    )
    _create(
        "authorization_codes",
        *(_text("code_hash", primary_key=True), _of(*app), _of(*listener)),
        *(_text("redirect_uri"), _text("scope"), _text("code_challenge", nullable=True)),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        *(_text("family"), sa.Column("used", sa.Boolean(), nullable=False)),
        index=("client_id", "listener_id", "family"),
    )
    _create(
        "sessions",
        *(_text("token_hash", primary_key=True), _of(*listener)),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        index=("listener_id",),
    )


def _create(name: str, *items: sa.schema.SchemaItem, index: tuple[str, ...]) -> None:
    op.create_table(name, *items, sa.Column("source_id", sa.Text(), sa.ForeignKey("sources.id"), nullable=False))
    for column in index:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _of(name: str, reference: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), sa.ForeignKey(reference, ondelete="CASCADE"), nullable=nullable)


def _text(name: str, *, nullable: bool = False, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable, **options)
