"""What listeners say of music, and what they skipped."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the tables of verdicts and skips."""
    op.create_table(
        "feedback",
        _listener(),
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("entity_id", sa.Text(), primary_key=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("said_at", sa.Integer(), nullable=False),
        _source(),
        sa.CheckConstraint("kind IN ('track', 'album', 'artist', 'genre')", name=op.f("ck_feedback_kind")),
        sa.CheckConstraint("verdict IN ('like', 'less', 'hide')", name=op.f("ck_feedback_verdict")),
    )
    op.create_table(
        "skips",
        _listener(),
        sa.Column("track_id", sa.Text(), primary_key=True),
        sa.Column("skipped_at", sa.Integer(), primary_key=True),
        _source(),
    )


def _listener() -> sa.Column[str]:
    reference = sa.ForeignKey("listeners.id", ondelete="CASCADE")
    return sa.Column("listener_id", sa.Text(), reference, primary_key=True)


def _source() -> sa.Column[str]:
    return sa.Column("source_id", sa.Text(), sa.ForeignKey("sources.id"), nullable=False)
