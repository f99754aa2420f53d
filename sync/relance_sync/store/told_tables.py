"""The tables of what people told us: agreements, confirmations, overrides, interruptions, own contacts.

They stand in `tables` with all others; the schema itself is made by the migrations.
"""

from typing import Any

from sqlalchemy import JSON, Column, Index, Table, Text

from relance_sync.store.columns import day, flag, id_, key, maybe, metadata, minor, text


def _told(name: str, *own: Column[Any]) -> Table:
    """Make a table of what was told about customers, each with an id of its own."""
    return Table(
        name,
        metadata,
        key("company"),
        key("id"),
        id_("customer"),
        *own,
        Index(f"{name}_by_customer", "company", "customer"),
    )


def _agreed() -> tuple[Column[Any], ...]:
    """Make the columns that all agreements end with."""
    return day("closed_on", nullable=True), text("source"), text("note")


promises = _told(
    "promises",
    day("due"),
    day("made_on"),
    Column("invoices", JSON, nullable=False),
    minor("amount", nullable=True),
    maybe("currency"),
    minor("open_amount", nullable=True),
    maybe("open_currency"),
    *_agreed(),
)

# The instalments are read and written as one: a list of days and minor units of the currency.
payment_plans = _told(
    "payment_plans",
    day("made_on"),
    Column("parts", JSON, nullable=False),
    minor("open_amount"),
    text("currency"),
    Column("invoices", JSON, nullable=False),
    *_agreed(),
)

settlements = _told(
    "settlements",
    day("made_on"),
    day("due"),
    minor("pays"),
    minor("open_amount"),
    text("currency"),
    Column("invoices", JSON, nullable=False),
    *_agreed(),
)

disputes = _told(
    "disputes",
    day("opened_on"),
    id_("invoice", nullable=True),
    text("reason"),
    *_agreed(),
)

pauses = _told(
    "pauses",
    day("since"),
    day("until"),
    *_agreed(),
)

overrides = _told(
    "overrides",
    Column("by_whom", Text, nullable=False),
    text("reason"),
    day("day"),
    day("until"),
    id_("order_id", nullable=True),
    day("closed_on", nullable=True),
)

interruptions = _told(
    "interruptions",
    text("ground"),
    day("day"),
    maybe("confirmed_by"),
    text("proof"),
    Column("invoices", JSON, nullable=False),
)

approvals = _told(
    "approvals",
    Column("by_whom", Text, nullable=False),
    text("reason"),
    day("day"),
    day("until"),
    day("closed_on", nullable=True),
)

hand_overs = _told(
    "hand_overs",
    day("day"),
    Column("to_whom", Text, nullable=False),
    text("route"),
    Column("invoices", JSON, nullable=False),
    *_agreed(),
)

calls = _told(
    "calls",
    day("day"),
    flag("counts"),
    text("reached"),
    text("person"),
    text("source"),
    text("note"),
)
