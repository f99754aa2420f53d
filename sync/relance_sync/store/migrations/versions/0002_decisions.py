"""Makes what is decided, written and agreed.

Receipts and history only grow: triggers refuse to change or delete a row.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# Written out here once more: what a released step does never changes with the code.
ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
APPEND_ONLY = ("receipts", "history")


def upgrade() -> None:
    """Make the tables."""
    _reviews()
    _outbox()
    _receipts()
    _history()
    _contacts()
    _tasks()
    _holds()
    _promises()
    _disputes()
    _pauses()
    _approvals()
    for table in APPEND_ONLY:
        _append_only(table)


def _append_only(table: str) -> None:
    refuse = f"{table} only grows"
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{refuse}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{refuse}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"EXECUTE FUNCTION {table}_only_grows()"
    )


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("company", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("assessed_changes", sa.Integer(), nullable=False),
        sa.Column("assessed_on", sa.Date()),
        sa.Column("policy_version", sa.Text()),
        sa.Column("next_review", sa.Date()),
        sa.Column("stage", sa.Text()),
        sa.Column("exposure", sa.BigInteger()),
        sa.Column("overdue", sa.BigInteger()),
        sa.Column("currency", sa.Text()),
        sa.Column("mode", sa.Text()),
        sa.Column("waits_for_pull", sa.Boolean()),
        sa.Column("idle", sa.Boolean()),
        sa.Column("decided", sa.Text()),
        sa.Column("assessment", sa.JSON()),
        sa.PrimaryKeyConstraint("company", "customer"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("seq", SEQUENCE, nullable=False, autoincrement=True),
        sa.Column("key", ID, nullable=False, unique=True),
        sa.Column("company", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("sending_at", INSTANT),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("outbox_by_customer", "outbox", ["company", "customer"])
    op.create_index("outbox_by_state", "outbox", ["company", "state", "seq"])


def _receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("seq", SEQUENCE, nullable=False, autoincrement=True),
        sa.Column("key", ID, nullable=False, unique=True),
        sa.Column("company", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_autoincrement=True,
    )


def _history() -> None:
    op.create_table(
        "history",
        sa.Column("seq", SEQUENCE, nullable=False, autoincrement=True),
        sa.Column("company", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("policy_version", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_autoincrement=True,
    )
    op.create_index("history_by_customer", "history", ["company", "customer", "seq"])


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("key", ID, nullable=False),
        sa.Column("company", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("contacts_by_customer", "contacts", ["company", "customer"])


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("key", ID, nullable=False),
        sa.Column("company", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("order_id", ID),
        sa.Column("hold_cycle", sa.Integer()),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("tasks_by_customer", "tasks", ["company", "customer"])
    op.create_index("tasks_by_reference", "tasks", ["company", "reference"])


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("company", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date()),
        sa.PrimaryKeyConstraint("company", "customer", "cycle"),
    )


def _promises() -> None:
    op.create_table(
        "promises",
        sa.Column("company", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("invoices", sa.JSON(), nullable=False),
        sa.Column("amount", sa.BigInteger()),
        sa.Column("currency", sa.Text()),
        sa.Column("closed_on", sa.Date()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company", "id"),
    )
    op.create_index("promises_by_customer", "promises", ["company", "customer"])


def _disputes() -> None:
    op.create_table(
        "disputes",
        sa.Column("company", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("invoice", ID),
        sa.Column("closed_on", sa.Date()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company", "id"),
    )
    op.create_index("disputes_by_customer", "disputes", ["company", "customer"])


def _pauses() -> None:
    op.create_table(
        "pauses",
        sa.Column("company", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company", "id"),
    )
    op.create_index("pauses_by_customer", "pauses", ["company", "customer"])


def _approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("seq", SEQUENCE, nullable=False, autoincrement=True),
        sa.Column("company", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("by_whom", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("approvals_by_customer", "approvals", ["company", "customer"])
