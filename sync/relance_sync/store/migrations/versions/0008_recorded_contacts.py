"""Makes room for hand-overs and calls, and gives the confirmations of a hold ids of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

# Written out here once more: what a released step does never changes with the code.
ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Keep the confirmations there are, under their number as an id, then add the tables."""
    told = _confirmations()
    _told_table(
        "approvals",
        sa.Column("by_whom", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date()),
    )
    for each in told:
        row = {name: each[name] for name in ("company", "customer", "by_whom", "day", "until")}
        op.execute(_approvals().insert().values(**row, id=f"{each['seq']:08x}", reason=""))
    _told_table(
        "hand_overs",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("to_whom", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("invoices", sa.JSON(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )
    _told_table(
        "calls",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("reached", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    """Take the tables away, and number the confirmations again."""
    op.drop_table("calls")
    op.drop_table("hand_overs")
    told = _confirmations()
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
    for each in told:
        row = {name: each[name] for name in ("company", "customer", "by_whom", "day", "until")}
        op.execute(_approvals().insert().values(**row))


def _approvals() -> sa.TableClause:
    days = [sa.column(name, sa.Date()) for name in ("day", "until", "closed_on")]
    texts = [sa.column(name, sa.Text()) for name in ("id", "company", "customer", "by_whom", "reason")]
    return sa.table("approvals", sa.column("seq", sa.BigInteger()), *texts, *days)


def _confirmations() -> list[sa.RowMapping]:
    """Read all confirmations and drop their table: there are few of them."""
    table = _approvals().c
    key = [each["name"] for each in sa.inspect(op.get_bind()).get_columns("approvals")]
    rows = op.get_bind().execute(sa.select(*(table[name] for name in key))).mappings().all()
    op.drop_table("approvals")
    return list(rows)


def _told_table(name: str, *own: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("company", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        *own,
        sa.PrimaryKeyConstraint("company", "id"),
    )
    op.create_index(f"{name}_by_customer", name, ["company", "customer"])
