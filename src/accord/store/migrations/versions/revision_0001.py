"""The first schema: music, analyses, problems, apps; every row with its source, every source with its label."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables, and the full-text index with its triggers."""
    _labels()
    _music()
    _files()
    _documents()
    _access()
    _search()


def _labels() -> None:
    lists = ("purposes", "obligations", "subjects")
    op.create_table(
        "sources",
        _text("id", primary_key=True),
        _text("name"),
        *(sa.Column(name, sa.JSON(none_as_null=True), nullable=False) for name in lists),
        sa.CheckConstraint("length(id) > 0", name="id"),
        sa.CheckConstraint("length(name) > 0", name="name"),
        *(sa.CheckConstraint(f"json_valid({name}) AND {name} LIKE '[%'", name=name) for name in lists),
    )


def _music() -> None:
    _create("tracks", _id(), _integer("rule"), _real("duration"), sa.CheckConstraint("length(id) = 22", name="id"))
    _create(
        "artists",
        _id(),
        _text("name"),
        _text("mbid", nullable=True),
        _integer("track_count"),
        sa.UniqueConstraint("mbid"),
        sa.CheckConstraint("length(id) = 22", name="id"),
        index=("track_count",),
    )
    _create("artist_aliases", _id(), _text("owner_id", "artists.id"), _text("name"), index=("owner_id",))
    _create(
        "covers",
        _id(),
        _text("media_type"),
        _bytes("data"),
        sa.CheckConstraint("length(id) = 64", name="id"),
    )
    _create(
        "releases",
        _id(),
        _text("title"),
        _text("mbid", nullable=True),
        _text("kind"),
        _text("date", nullable=True),
        _text("cover_id", "covers.id", nullable=True),
        _integer("track_count"),
        _integer("total_tracks"),
        sa.UniqueConstraint("mbid"),
        sa.CheckConstraint("length(id) = 22", name="id"),
        sa.CheckConstraint("kind IN ('album', 'single', 'compilation')", name="kind"),
    )
    _create("release_aliases", _id(), _text("owner_id", "releases.id"), _text("name"), index=("owner_id",))
    _create(
        "release_artists",
        _text("release_id", "releases.id", primary_key=True),
        _integer("position", primary_key=True),
        _text("artist_id", "artists.id"),
        _text("name"),
        index=("artist_id",),
    )
    _create("genres", _text("key", primary_key=True), _text("name"))


def _files() -> None:
    _create(
        "files",
        _integer("id", primary_key=True),
        _bytes("path"),
        _text("span"),
        _bytes("folder"),
        _integer("size"),
        _integer("mtime_ns"),
        _text("track_id", "tracks.id"),
        _text("release_id", "releases.id"),
        _boolean("speaks"),
        _integer("completeness"),
        *(_text(name) for name in ("container", "codec")),
        *(_integer(name) for name in ("sr", "channels")),
        *(_text(name) for name in ("title", "album", "album_key")),
        _boolean("album_tagged"),
        _text("date", nullable=True),
        *(_integer(name, nullable=True) for name in ("track_number", "track_total", "disc_number", "disc_total")),
        *(_text(name, nullable=True) for name in ("isrc", "mb_recording_id", "mb_release_group_id")),
        *(_real(f"replaygain_{name}", nullable=True) for name in ("track_gain", "track_peak", "album_gain")),
        *(_text(name, nullable=True) for name in ("licence", "comment")),
        _text("cover_id", "covers.id", nullable=True),
        sa.UniqueConstraint("path", "span"),
        index=("track_id", "release_id"),
    )
    op.create_index("ix_files_folder_album_key", "files", ["folder", "album_key"])
    op.create_index("ix_files_speaks", "files", ["track_id"], unique=True, sqlite_where=sa.text("speaks"))
    _create(
        "credits",
        _of_file(),
        _text("role", primary_key=True),
        _integer("position", primary_key=True),
        _text("artist_id", "artists.id"),
        _text("name"),
        sa.CheckConstraint("role IN ('track', 'album')", name="role"),
        index=("artist_id",),
    )
    _create(
        "file_genres",
        _of_file(),
        _integer("position", primary_key=True),
        _text("genre_key", "genres.key"),
        index=("genre_key",),
    )


def _documents() -> None:
    # The large column stands last in the row: reading the small ones does not touch its pages.
    _create(
        "analyses",
        _integer("id", primary_key=True),
        _text("track_id", "tracks.id"),
        _text("version"),
        _text("source_id", "sources.id"),
        *(_bytes(name) for name in ("features", "confidences", "embedding", "document")),
        sa.UniqueConstraint("track_id", "version"),
    )
    _create(
        "scan_problems",
        _integer("id", primary_key=True),
        _bytes("path"),
        *(_text(name) for name in ("code", "sentence", "remedy")),
        _boolean("failed"),
        _integer("size"),
        _integer("mtime_ns"),
        sa.UniqueConstraint("path", "code", "sentence"),
    )


def _access() -> None:
    _create("apps", _text("client_id", primary_key=True), _text("secret_hash"), _text("name"), _integer("created_at"))
    _create(
        "access_tokens",
        _text("token_hash", primary_key=True),
        sa.Column("client_id", sa.Text, sa.ForeignKey("apps.client_id", ondelete="CASCADE"), nullable=False),
        _integer("expires_at"),
        index=("client_id", "expires_at"),
    )


def _search() -> None:
    words = ("title", "artists", "album", "genres")
    _create(
        "search_entries",
        _integer("id", primary_key=True),
        *(_text(name) for name in ("kind", "entity_id", *words)),
        sa.UniqueConstraint("kind", "entity_id"),
        sa.CheckConstraint("kind IN ('track', 'artist', 'release')", name="kind"),
    )
    columns = ", ".join(words)
    op.execute(
        f"CREATE VIRTUAL TABLE search USING fts5({columns}, content = 'search_entries', content_rowid = 'id',"
        " tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
    )
    add = f"INSERT INTO search(rowid, {columns}) VALUES (new.id, {', '.join(f'new.{word}' for word in words)});"
    remove = (
        f"INSERT INTO search(search, rowid, {columns})"
        f" VALUES ('delete', old.id, {', '.join(f'old.{word}' for word in words)});"
    )
    op.execute(f"CREATE TRIGGER search_added AFTER INSERT ON search_entries BEGIN {add} END")
    op.execute(f"CREATE TRIGGER search_removed AFTER DELETE ON search_entries BEGIN {remove} END")
    op.execute(f"CREATE TRIGGER search_changed AFTER UPDATE ON search_entries BEGIN {remove} {add} END")


def _create(name: str, *items: sa.schema.SchemaItem, index: tuple[str, ...] = ()) -> None:
    if not any(isinstance(item, sa.Column) and item.name == "source_id" for item in items):
        items = (*items, _text("source_id", "sources.id"))
    op.create_table(name, *items)
    for column in index:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _text(name: str, reference: str | None = None, *, nullable: bool = False, **options: Any) -> sa.Column[str]:
    keys = [sa.ForeignKey(reference)] if reference else []
    return sa.Column(name, sa.Text(), *keys, nullable=nullable, **options)


def _id() -> sa.Column[str]:
    return _text("id", primary_key=True)


def _integer(name: str, *, nullable: bool = False, **options: Any) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable, **options)


def _real(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Double(), nullable=nullable)


def _boolean(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _of_file() -> sa.Column[int]:
    return sa.Column(
        "file_id", sa.Integer(), sa.ForeignKey("files.id", ondelete="CASCADE"), primary_key=True, nullable=False
    )
