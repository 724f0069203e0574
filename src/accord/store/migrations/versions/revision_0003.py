"""Search by year and ISRC, within one kind."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WORDS = ("title", "artists", "album", "genres", "year", "isrc", "kind")

_ENTRIES = """
    INSERT INTO search_entries (id, kind, entity_id, title, artists, album, genres, year, isrc, source_id)
    SELECT id + (CASE kind WHEN 'track' THEN 0 WHEN 'artist' THEN 1 ELSE 2 END << 40),
        kind, entity_id, title, artists, album, genres,
        coalesce(CASE kind
            WHEN 'track' THEN (SELECT substr(date, 1, 4) FROM files WHERE track_id = entity_id AND speaks)
            WHEN 'release' THEN (SELECT substr(date, 1, 4) FROM releases WHERE releases.id = entity_id)
            ELSE (SELECT group_concat(year, char(10)) FROM (
                SELECT DISTINCT substr(file.date, 1, 4) AS year FROM credits JOIN files AS file ON file.id = file_id
                WHERE artist_id = entity_id AND file.date IS NOT NULL ORDER BY year))
        END, ''),
        coalesce((SELECT isrc FROM files WHERE kind = 'track' AND track_id = entity_id AND speaks), ''),
        source_id
    FROM old_entries
"""


def upgrade() -> None:
    """Give search entries year and ISRC, and make the index and its triggers again."""
    for trigger in ("added", "removed", "changed"):
        op.execute(f"DROP TRIGGER search_{trigger}")
    op.execute("DROP TABLE search")
    op.rename_table("search_entries", "old_entries")
    _entries()
    op.execute(_ENTRIES)
    op.drop_table("old_entries")
    _index()


def _entries() -> None:
    texts = ("kind", "entity_id", "title", "artists", "album", "genres", "year", "isrc")
    op.create_table(
        "search_entries",
        sa.Column("id", sa.Integer(), primary_key=True, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("source_id", sa.Text(), sa.ForeignKey("sources.id"), nullable=False),
        sa.UniqueConstraint("kind", "entity_id"),
        sa.CheckConstraint("kind IN ('track', 'artist', 'release')", name="kind"),
        sa.CheckConstraint("id >> 40 = CASE kind WHEN 'track' THEN 0 WHEN 'artist' THEN 1 ELSE 2 END", name="id"),
    )


def _index() -> None:
    columns = ", ".join(WORDS)
    op.execute(
        f"CREATE VIRTUAL TABLE search USING fts5({columns}, content = 'search_entries', content_rowid = 'id',"
        " tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')"
    )
    op.execute("INSERT INTO search(search) VALUES ('rebuild')")
    add = f"INSERT INTO search(rowid, {columns}) VALUES (new.id, {', '.join(f'new.{word}' for word in WORDS)});"
    remove = (
        f"INSERT INTO search(search, rowid, {columns})"
        f" VALUES ('delete', old.id, {', '.join(f'old.{word}' for word in WORDS)});"
    )
    op.execute(f"CREATE TRIGGER search_added AFTER INSERT ON search_entries BEGIN {add} END")
    op.execute(f"CREATE TRIGGER search_removed AFTER DELETE ON search_entries BEGIN {remove} END")
    op.execute(f"CREATE TRIGGER search_changed AFTER UPDATE ON search_entries BEGIN {remove} {add} END")
