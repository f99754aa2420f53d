"""The tables of the store, as SQLAlchemy Core sees them; the schema itself is made by the migrations.

Amounts are integers in minor units of the currency beside them; limits, booked values and balances are in
the company's currency. Nothing here reads or writes; a test holds these tables and the migrations together.
"""

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKeyConstraint, Index, Integer, Table
from sqlalchemy import text as text_

from relance_sync.store.columns import (
    ID,
    Instant,
    day,
    flag,
    id_,
    key,
    maybe,
    metadata,
    minor,
    sequence,
    text,
)
from relance_sync.store.told_tables import (
    approvals,
    calls,
    disputes,
    hand_overs,
    interruptions,
    overrides,
    pauses,
    payment_plans,
    promises,
    settlements,
)

__all__ = [
    "allocations",
    "approvals",
    "balances",
    "calibrations",
    "calls",
    "companies",
    "contacts",
    "credits_",
    "customers",
    "disputes",
    "erasing",
    "files",
    "forgotten",
    "hand_overs",
    "history",
    "holds",
    "installments",
    "interruptions",
    "invoices",
    "metadata",
    "orders",
    "outbox",
    "overrides",
    "pauses",
    "payment_plans",
    "payments",
    "promises",
    "pulls",
    "rates",
    "receipts",
    "reviews",
    "settlements",
    "skipped",
    "tasks",
]

companies = Table(
    "companies",
    metadata,
    key("id"),
    text("name"),
    text("currency"),
    text("language"),
    maybe("country"),
    maybe("time_zone"),
)

pulls = Table(
    "pulls",
    metadata,
    key("company"),
    maybe("cursor"),
    flag("balances"),
    day("synced_on", nullable=True),
    Column("synced_at", Instant),
    day("bank_day", nullable=True),
    day("full_on", nullable=True),
)

skipped = Table(
    "skipped",
    metadata,
    key("company"),
    key("kind"),
    key("id"),
    text("problem"),
    day("noted_on", nullable=True),
)

customers = Table(
    "customers",
    metadata,
    key("company"),
    key("id"),
    text("digest"),
    text("name"),
    text("folded"),
    *(maybe(name) for name in ("kind", "email", "phone", "mobile", "language", "segment", "plan")),
    Column("tags", JSON, nullable=False),
    maybe("collector"),
    maybe("salesperson"),
    minor("credit_limit", nullable=True),
    flag("chased"),
    maybe("url"),
    day("changed_on", nullable=True),
)

invoices = Table(
    "invoices",
    metadata,
    key("company"),
    key("id"),
    text("digest"),
    id_("customer"),
    text("number"),
    day("issued"),
    text("currency"),
    maybe("plan"),
    flag("chased"),
    flag("is_open"),
    day("expected_on", nullable=True),
    day("expected_since", nullable=True),
    Index("invoices_by_customer", "company", "customer", "is_open"),
)

