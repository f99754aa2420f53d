"""Makes room for the rules in depth: more kinds of agreements, tags, returned payments, and calibrations.

What was pulled before says nothing about the new facts: the next pull of each company reads everything.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# Written out here once more: what a released step does never changes with the code.
ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the columns, then the tables and indexes."""
    _columns()
    _payment_plans()
    _settlements()
    _overrides()
    _interruptions()
    _calibrations()
    op.create_index("allocations_by_installment", "allocations", ["company", "installment", "day"])
    op.create_index(
        "payments_returned",
        "payments",
        ["company", "customer"],
        sqlite_where=sa.text("returned_on IS NOT NULL"),
        postgresql_where=sa.text("returned_on IS NOT NULL"),
    )
    op.execute("UPDATE pulls SET full_on = NULL")


def _columns() -> None:
    added: dict[str, list[sa.Column[Any]]] = {
        "customers": [sa.Column("tags", sa.JSON(), nullable=False, server_default="[]")],
        "payments": [sa.Column("returned_on", sa.Date())],
        "orders": [sa.Column("to_deliver", sa.Boolean(), nullable=False, server_default=sa.false())],
        "promises": [sa.Column("open_amount", sa.BigInteger()), sa.Column("open_currency", sa.Text())],
        "disputes": [sa.Column("reason", sa.Text(), nullable=False, server_default="other")],
        "tasks": [sa.Column("alert", sa.Text())],
    }
    for table, columns in added.items():
        for column in columns:
            op.add_column(table, column)


def _payment_plans() -> None:
    op.create_table(
        "payment_plans",
        sa.Column("company", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("open_amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("invoices", sa.JSON(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company", "id"),
    )
    op.create_index("payment_plans_by_customer", "payment_plans", ["company", "customer"])


def _settlements() -> None:
    op.create_table(
        "settlements",
        sa.Column("company", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("pays", sa.BigInteger(), nullable=False),
        sa.Column("open_amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("invoices", sa.JSON(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company", "id"),
    )
    op.create_index("settlements_by_customer", "settlements", ["company", "customer"])


def _overrides() -> None:
    op.create_table(
        "overrides",
        sa.Column("company", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("by_whom", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("order_id", ID),
        sa.Column("closed_on", sa.Date()),
        sa.PrimaryKeyConstraint("company", "id"),
    )
    op.create_index("overrides_by_customer", "overrides", ["company", "customer"])


def _interruptions() -> None:
    op.create_table(
        "interruptions",
        sa.Column("company", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("confirmed_by", sa.Text()),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("invoices", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("company", "id"),
    )
    op.create_index("interruptions_by_customer", "interruptions", ["company", "customer"])


def _calibrations() -> None:
    op.create_table(
        "calibrations",
        sa.Column("company", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("paid", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("ends", sa.JSON()),
        sa.Column("ends_on", sa.Date()),
        sa.PrimaryKeyConstraint("company", "day"),
    )
