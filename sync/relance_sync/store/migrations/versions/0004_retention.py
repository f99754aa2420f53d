"""Makes room for retention: when a row was last heard of, what was blanked, and what must not come back.

Receipts and history still only grow, except in a transaction that says for which company it erases.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# Written out here once more: what a released step does never changes with the code.
ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")
APPEND_ONLY = ("receipts", "history")
_SQLITE = (
    "DROP TRIGGER <table>_no_update",
    "DROP TRIGGER <table>_no_delete",
    """
    CREATE TRIGGER <table>_no_update BEFORE UPDATE ON <table>
    WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE company = OLD.company)
    BEGIN SELECT RAISE(ABORT, '<table> only grows'); END
    """,
    """
    CREATE TRIGGER <table>_no_delete BEFORE DELETE ON <table>
    WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE company = OLD.company)
    BEGIN SELECT RAISE(ABORT, '<table> only grows'); END
    """,
)
_POSTGRESQL = (
    "DROP TRIGGER <table>_only_grows ON <table>",
    """
    CREATE TRIGGER <table>_only_grows BEFORE TRUNCATE ON <table>
    EXECUTE FUNCTION <table>_only_grows()
    """,
    """
    CREATE FUNCTION <table>_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (SELECT 1 FROM erasing WHERE company = OLD.company) THEN
            RAISE EXCEPTION '<table> only grows';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER <table>_only_erased BEFORE UPDATE OR DELETE ON <table>
    FOR EACH ROW EXECUTE FUNCTION <table>_only_erased()
    """,
)


def upgrade() -> None:
    """Add columns and tables, and open the gate of what only grows."""
    for table, column in (
        ("customers", "changed_on"),
        ("skipped", "noted_on"),
        ("outbox", "blanked_on"),
        ("history", "blanked_on"),
    ):
        op.add_column(table, sa.Column(column, sa.Date()))
    for table, column in (("customers", "changed_on"), ("skipped", "noted_on")):
        # Nobody noted it so far: the period begins now.
        known = sa.table(table, sa.column(column, sa.Date()))
        op.execute(known.update().values({column: datetime.now(UTC).date()}))
    op.create_table("erasing", sa.Column("company", ID, nullable=False), sa.PrimaryKeyConstraint("company"))
    op.create_table(
        "forgotten",
        sa.Column("company", ID, nullable=False),
        sa.Column("kind", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("forgotten_on", sa.Date(), nullable=False),
        sa.Column("returns", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("company", "kind", "id"),
    )
    for table in APPEND_ONLY:
        _gate(table)


def _gate(table: str) -> None:
    steps = _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL
    for step in steps:
        op.execute(step.replace("<table>", table))
