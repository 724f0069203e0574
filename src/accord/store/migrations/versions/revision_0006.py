"""The licence that a file is under, read from its tags and from what lies beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Give files an SPDX expression; the next scan fills it in."""
    op.add_column("files", sa.Column("terms", sa.Text(), nullable=True))
