"""An organisation in the simulator, what the reader pulled of it, and what the simulator's own books say.

The expected ledger is worked out from the simulator's payments and allocations, not from the answers that the
reader sees.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from relance_connectors.xero.client import Client
from relance_connectors.xero.reader import Reader
from relance_connectors.xero.refusals import TABLE
from relance_mappings import load
from tests.connectors.reading import ReadingOffice
from tests.simulators.xero import Organisation, Simulator
from tests.simulators.xero.postings import is_sale
from tests.simulators.xero.records import Record
from tests.simulators.xero.settlement import left, settled

MAPPING = load("xero")
LIVE = ("AUTHORISED", "PAID")


class Office(ReadingOffice):
    """The organisation, and the reader that works for it.

    Attributes:
        held_quotes: Whether quotes may be held.
    """

    held_quotes = False

    def __init__(self, simulator: Simulator, books: Organisation, **how: Any) -> None:
        self.books = books
        super().__init__(simulator, **how)

    def new_reader(self) -> Reader:
        """Begin a new process, which knows nothing but the cursor."""
        transport = self.transport("Xero", TABLE, lambda: self.simulator.tokens(self.books)["access_token"])
        self.client = Client(transport, tenant=lambda: self.books.tenant_id)
        self.reader: Reader = Reader(
            self.client,
            MAPPING,
            tenant=lambda: self.books.tenant_id,
            address=lambda id_: f"https://xero.test/{id_}",
            file=self.file,
            now=self.now,
            page_size=self.page_size,
            overlap=self.overlap,
            held_quotes=self.held_quotes,
        )
        return self.reader

    def calls(self) -> int:
        """Say how many calls were made since this was asked last."""
        return self.counted("api_calls")

    def assert_agrees(self) -> None:
        """What was pulled is what stands in the books."""
        records = self.pulled.records
        assert set(records["customer"]) == self._customers()
        owed = {
            each.id: (
                each.customer,
                each.currency,
                each.installments[0].due,
                each.installments[0].amount,
                each.installments[0].residual,
                each.installments[0].id,
            )
            for each in records["invoice"].values()
        }
        assert owed == self._owed()
        credits_ = {each.id: (each.customer, each.residual.amount) for each in records["credit"].values()}
        assert credits_ == self._credits()
        paid = {
            each.id: (
                each.customer,
                each.amount.amount,
                sum((a.amount.amount for a in each.allocations), Decimal(0)),
            )
            for each in records["payment"].values()
        }
        assert paid == self._paid()
        orders = {each.id: (each.customer, each.total.amount) for each in records["order"].values()}
        assert orders == {
            each.id: (each.data["Contact"], each.data["Total"])
            for each in self.all("Quote")
            if each.status != "DELETED"
        }
        stated = {each.customer: each.amount for each in records["balance"].values() if each.amount}
        assert stated == self._balances()
        foreign = self._foreign()
        assert {each: amount for each, amount in stated.items() if each not in foreign} == self._sums()

    def all(self, entity: str) -> list[Record]:
        return list(self.books.ledger.store.tables[entity].values())

    def _customers(self) -> set[str]:
        return {each.id for each in self.all("Contact") if not each.data.get("MergedToContactID")}

    def _sales(self, *entities: str) -> Iterator[Record]:
        """The approved documents of customers."""
        for entity in entities:
            yield from (each for each in self.all(entity) if each.status in LIVE and is_sale(each))

    def _owed(self) -> dict[str, Any]:
        return {
            each.id: (
                each.data["Contact"],
                each.data["CurrencyCode"],
                each.data.get("DueDate"),
                each.data["Total"],
                left(each),
                each.id,
            )
            for each in self._sales("Invoice")
        }

    def _credits(self) -> dict[str, Any]:
        sales = self._sales("CreditNote", "Overpayment", "Prepayment")
        return {each.id: (each.data["Contact"], left(each)) for each in sales if left(each)}

    def _paid(self) -> dict[str, Any]:
        payments = {
            each.id: (self._paid_invoice(each).data["Contact"], each.data["Amount"], each.data["Amount"])
            for each in self.all("Payment")
            if each.status == "AUTHORISED" and each.data["PaymentType"] == "ACCRECPAYMENT"
        }
        advances = {
            each.id: (each.data["Contact"], each.data["Total"], settled(self.books.ledger, each)[1])
            for each in self._sales("Overpayment", "Prepayment")
        }
        return payments | advances

    def _paid_invoice(self, payment: Record) -> Record:
        found: Record = self.books.ledger.record(payment.data["Target"])
        return found

    def _balances(self) -> dict[str, Decimal]:
        """What is owed by the books, currencies added up as they are."""
        found = {each: self.books.balance(self.books.find("Contact", each)) for each in self._customers()}
        return {contact: amount for contact, amount in found.items() if amount}

    def _foreign(self) -> set[str]:
        """Who has something open in another currency."""
        sales = self._sales("Invoice", "CreditNote", "Overpayment", "Prepayment")
        own = self.books.currency
        return {each.data["Contact"] for each in sales if left(each) and each.data["CurrencyCode"] != own}

    def _sums(self) -> dict[str, Decimal]:
        """What was pulled, added up, of those who have nothing open in another currency."""
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        for each in self.pulled.records["invoice"].values():
            if each.currency == self.books.currency:
                assert each.installments[0].booked == each.installments[0].residual
                sums[each.customer] += each.installments[0].residual
            else:
                assert each.installments[0].booked is None
        for each in self.pulled.records["credit"].values():
            if each.residual.currency == self.books.currency:
                assert each.booked == each.residual.amount
                sums[each.customer] -= each.residual.amount
            else:
                assert each.booked is None
        foreign = self._foreign()
        return {contact: amount for contact, amount in sums.items() if amount and contact not in foreign}
