"""Random bookings: whatever a company does, its books add up, and what is refused leaves no trace."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from tests.simulators.clock import Clock
from tests.simulators.quickbooks import Books
from tests.simulators.quickbooks.chart import open_company
from tests.simulators.quickbooks.company import Record
from tests.simulators.quickbooks.errors import Refusal

AMOUNTS = st.decimals(min_value="0.01", max_value="999.99", places=2)
SIGNED = st.decimals(min_value="-999.99", max_value="999.99", places=2).filter(bool)
CURRENCIES = st.sampled_from([None, None, "EUR"])


class Bookkeeper(RuleBasedStateMachine):
    """Keeps books at random, over sub-customers and two currencies."""

    customers: Bundle[Record] = Bundle("customers")
    documents: Bundle[Record] = Bundle("documents")
    payments: Bundle[Record] = Bundle("payments")

    def __init__(self) -> None:
        super().__init__()
        clock = Clock(datetime(2026, 11, 24, 20, tzinfo=UTC), frozen=True)
        self.books = Books(open_company("1", "Random", clock, currencies=("EUR",)))
        self.books.rate("EUR", "1.1357", "2026-01-01")
        self.number = 0

    def tried(self, do: Any) -> Any:
        """Do something; what is refused must change nothing."""
        before = (self.books.versions(), dict(self.books.company.journal.receivable))
        try:
            return do()
        except Refusal:
            assert self.books.versions() == before[0]
            owed = self.books.company.journal.receivable
            kept = {customer: amount for customer, amount in owed.items() if amount}
            assert kept == {customer: amount for customer, amount in before[1].items() if amount}
            return multiple()

    @rule(target=customers, currency=CURRENCIES)
    def a_customer(self, currency: str | None) -> Any:
        self.number += 1
        return self.books.customer(f"C{self.number}", currency=currency)

    @rule(target=customers, parent=customers)
    def a_sub_customer(self, parent: Record) -> Any:
        self.number += 1
        currency = parent.data["CurrencyRef"]["value"]
        return self.tried(lambda: self.books.customer(f"C{self.number}", parent=parent, currency=currency))

    @rule(customer=customers, parent=customers)
    def moves(self, customer: Record, parent: Record) -> None:
        self.tried(lambda: self.books.edit(customer, Job=True, ParentRef={"value": parent.id}))

    @rule(target=documents, customer=customers, amount=AMOUNTS, deposit=st.booleans())
    def an_invoice(self, customer: Record, amount: Decimal, deposit: bool) -> Any:
        more: dict[str, Any] = {"Deposit": min(amount, Decimal(5))} if deposit else {}
        return self.tried(lambda: self.books.invoice(customer, amount, **more))

    @rule(target=documents, customer=customers, amount=AMOUNTS)
    def a_credit_memo(self, customer: Record, amount: Decimal) -> Any:
        return self.tried(lambda: self.books.credit_memo(customer, amount))

    @rule(target=documents, customer=customers, amount=SIGNED)
    def a_journal_entry(self, customer: Record, amount: Decimal) -> Any:
        currency = {"CurrencyRef": customer.data["CurrencyRef"]}
        return self.tried(lambda: self.books.journal(customer, amount, **currency))

    @rule(
        target=payments,
        customer=customers,
        amount=AMOUNTS,
        uses=st.lists(st.tuples(documents, AMOUNTS), max_size=3),
    )
    def a_payment(self, customer: Record, amount: Decimal, uses: list[tuple[Record, Decimal]]) -> Any:
        return self.tried(lambda: self.books.receive(customer, amount, list(uses)))

    @rule(target=payments, document=documents)
    def pays_all(self, document: Record) -> Any:
        if document.entity != "Invoice":
            return multiple()
        return self.tried(lambda: self.books.pay(document))

    @rule(credit=documents, invoice=documents, amount=AMOUNTS)
    def uses_a_credit(self, credit: Record, invoice: Record, amount: Decimal) -> None:
        if "CustomerRef" in invoice.data:
            self.tried(lambda: self.books.use_credit(credit, invoice, amount))

    @rule(document=documents, amount=AMOUNTS)
    def changes_the_amount(self, document: Record, amount: Decimal) -> None:
        if "CustomerRef" in document.data:
            detail = {"ItemRef": {"value": "1"}}
            line = {"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
            self.tried(lambda: self.books.edit(document, Line=[line]))

    @rule(document=documents, customer=customers)
    def changes_the_customer(self, document: Record, customer: Record) -> None:
        if "CustomerRef" in document.data:
            self.tried(
                lambda: self.books.edit(document, CustomerRef={"value": customer.id}, CurrencyRef=None)
            )

    @rule(payment=payments, amount=AMOUNTS)
    def changes_a_payment(self, payment: Record, amount: Decimal) -> None:
        self.tried(lambda: self.books.edit(payment, TotalAmt=amount))

    @rule(payment=payments)
    def deposits(self, payment: Record) -> None:
        self.tried(lambda: self.books.deposit([payment]))

    @rule(document=documents)
    def voids(self, document: Record) -> None:
        self.tried(lambda: self.books.void(document))

    @rule(document=consumes(documents))
    def deletes(self, document: Record) -> None:
        self.tried(lambda: self.books.delete(document))

    @rule(payment=consumes(payments), void=st.booleans())
    def drops_a_payment(self, payment: Record, void: bool) -> None:
        self.tried(lambda: self.books.void(payment) if void else self.books.delete(payment))

    @invariant()
    def the_books_add_up(self) -> None:
        assert self.books.faults() == []


TestBookkeeper = Bookkeeper.TestCase
TestBookkeeper.settings = settings(stateful_step_count=30, deadline=None)
