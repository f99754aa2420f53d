"""Keeps a company's time zone: commands that do not call the platform must know what day it is there."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; the next sync fills it."""
    op.add_column("companies", sa.Column("time_zone", sa.Text()))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("companies", "time_zone")
