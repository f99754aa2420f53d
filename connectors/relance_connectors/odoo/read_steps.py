"""The steps of a pull in their order, customers first: how each is paged, counted and swept for deletions."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from relance_connectors.odoo.cursor import Instant
from relance_connectors.odoo.read_documents import Documents, Draft
from relance_sync.ports import Page

Ids: TypeAlias = Callable[[], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a pull.

    Attributes:
        name: As it stands in the cursor.
        pages: Reads from an instant on (None: all) and above an id; gives pages and the last id in them.
        count: Tells how many rows a whole reading goes through.
        present: By kind, tells all ids that exist; asked when everything was read.
        always: The same, asked in every pull.
    """

    name: str
    pages: Callable[[Instant | None, int], Iterator[tuple[list[Page], int]]]
    count: Callable[[], int]
    present: Mapping[str, Ids] = field(default_factory=dict)
    always: Mapping[str, Ids] = field(default_factory=dict)


def steps(pull: Documents, *, with_orders: bool) -> list[Step]:
    """Return the steps in their order."""
    rows = pull.rows
    found = [
        Step(
            name="customer",
            pages=lambda since, after: _customers(pull, since, after),
            count=lambda: len(pull.customers.named(None)),
            present={"customer": lambda: [str(each) for each in pull.customers.ids()]},
        ),
        Step(
            name="invoice",
            pages=pull.invoices,
            count=lambda: rows.count("account.move", pull.invoice_domain(None)),
        ),
        # Open entries are invoices too: the ids of both are told together, here.
        Step(
            name="entry",
            pages=pull.entries,
            count=lambda: rows.count("account.move.line", pull.entry_domain(None)),
            present={"invoice": pull.invoice_ids},
            always={"credit": pull.open_credits},
        ),
        Step(
            name="payment",
            pages=pull.payments,
            count=lambda: rows.count("account.move.line", pull.payment_domain(None)),
            present={"payment": pull.payment_ids},
        ),
        Step(
            name="order",
            pages=pull.orders,
            count=lambda: rows.count("sale.order", pull.order_domain(None)),
            present={"order": pull.order_ids},
        ),
    ]
    return found if with_orders else found[:-1]


def _customers(pull: Documents, since: Instant | None, after: int) -> Iterator[tuple[list[Page], int]]:
    for rows, last in pull.customers.pages(pull.mapping.fields("customer"), since, after):
        draft = Draft("customer")
        for row in rows:
            pull.add(draft, "customer", row, str(row["id"]))
        yield [draft.page()], last
