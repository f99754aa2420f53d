"""The tables of what people told us: agreements, confirmations, overrides and recorded interruptions.

They stand in `tables` with all others; the schema itself is made by the migrations.
"""

from sqlalchemy import JSON, Column, Index, Table, Text

from relance_sync.store.columns import day, id_, key, maybe, metadata, minor, sequence, text

promises = Table(
    "promises",
    metadata,
    key("company"),
    key("id"),
    id_("customer"),
    day("due"),
    day("made_on"),
    Column("invoices", JSON, nullable=False),
    minor("amount", nullable=True),
    maybe("currency"),
    minor("open_amount", nullable=True),
    maybe("open_currency"),
    day("closed_on", nullable=True),
    text("source"),
    text("note"),
    Index("promises_by_customer", "company", "customer"),
)

# The instalments are read and written as one: a list of days and minor units of the currency.
payment_plans = Table(
    "payment_plans",
    metadata,
    key("company"),
    key("id"),
    id_("customer"),
    day("made_on"),
    Column("parts", JSON, nullable=False),
    minor("open_amount"),
    text("currency"),
    Column("invoices", JSON, nullable=False),
    day("closed_on", nullable=True),
    text("source"),
    text("note"),
    Index("payment_plans_by_customer", "company", "customer"),
)

settlements = Table(
    "settlements",
    metadata,
    key("company"),
    key("id"),
    id_("customer"),
    day("made_on"),
    day("due"),
    minor("pays"),
    minor("open_amount"),
    text("currency"),
    Column("invoices", JSON, nullable=False),
    day("closed_on", nullable=True),
    text("source"),
    text("note"),
    Index("settlements_by_customer", "company", "customer"),
)

disputes = Table(
    "disputes",
    metadata,
    key("company"),
    key("id"),
    id_("customer"),
    day("opened_on"),
    id_("invoice", nullable=True),
    text("reason"),
    day("closed_on", nullable=True),
    text("source"),
    text("note"),
    Index("disputes_by_customer", "company", "customer"),
)

pauses = Table(
    "pauses",
    metadata,
    key("company"),
    key("id"),
    id_("customer"),
    day("since"),
    day("until"),
    day("closed_on", nullable=True),
    text("source"),
    text("note"),
    Index("pauses_by_customer", "company", "customer"),
)

overrides = Table(
    "overrides",
    metadata,
    key("company"),
    key("id"),
    id_("customer"),
    Column("by_whom", Text, nullable=False),
    text("reason"),
    day("day"),
    day("until"),
    id_("order_id", nullable=True),
    day("closed_on", nullable=True),
    Index("overrides_by_customer", "company", "customer"),
)

interruptions = Table(
    "interruptions",
    metadata,
    key("company"),
    key("id"),
    id_("customer"),
    text("ground"),
    day("day"),
    maybe("confirmed_by"),
    text("proof"),
    Column("invoices", JSON, nullable=False),
    Index("interruptions_by_customer", "company", "customer"),
)

approvals = Table(
    "approvals",
    metadata,
    sequence(),
    id_("company"),
    id_("customer"),
    Column("by_whom", Text, nullable=False),
    day("day"),
    day("until"),
    Index("approvals_by_customer", "company", "customer"),
)