installments = Table(
    "installments",
    metadata,
    key("company"),
    key("invoice"),
    Column("position", Integer, primary_key=True, autoincrement=False),
    id_("id"),
    day("due", nullable=True),
    minor("amount"),
    minor("residual"),
    minor("booked", nullable=True),
    ForeignKeyConstraint(["company", "invoice"], ["invoices.company", "invoices.id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

credits_ = Table(
    "credits",
    metadata,
    key("company"),
    key("id"),
    text("digest"),
    id_("customer"),
    text("number"),
    day("day"),
    minor("residual"),
    text("currency"),
    minor("booked", nullable=True),
    Index("credits_by_customer", "company", "customer"),
)

payments = Table(
    "payments",
    metadata,
    key("company"),
    key("id"),
    text("digest"),
    id_("customer"),
    day("day"),
    minor("amount"),
    text("currency"),
    day("returned_on", nullable=True),
    Index("payments_by_customer", "company", "customer", "day"),
    Index(
        "payments_returned",
        "company",
        "customer",
        sqlite_where=text_("returned_on IS NOT NULL"),
        postgresql_where=text_("returned_on IS NOT NULL"),
    ),
)

allocations = Table(
    "allocations",
    metadata,
    key("company"),
    key("payment"),
    Column("position", Integer, primary_key=True, autoincrement=False),
    id_("installment"),
    minor("amount"),
    text("currency"),
    day("day"),
    ForeignKeyConstraint(["company", "payment"], ["payments.company", "payments.id"], ondelete="CASCADE"),
    Index("allocations_by_installment", "company", "installment", "day"),
    sqlite_with_rowid=False,
)

orders = Table(
    "orders",
    metadata,
    key("company"),
    key("id"),
    text("digest"),
    id_("customer"),
    text("number"),
    day("day"),
    text("state"),
    minor("total"),
    text("total_currency"),
    minor("uninvoiced"),
    text("uninvoiced_currency"),
    flag("prepaid"),
    flag("to_deliver"),
    maybe("salesperson"),
    Index("orders_by_customer", "company", "customer"),
)

# The id of a rate is currency and day, the id of a balance its customer: they have none of their own.
rates = Table(
    "rates",
    metadata,
    key("company"),
    key("id"),
    text("digest"),
    text("currency"),
    day("day"),
    text("value"),
)

balances = Table(
    "balances", metadata, key("company"), key("id"), text("digest"), id_("customer"), minor("amount")
)

# What customers are graded against from a day on; `card` tells which points card it was made for.
calibrations = Table(
    "calibrations",
    metadata,
    key("company"),
    Column("day", Date, primary_key=True),
    text("card"),
    Column("paid", Integer, nullable=False),
    Column("late", Integer, nullable=False),
    Column("ends", JSON(none_as_null=True)),
    day("ends_on", nullable=True),
)

# What the platform's file of a customer is to show, and the digest of what it shows.
files = Table(
    "files", metadata, key("company"), key("customer"), text("file"), text("digest"), maybe("shown")
)

# A customer is due for assessment while `changes` and `assessed_changes` differ: a counter and not a flag,
# so that what changes between reading an account and saving its assessment is not forgotten.
reviews = Table(
    "reviews",
    metadata,
    key("company"),
    key("customer"),
    Column("changes", Integer, nullable=False),
    Column("assessed_changes", Integer, nullable=False),
    day("assessed_on", nullable=True),
    maybe("policy_version"),
    day("next_review", nullable=True),
    maybe("stage"),
    minor("exposure", nullable=True),
    minor("overdue", nullable=True),
    maybe("currency"),
    maybe("mode"),
    Column("waits_for_pull", Boolean),
    Column("idle", Boolean),
    maybe("decided"),
    Column("assessment", JSON),
)

outbox = Table(
    "outbox",
    metadata,
    sequence(),
    Column("key", ID, nullable=False, unique=True),
    id_("company"),
    id_("customer"),
    text("state"),
    Column("attempts", Integer, nullable=False),
    text("problem"),
    text("run_id"),
    text("policy_version"),
    text("mode"),
    Column("planned_at", Instant, nullable=False),
    Column("sending_at", Instant),
    text("effect"),
    day("blanked_on", nullable=True),
    Index("outbox_by_state", "company", "state", "seq"),
    Index("outbox_by_customer", "company", "customer"),
)

receipts = Table(
    "receipts",
    metadata,
    sequence(),
    Column("key", ID, nullable=False, unique=True),
    id_("company"),
    id_("customer"),
    text("reference"),
    maybe("url"),
    day("day"),
    Column("written_at", Instant, nullable=False),
    flag("found"),
    sqlite_autoincrement=True,
)

contacts = Table(
    "contacts",
    metadata,
    key("key"),
    id_("company"),
    id_("customer"),
    day("day"),
    text("channel"),
    text("currency"),
    Column("steps", JSON, nullable=False),
    Index("contacts_by_customer", "company", "customer"),
)

tasks = Table(
    "tasks",
    metadata,
    key("key"),
    id_("company"),
    id_("customer"),
    Column("items", JSON, nullable=False),
    id_("order_id", nullable=True),
    Column("hold_cycle", Integer),
    maybe("alert"),
    text("reference"),
    day("closed_on", nullable=True),
    Index("tasks_by_customer", "company", "customer"),
    Index("tasks_by_reference", "company", "reference"),
)

holds = Table(
    "holds",
    metadata,
    key("company"),
    key("customer"),
    Column("cycle", Integer, primary_key=True, autoincrement=False),
    Column("level", Integer, nullable=False),
    flag("proposal"),
    day("since"),
    text("reference"),
    day("ended_on", nullable=True),
)

history = Table(
    "history",
    metadata,
    sequence(),
    id_("company"),
    id_("customer"),
    Column("at", Instant, nullable=False),
    text("kind"),
    text("code"),
    text("title"),
    Column("detail", JSON, nullable=False),
    text("policy_version"),
    text("mode"),
    text("run_id"),
    text("reference"),
    day("blanked_on", nullable=True),
    Index("history_by_customer", "company", "customer", "seq"),
    sqlite_autoincrement=True,
)

# What retention deleted and a full pull would state again: only that it is not to be read in. A customer
# `returns` once something living of it arrives.
forgotten = Table(
    "forgotten", metadata, key("company"), key("kind"), key("id"), day("forgotten_on"), flag("returns")
)

# While a company stands here, in the transaction that put it here, its receipts and history may go.
erasing = Table("erasing", metadata, key("company"))
