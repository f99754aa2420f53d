"""A drawn ledger, pulled at first and after some days of changes: what was pulled is what was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from relance_sync.rules.ledger import Company as Own
from relance_sync.store import Store, open_store
from tests.connectors.mischief import Mischief, keep_up, keep_up_when_killed
from tests.connectors.quickbooks.reader_office import Office
from tests.simulators.books import EVENTFUL, Company
from tests.simulators.filled_quickbooks import Filled, for_quickbooks
from tests.simulators.quickbooks import Limits, Simulator
from tests.simulators.quickbooks.company import Record
from tests.simulators.quickbooks.errors import Refusal

TODAY = date(2026, 6, 30)
CURRENCIES = ("EUR", "GBP")
DAYS = 12


@contextmanager
def opened(**how: Any) -> Iterator[Office]:
    with Simulator(start=datetime(2025, 10, 1, tzinfo=UTC), frozen=True, limits=Limits.none()) as simulator:
        office = Office(simulator, simulator.open(currencies=CURRENCIES), **how)
        yield office
        office.close()
        assert not simulator.world.crashes


@settings(max_examples=8)
@given(st.integers(0, 10**6), st.sampled_from([7, 40, 1000]))
def test_a_drawn_ledger_is_pulled_as_it_is(seed: int, page_size: int) -> None:
    drawn = Company(
        seed=seed,
        customers=25,
        months=8,
        today=TODAY,
        currency="USD",
        foreign=CURRENCIES,
        **for_quickbooks(EVENTFUL),
    )
    with opened(page_size=page_size) as office:
        filled = Filled(office.books)
        for day, events in groupby(drawn.events(), key=lambda event: event.day):
            if day > TODAY - timedelta(days=DAYS):
                office.pull()
                office.assert_agrees()
            for event in events:
                filled.book(event)
        office.pull()
        office.assert_agrees()
        assert not office.pulled.skipped
        again = Office(office.simulator, office.books)
        again.pull()
        again.assert_agrees()
        again.close()
        assert again.pulled.records["balance"] == office.pulled.records["balance"]


def test_in_a_store_everybody_reconciles() -> None:
    drawn = Company(
        seed=7,
        customers=40,
        months=8,
        today=TODAY,
        currency="USD",
        foreign=CURRENCIES,
        **for_quickbooks(EVENTFUL),
    )
    own = Own(id="acme", name="Acme", currency="USD")
    with opened() as office, open_store("sqlite://") as store:
        store.save_company(own)
        filled = Filled(office.books)
        for day, events in groupby(drawn.events(), key=lambda event: event.day):
            if day > TODAY - timedelta(days=DAYS):
                pull_into(store, office)
                assert_reconciled(store, own, office)
            for event in events:
                filled.book(event)
        assert pull_into(store, office)
        assert_reconciled(store, own, office)
        assert not pull_into(store, office)
        assert not pull_into(store, office, full=True)


def pull_into(store: Store, office: Office, *, full: bool = False) -> set[str]:
    """Pull into a store; return who is another one now."""
    changed: set[str] = set()
    for page in office.reader.changes(store.cursor("acme"), full=full):
        changed |= store.save_page("acme", page)
    store.finish_pull("acme", day=TODAY, instant=office.now(), bank_day=None, full=full)
    return changed


def assert_reconciled(store: Store, own: Own, office: Office) -> None:
    debtors = [each.id for each in office.books.company.living("Customer")]
    foreign = {
        each.id
        for each in office.books.company.living("Customer")
        if each.data["CurrencyRef"]["value"] != "USD"
    }
    for account in store.accounts(own, debtors, TODAY):
        assert account.balance is not None
        owes = account.customer.id in foreign and (account.items or account.credits)
        assert account.ledger_balance == (None if owes else account.balance)
    assert not store.skipped("acme")


class BookMischief(Mischief):
    """What people do to books besides what a drawn ledger knows, one thing at a time, at random."""

    refused = Refusal

    def __init__(self, office: Office, seed: int) -> None:
        self.books = office.books
        super().__init__(seed)
        self.acts = [
            self.invoice,
            self.pay,
            self.overpay,
            self.journal,
            self.deposit,
            self.apply_to_line,
            self.edit_journal,
            self.edit_payment,
            self.delete,
            self.void,
            self.bill_with_parent,
            self.sub_customer,
            self.estimate,
            self.invoice_estimate,
            self.invoice_part,
            self.edit_invoice,
            self.credit,
            self.credit_used,
        ]

    def any(self, entity: str) -> Record | None:
        found = list(self.books.company.living(entity))
        return self.random.choice(found) if found else None

    def customer(self) -> Record:
        found = [each for each in self.books.company.living("Customer") if each.data.get("Active", True)]
        if len(found) < 4:
            return self.books.customer(f"C{len(list(self.books.company.living('Customer')))}")
        return self.random.choice(found)

    def owner(self, document: Record) -> Record:
        return self.books.company.tables["Customer"][document.data["CustomerRef"]["value"]]

    def invoice(self) -> None:
        self.books.invoice(self.customer(), self.amount())

    def open_invoice(self) -> Record | None:
        found = [each for each in self.books.company.living("Invoice") if each.data["Balance"]]
        return self.random.choice(found) if found else None

    def pay(self) -> None:
        if invoice := self.open_invoice():
            self.books.pay(invoice, min(self.amount(), invoice.data["Balance"]))

    def overpay(self) -> None:
        if invoice := self.open_invoice():
            open_ = invoice.data["Balance"]
            self.books.receive(self.owner(invoice), open_ + self.amount(), [(invoice, open_)])

    def journal(self) -> None:
        self.books.journal(self.customer(), self.random.choice([1, -1]) * self.amount())

    def deposit(self) -> None:
        self.books.deposit_from(self.customer(), self.amount())

    def line_of(self, entity: str) -> tuple[Record, Record, Decimal] | None:
        """Find a journal entry or deposit of which nothing is applied: its customer and amount."""
        found = self.any(entity)
        if found is None or self.books.company.links.get(found.key):
            return None
        line = found.data["Line"][0]
        detail = line.get("JournalEntryLineDetail") or line.get("DepositLineDetail")
        if "Entity" not in detail:
            return None
        named = detail["Entity"].get("EntityRef") or detail["Entity"]
        customer = self.books.company.tables["Customer"][named["value"]]
        sign = 1 if detail.get("PostingType") == "Debit" else -1
        return found, customer, sign * line["Amount"]

    def apply_to_line(self) -> None:
        line = self.line_of(self.random.choice(["JournalEntry", "Deposit"]))
        if line is None:
            return
        document, customer, amount = line
        if amount > 0:
            self.books.receive(customer, amount, [(document, amount)])
            return
        open_ = [
            each
            for each in self.books.company.living("Invoice")
            if each.data["Balance"] and self.owner(each) is customer
        ]
        if open_:
            part = min(-amount, open_[0].data["Balance"])
            self.books.receive(customer, 0, [(open_[0], part), (document, part)])

    def edit_journal(self) -> None:
        line = self.line_of("JournalEntry")
        if line is None:
            return
        document, _, _ = line
        amount = self.amount()
        lines = [{**each, "Amount": amount} for each in document.data["Line"]]
        if self.random.random() < 0.3:
            # Off the receivables, or to the other side.
            sides = {"Debit": "Credit", "Credit": "Debit"}
            for each in lines:
                detail = each["JournalEntryLineDetail"]
                each["JournalEntryLineDetail"] = {**detail, "PostingType": sides[detail["PostingType"]]}
        self.books.edit(document, Line=lines)

    def edit_payment(self) -> None:
        if (payment := self.any("Payment")) and payment.data["TotalAmt"]:
            self.books.edit(payment, Line=[], TotalAmt=payment.data["TotalAmt"])

    def delete(self) -> None:
        kind = self.random.choice(["Invoice", "Payment", "CreditMemo", "JournalEntry", "Deposit", "Estimate"])
        if found := self.any(kind):
            self.books.delete(found)

    def void(self) -> None:
        if found := self.any(self.random.choice(["Invoice", "Payment"])):
            self.books.void(found)

    def sub_customer(self) -> None:
        number = len(list(self.books.company.living("Customer")))
        flag = self.random.random() < 0.5
        self.books.customer(f"Sub {number}", parent=self.customer(), BillWithParent=flag)

    def bill_with_parent(self) -> None:
        below = [each for each in self.books.company.living("Customer") if each.data.get("ParentRef")]
        if below:
            chosen = self.random.choice(below)
            self.books.edit(chosen, BillWithParent=not chosen.data.get("BillWithParent"))

    def estimate(self) -> None:
        self.books.estimate(self.customer(), self.amount(), status="Accepted")

    def invoice_estimate(self) -> None:
        if estimate := self.any("Estimate"):
            self.books.invoice_estimate(estimate)

    def invoice_part(self) -> None:
        if estimate := self.any("Estimate"):
            link = [{"TxnId": estimate.id, "TxnType": "Estimate"}]
            part = estimate.data["TotalAmt"] / 2
            self.books.invoice(self.owner(estimate), part.quantize(Decimal("0.01")), LinkedTxn=link)
            self.books.edit(estimate, TxnStatus="Accepted")

    def edit_invoice(self) -> None:
        if invoice := self.any("Invoice"):
            line = {**invoice.data["Line"][0], "Amount": self.amount()}
            self.books.edit(invoice, Line=[line])

    def credit(self) -> None:
        self.books.credit_memo(self.customer(), self.amount())

    def credit_used(self) -> None:
        memo, invoice = self.any("CreditMemo"), self.open_invoice()
        if memo and invoice and memo.data["Balance"] and self.owner(memo) is self.owner(invoice):
            self.books.use_credit(memo, invoice, min(memo.data["Balance"], invoice.data["Balance"]))


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_whatever_people_do_the_next_pull_knows(seed: int) -> None:
    with opened(page_size=50) as office:
        keep_up(office, BookMischief(office, seed), before=40)
        assert not office.books.faults()


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_killed_anywhere_while_people_work_on_nothing_is_lost(seed: int) -> None:
    with opened(page_size=5) as office:
        # A walk that another process goes on with may miss what was deleted: the next pull finds it.
        keep_up_when_killed(office, BookMischief(office, seed), before=60, pulls=2)
