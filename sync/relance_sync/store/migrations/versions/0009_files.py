"""Makes room for what the files of customers on the platform are to show, and what they show."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

# Written out here once more: what a released step does never changes with the code.
ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table; it is filled as customers are assessed."""
    op.create_table(
        "files",
        sa.Column("company", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text()),
        sa.PrimaryKeyConstraint("company", "customer"),
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("files")
