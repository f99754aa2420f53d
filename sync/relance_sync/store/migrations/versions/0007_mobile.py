"""Keeps the number of a customer that takes text messages."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column; the next full sync fills it."""
    op.add_column("customers", sa.Column("mobile", sa.Text()))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("customers", "mobile")
