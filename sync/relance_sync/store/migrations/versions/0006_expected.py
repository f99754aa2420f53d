"""Keeps the day on which the books expect an invoice to be paid, and since when they say so."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns; the next time that invoices are read they are filled."""
    op.add_column("invoices", sa.Column("expected_on", sa.Date()))
    op.add_column("invoices", sa.Column("expected_since", sa.Date()))


def downgrade() -> None:
    """Take them away again."""
    op.drop_column("invoices", "expected_since")
    op.drop_column("invoices", "expected_on")
