"""What the books say of some customers, read whole: for the addon, which keeps no copy of the ledger.

It asks in the same words as a pull and uses the same mapping; how often is bounded for a batch of customers,
whatever is in it. What Relance itself remembers of a customer is added by the addon.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from relance_connectors.odoo.read_customers import DEBTOR, posted_receivable
from relance_connectors.odoo.read_documents import Documents, Draft
from relance_connectors.odoo.read_histories import read_histories
from relance_sync.ports import Page, SkippedRecord
from relance_sync.rules.ledger import Credit, Customer, Invoice, Order, Payment
from relance_sync.rules.score import PaidInvoice

Dated = TypeVar("Dated", Invoice, Credit, Payment, Order)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerBooks:
    """What the books say of one customer.

    Attributes:
        invoices: The open ones, and other open entries; oldest first. Paid ones too if all was asked for.
        payments: The recent ones and those that were returned, newest first; all if all was asked for.
        history: How the installments were paid.
        balance: What Odoo itself adds up, credits deducted, in the company's currency.
    """

    customer: Customer
    invoices: tuple[Invoice, ...]
    credits: tuple[Credit, ...]
    payments: tuple[Payment, ...]
    orders: tuple[Order, ...]
    history: tuple[PaidInvoice, ...]
    balance: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksRead:
    """What was read of a batch of customers.

    Attributes:
        customers: In the order asked for; those that do not exist are left out.
        skipped: Records that could not be read, each with a sentence for people.
    """

    customers: tuple[CustomerBooks, ...]
    skipped: tuple[SkippedRecord, ...]


def read_customer_books(pull: Documents, *, with_orders: bool) -> BooksRead:
    """Read what there is about the customers that `pull.only` names; `pull.paid_since` says how much."""
    pages = [_customers(pull), *_pages(pull, with_orders=with_orders)]
    known = {each.id: each for page in pages for each in page.records if isinstance(each, Customer)}
    invoices = _by_customer(pages, Invoice)
    payments = _by_customer(pages, Payment)
    credits_, orders = _by_customer(pages, Credit), _by_customer(pages, Order)
    balances = _balances(pull)
    histories = _histories(pull) if pull.paid_since else None
    found = []
    for number in pull.only:
        id_ = str(number)
        if id_ not in known:
            continue
        own_invoices = tuple(sorted(invoices[id_], key=lambda each: (each.issued, each.id)))
        own_payments = tuple(sorted(payments[id_], key=lambda each: (each.day, each.id), reverse=True))
        found.append(
            CustomerBooks(
                customer=known[id_],
                invoices=own_invoices,
                credits=tuple(sorted(credits_[id_], key=lambda each: (each.day, each.id))),
                payments=own_payments,
                orders=tuple(sorted(orders[id_], key=lambda each: (each.day, each.id))),
                history=history_of(own_invoices, own_payments)
                if histories is None
                else tuple(sorted(histories[id_], key=_in_order)),
                balance=balances.get(number, Decimal(0)),
            )
        )
    skipped = tuple(each for page in pages for each in page.skipped)
    return BooksRead(customers=tuple(found), skipped=skipped)


def history_of(invoices: Iterable[Invoice], payments: Iterable[Payment]) -> tuple[PaidInvoice, ...]:
    """Tell how a customer's installments were paid; one that was settled without a payment says nothing."""
    paid_on: dict[str, date] = {}
    for payment in payments:
        for each in payment.allocations:
            paid_on[each.installment] = max(each.day, paid_on.get(each.installment, each.day))
    found = [
        PaidInvoice(
            customer=invoice.customer,
            issued=invoice.issued,
            due=part.due,
            paid=paid_on[part.id],
            amount=part.amount,
        )
        for invoice in invoices
        for part in invoice.installments
        if part.residual <= 0 < part.amount and part.due is not None and part.id in paid_on
    ]
    return tuple(sorted(found, key=_in_order))


def _in_order(paid: PaidInvoice) -> tuple[date, date, date]:
    return paid.issued, paid.due, paid.paid or paid.due


def _histories(pull: Documents) -> defaultdict[str, list[PaidInvoice]]:
    found: defaultdict[str, list[PaidInvoice]] = defaultdict(list)
    for each in read_histories(replace(pull, paid_since=None)):
        found[each.customer].append(each)
    return found


def _customers(pull: Documents) -> Page:
    draft = Draft("customer")
    for row in pull.rows.by_ids("res.partner", pull.only, pull.mapping.fields("customer")):
        pull.add(draft, "customer", row, str(row["id"]))
    return draft.page()


def _pages(pull: Documents, *, with_orders: bool) -> Iterator[Page]:
    readings = [pull.invoices, pull.entries, pull.payments, *([pull.orders] if with_orders else [])]
    for read in readings:
        for pages, _ in read(None, 0):
            yield from pages


def _by_customer(pages: Sequence[Page], kind: type[Dated]) -> defaultdict[str, list[Dated]]:
    found: defaultdict[str, list[Dated]] = defaultdict(list)
    for page in pages:
        for record in page.records:
            if isinstance(record, kind):
                found[record.customer].append(record)
    return found


def _balances(pull: Documents) -> dict[int, Decimal]:
    domain = [*posted_receivable(pull.rows.reading.company_id), *pull.restricted("partner_id")]
    return pull.rows.sums("account.move.line", domain, f"partner_id.{DEBTOR}", "amount_residual")
