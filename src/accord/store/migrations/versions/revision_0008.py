"""Weights of others that analyses are made with, and the tags that they give."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Let an analysis name the source of such weights, and keep their tags."""
    op.add_column("analyses", sa.Column("weights", sa.Text(), nullable=True))
    op.add_column("analyses", sa.Column("tags", sa.LargeBinary(), nullable=True))
