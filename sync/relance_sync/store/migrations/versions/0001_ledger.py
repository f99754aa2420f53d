"""Makes the ledger: companies and everything that is pulled."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Written out here once more: what a released step does never changes with the code.
ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _companies()
    _pulls()
    _skipped()
    _customers()
    _invoices()
    _installments()
    _credits()
    _payments()
    _allocations()
    _orders()
    _rates()
    _balances()


def _companies() -> None:
    op.create_table(
        "companies",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("country", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
    )


def _pulls() -> None:
    op.create_table(
        "pulls",
        sa.Column("company", ID, nullable=False),
        sa.Column("cursor", sa.Text()),
        sa.Column("balances", sa.Boolean(), nullable=False),
        sa.Column("synced_on", sa.Date()),
        sa.Column("synced_at", INSTANT),
        sa.Column("bank_day", sa.Date()),
        sa.Column("full_on", sa.Date()),
        sa.PrimaryKeyConstraint("company"),
    )


def _skipped() -> None:
    op.create_table(
        "skipped",
        sa.Column("company", ID, nullable=False),
        sa.Column("kind", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company", "kind", "id"),
    )


def _customers() -> None:
    op.create_table(
        "customers",
        sa.Column("company", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("phone", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("segment", sa.Text()),
        sa.Column("plan", sa.Text()),
        sa.Column("collector", sa.Text()),
        sa.Column("salesperson", sa.Text()),
        sa.Column("credit_limit", sa.BigInteger()),
        sa.Column("chased", sa.Boolean(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.PrimaryKeyConstraint("company", "id"),
    )


def _invoices() -> None:
    op.create_table(
        "invoices",
        sa.Column("company", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text()),
        sa.Column("chased", sa.Boolean(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("company", "id"),
    )
    op.create_index("invoices_by_customer", "invoices", ["company", "customer", "is_open"])


def _installments() -> None:
    op.create_table(
        "installments",
        sa.Column("company", ID, nullable=False),
        sa.Column("invoice", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("due", sa.Date()),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("residual", sa.BigInteger(), nullable=False),
        sa.Column("booked", sa.BigInteger()),
        sa.PrimaryKeyConstraint("company", "invoice", "position"),
        sa.ForeignKeyConstraint(
            ["company", "invoice"], ["invoices.company", "invoices.id"], ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )


def _credits() -> None:
    op.create_table(
        "credits",
        sa.Column("company", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("residual", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("booked", sa.BigInteger()),
        sa.PrimaryKeyConstraint("company", "id"),
    )
    op.create_index("credits_by_customer", "credits", ["company", "customer"])


def _payments() -> None:
    op.create_table(
        "payments",
        sa.Column("company", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company", "id"),
    )
    op.create_index("payments_by_customer", "payments", ["company", "customer", "day"])


def _allocations() -> None:
    op.create_table(
        "allocations",
        sa.Column("company", ID, nullable=False),
        sa.Column("payment", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("installment", ID, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("company", "payment", "position"),
        sa.ForeignKeyConstraint(
            ["company", "payment"], ["payments.company", "payments.id"], ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("company", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("total_currency", sa.Text(), nullable=False),
        sa.Column("uninvoiced", sa.BigInteger(), nullable=False),
        sa.Column("uninvoiced_currency", sa.Text(), nullable=False),
        sa.Column("prepaid", sa.Boolean(), nullable=False),
        sa.Column("salesperson", sa.Text()),
        sa.PrimaryKeyConstraint("company", "id"),
    )
    op.create_index("orders_by_customer", "orders", ["company", "customer"])


def _rates() -> None:
    op.create_table(
        "rates",
        sa.Column("company", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company", "id"),
    )


def _balances() -> None:
    op.create_table(
        "balances",
        sa.Column("company", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("company", "id"),
    )
