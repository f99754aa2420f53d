"""Whatever people and programs do, in any order, the books add up; and a refused write leaves no trace."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.simulators.xero.records import Record
from tests.simulators.xero.refusals import Invalid
from tests.simulators.xero_tests.desk import Desk

AMOUNTS = st.integers(1, 20_000).map(lambda cents: Decimal(cents) / 100)
PLACES = st.integers(0, 30)
STATUSES = st.sampled_from(["DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED"])
CURRENCIES = st.sampled_from(["GBP", "EUR"])


class Bookkeeping(RuleBasedStateMachine):
    """Bookkeepers at work; what Xero refuses is undone."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk(currencies=("EUR",))
        self.books = self.desk.books
        self.books.rate("EUR", "1.2")
        for name in ("Amy", "Bob"):
            self.books.contact(name)

    def one(self, entity: str, place: int) -> Record | None:
        table = list(self.books.ledger.store.tables[entity].values())
        return table[place % len(table)] if table else None

    def some(self, place: int, *entities: str) -> Record | None:
        found = [self.one(each, place) for each in entities]
        there = [each for each in found if each is not None]
        return there[place % len(there)] if there else None

    def attempt(self, verb: Any, *given: Any, **fields: Any) -> None:
        if any(each is None for each in given):
            return
        before = self.state()
        try:
            verb(*given, **fields)
        except Invalid:
            assert self.state() == before

    def state(self) -> Any:
        store = self.books.ledger.store
        records = {
            each.key: (each.data, each.updated, len(each.history))
            for table in store.tables.values()
            for each in table.values()
        }
        debts = {contact: owed for contact, owed in store.journal.receivable.items() if owed}
        accounts = {account: amount for account, amount in store.journal.accounts.items() if amount}
        links = {key: list(found) for key, found in store.settling.items() if found}
        return records, debts, accounts, links, len(self.books.notices)

    @rule(place=PLACES, amount=AMOUNTS, currency=CURRENCIES, status=STATUSES)
    def invoice(self, place: int, amount: Decimal, currency: str, status: str) -> None:
        told = {"status": status, "CurrencyCode": currency}
        self.attempt(self.books.invoice, self.one("Contact", place), amount, **told)

    @rule(place=PLACES, amount=AMOUNTS, currency=CURRENCIES)
    def credit_note(self, place: int, amount: Decimal, currency: str) -> None:
        self.attempt(self.books.credit_note, self.one("Contact", place), amount, CurrencyCode=currency)

    @rule(place=PLACES, amount=AMOUNTS, kind=st.sampled_from(["overpay", "prepay", "bill"]))
    def money(self, place: int, amount: Decimal, kind: str) -> None:
        self.attempt(getattr(self.books, kind), self.one("Contact", place), amount)

    @rule(place=PLACES, amount=st.none() | AMOUNTS, rate=st.sampled_from(["1.2", "1.37"]))
    def pay(self, place: int, amount: Decimal | None, rate: str) -> None:
        document = self.some(place, "Invoice", "CreditNote", "Overpayment", "Prepayment")
        verb = self.books.pay if document and document.entity == "Invoice" else self.books.refund
        self.attempt(lambda each: verb(each, amount, CurrencyRate=Decimal(rate)), document)

    @rule(place=PLACES, other=PLACES, amounts=st.tuples(AMOUNTS, AMOUNTS))
    def batch(self, place: int, other: int, amounts: tuple[Decimal, Decimal]) -> None:
        first, second = self.one("Invoice", place), self.one("Invoice", other)
        pay = self.books.batch_pay
        self.attempt(lambda a, b: pay([(a, amounts[0]), (b, amounts[1])]), first, second)

    @rule(place=PLACES, other=PLACES, amount=AMOUNTS)
    def allocate(self, place: int, other: int, amount: Decimal) -> None:
        source = self.some(place, "CreditNote", "Overpayment", "Prepayment")
        self.attempt(self.books.allocate, source, self.one("Invoice", other), amount)

    @rule(place=PLACES)
    def unallocate(self, place: int) -> None:
        found = self.one("Allocation", place)
        if found is not None and found.status == "AUTHORISED":
            self.attempt(self.books.unallocate, found)

    @rule(place=PLACES, entity=st.sampled_from(["Payment", "BatchPayment", "BankTransaction", "Invoice"]))
    def delete(self, place: int, entity: str) -> None:
        self.attempt(self.books.delete, self.one(entity, place))

    @rule(place=PLACES, status=STATUSES, entity=st.sampled_from(["Invoice", "CreditNote"]))
    def status(self, place: int, status: str, entity: str) -> None:
        document = self.one(entity, place)
        self.attempt(lambda each: self.books.edit(each, Status=status), document)

    @rule(place=PLACES, amount=AMOUNTS)
    def lines(self, place: int, amount: Decimal) -> None:
        line = {"Description": "x", "UnitAmount": amount, "AccountCode": "200"}
        self.attempt(lambda each: self.books.edit(each, LineItems=[line]), self.one("Invoice", place))

    @rule(place=PLACES, other=PLACES)
    def owner(self, place: int, other: int) -> None:
        contact = self.one("Contact", other)
        told = {"Contact": {"ContactID": contact.id if contact else ""}}
        self.attempt(lambda each: self.books.edit(each, **told), self.one("Invoice", place))

    @rule(place=PLACES)
    def merge(self, place: int) -> None:
        twin = self.books.contact(f"Twin {len(self.books.ledger.store.tables['Contact'])}")
        self.books.invoice(twin, 1)
        into = self.one("Contact", place)
        if into is not None and into is not twin and into.status == "ACTIVE":
            self.attempt(self.books.merge_contacts, twin, into)

    @rule(amounts=st.lists(AMOUNTS, max_size=3))
    def several_at_once(self, amounts: list[Decimal]) -> None:
        """Send several elements in one request, one of them wrong."""
        contact = self.one("Contact", 0)
        assert contact is not None
        sent = [_sale(contact, each) for each in amounts] + [{"Type": "ACCREC"}]
        before = self.state()
        self.desk.refused("PUT", "/Invoices", {"Invoices": sent})
        assert self.state() == before

    @rule()
    def wait(self) -> None:
        self.desk.wait(minutes=1)

    @invariant()
    def books_add_up(self) -> None:
        assert self.books.faults() == []


def _sale(contact: Record, amount: Decimal) -> dict[str, Any]:
    line = {"Description": "x", "UnitAmount": amount, "AccountCode": "200"}
    head = {"Type": "ACCREC", "Contact": {"ContactID": contact.id}, "Status": "AUTHORISED"}
    return {**head, "DueDate": "2026-12-01", "LineItems": [line]}


TestBookkeeping = Bookkeeping.TestCase
TestBookkeeping.settings = settings(stateful_step_count=30, deadline=None)
