"""Accounts that log in, apps that act for them, and what people keep: saved things, playlists, old ids."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Let tokens act for listeners; create the tables of codes, passwords and collections."""
    _tokens()
    _codes()
    _collections()


def _tokens() -> None:
    # Tokens live an hour: those that are out are given out again rather than carried over.
    op.drop_table("access_tokens")
    _create(
        "access_tokens",
        _text("token_hash", primary_key=True),
        _of("apps.client_id", "client_id"),
        _integer("expires_at"),
        _of("listeners.id", "listener_id", nullable=True),
        sa.Column("scope", sa.Text(), nullable=False, server_default=""),
        index=("client_id", "expires_at", "listener_id"),
    )
    _create(
        "refresh_tokens",
        _text("token_hash", primary_key=True),
        _of("apps.client_id", "client_id"),
        _of("listeners.id", "listener_id"),
        _text("scope"),
        _boolean("public"),
        _integer("created_at"),
        index=("client_id", "listener_id"),
    )


def _codes() -> None:
    _create("app_redirects", _of("apps.client_id", "client_id", primary_key=True), _text("uri", primary_key=True))
    _create(
        "authorization_codes",
        _text("code_hash", primary_key=True),
        _of("apps.client_id", "client_id"),
        _of("listeners.id", "listener_id"),
        *(_text(name) for name in ("redirect_uri", "scope")),
        _text("code_challenge", nullable=True),
        _integer("expires_at"),
        index=("client_id", "listener_id"),
    )
    _create("passwords", _of("listeners.id", "listener_id", primary_key=True), _text("hash"))


def _collections() -> None:
    _create(
        "saved",
        _of("listeners.id", "listener_id", primary_key=True),
        *(_text(name, primary_key=True) for name in ("kind", "entity_id")),
        _integer("saved_at"),
        sa.CheckConstraint("kind IN ('track', 'album', 'artist', 'playlist', 'user')", name="kind"),
    )
    op.create_index("ix_saved_listener_id_kind_saved_at", "saved", ["listener_id", "kind", "saved_at"])
    _create(
        "playlists",
        _text("id", primary_key=True),
        _of("listeners.id", "listener_id"),
        *(_text(name) for name in ("name", "description", "snapshot_id")),
        *(_boolean(name) for name in ("public", "collaborative")),
        _integer("created_at"),
        sa.Column("picture", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("length(id) = 22", name="id"),
        index=("listener_id",),
    )
    _create(
        "playlist_items",
        _of("playlists.id", "playlist_id", primary_key=True),
        _integer("position", primary_key=True),
        _text("track_id"),
        _integer("added_at"),
        sa.Column("added_by", sa.Text(), sa.ForeignKey("listeners.id", ondelete="SET NULL"), nullable=True),
        index=("track_id", "added_by"),
    )
    _create(
        "old_ids",
        _of("listeners.id", "listener_id", primary_key=True),
        *(_text(name, primary_key=True) for name in ("kind", "old_id")),
        _text("entity_id"),
        sa.CheckConstraint("kind IN ('track', 'album', 'artist')", name="kind"),
    )


def _create(name: str, *items: sa.schema.SchemaItem, index: tuple[str, ...] = ()) -> None:
    op.create_table(name, *items, sa.Column("source_id", sa.Text(), sa.ForeignKey("sources.id"), nullable=False))
    for column in index:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _of(reference: str, name: str, *, nullable: bool = False, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), sa.ForeignKey(reference, ondelete="CASCADE"), nullable=nullable, **options)


def _text(name: str, *, nullable: bool = False, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable, **options)


def _integer(name: str, **options: Any) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, **options)


def _boolean(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)
