"""A company in the simulator, what the reader pulled of it, and what the simulator's own books say.

The expected ledger is worked out from the simulator's journal of applications, not from the answers that the
reader sees.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from relance_connectors.quickbooks.client import Client
from relance_connectors.quickbooks.reader import Reader
from relance_connectors.quickbooks.refusals import TABLE
from relance_mappings import load
from tests.connectors.reading import ReadingOffice
from tests.simulators.quickbooks import Books, Simulator, settlement
from tests.simulators.quickbooks.company import Record

MAPPING = load("quickbooks")
NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
"""Noon in the simulated company, which is in California."""


class Office(ReadingOffice):
    """The company, and the reader that works for it."""

    def __init__(self, simulator: Simulator, books: Books, **how: Any) -> None:
        self.books = books
        super().__init__(simulator, **how)

    def new_reader(self) -> Reader:
        """Begin a new process, which knows nothing but the cursor."""
        realm = self.books.realm
        transport = self.transport("QuickBooks", TABLE, lambda: self.simulator.tokens(realm)["access_token"])
        self.client = Client(transport, realm=lambda: realm)
        self.reader: Reader = Reader(
            self.client,
            MAPPING,
            realm=lambda: realm,
            address=lambda id_: f"https://qbo.test/{id_}",
            file=self.file,
            now=self.now,
            page_size=self.page_size,
            overlap=self.overlap,
        )
        return self.reader

    def metered(self) -> int:
        """Say how many metered calls were made since this was asked last."""
        return self.counted("metered")

    def assert_agrees(self) -> None:
        """What was pulled is what stands in the books."""
        records = self.pulled.records
        assert set(records["customer"]) == self._debtors()
        owed = {
            each.id: (
                each.customer,
                each.currency,
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
        orders = {
            each.id: (each.customer, each.total.amount, each.uninvoiced.amount)
            for each in records["order"].values()
        }
        assert orders == self._orders()
        stated = {each.customer: each.amount for each in records["balance"].values() if each.amount}
        assert stated == self._balances()
        assert stated == self._sums()

    def _all(self, entity: str) -> list[Record]:
        return list(self.books.company.living(entity))

    def _debtor(self, customer: str) -> str:
        data = self.books.company.tables["Customer"][customer].data
        if data.get("BillWithParent") and data.get("ParentRef"):
            return self._debtor(data["ParentRef"]["value"])
        return customer

    def _debtors(self) -> set[str]:
        return {each.id for each in self._all("Customer") if self._debtor(each.id) == each.id}

    def _owed(self) -> dict[str, Any]:
        company = self.books.company
        return {
            _name(line): (
                self._debtor(line.customer),
                record.data["CurrencyRef"]["value"],
                line.amount,
                settlement.remaining(company, line),
                _name(line),
            )
            for entity in ("Invoice", "JournalEntry", "Deposit")
            for record in self._all(entity)
            for line in settlement.claims(record, company)
            if line.amount > 0 or entity == "Invoice"
        }

    def _credits(self) -> dict[str, Any]:
        company = self.books.company
        lines = {
            _name(line): (self._debtor(line.customer), -settlement.remaining(company, line))
            for entity in ("CreditMemo", "JournalEntry", "Deposit")
            for record in self._all(entity)
            for line in settlement.claims(record, company)
            if line.amount <= 0 and settlement.remaining(company, line)
        }
        left = {
            f"Payment:{each.id}": (self._debtor(each.data["CustomerRef"]["value"]), each.data["UnappliedAmt"])
            for each in self._all("Payment")
            if each.data["UnappliedAmt"]
        }
        return lines | left

    def _paid(self) -> dict[str, Any]:
        return {
            f"Payment:{each.id}": (
                self._debtor(each.data["CustomerRef"]["value"]),
                each.data["TotalAmt"],
                max(each.data["TotalAmt"] - each.data["UnappliedAmt"], Decimal(0)),
            )
            for each in self._all("Payment")
            if each.data["TotalAmt"]
        }

    def _orders(self) -> dict[str, Any]:
        found = {}
        for each in self._all("Estimate"):
            links = [link["TxnId"] for link in each.data.get("LinkedTxn") or []]
            invoiced = sum(
                (self.books.company.tables["Invoice"][link].data["TotalAmt"] for link in links), Decimal(0)
            )
            left = max(each.data["TotalAmt"] - invoiced, Decimal(0))
            left = Decimal(0) if links and each.data["TxnStatus"] == "Closed" else left
            found[each.id] = (self._debtor(each.data["CustomerRef"]["value"]), each.data["TotalAmt"], left)
        return found

    def _balances(self) -> dict[str, Decimal]:
        """What is owed by the books, of those that owe in the company's own currency."""
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        for each in self._all("Customer"):
            if each.data["CurrencyRef"]["value"] == self.books.company.currency:
                sums[self._debtor(each.id)] += self.books.balance(each)
        return {customer: amount for customer, amount in sums.items() if amount}

    def _sums(self) -> dict[str, Decimal]:
        """What was pulled, added up."""
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        for each in self.pulled.records["invoice"].values():
            if each.currency == self.books.company.currency:
                assert each.installments[0].booked == each.installments[0].residual
                sums[each.customer] += each.installments[0].residual
            else:
                assert each.installments[0].booked is None
        for each in self.pulled.records["credit"].values():
            if each.residual.currency == self.books.company.currency:
                sums[each.customer] -= each.residual.amount
        return {customer: amount for customer, amount in sums.items() if amount}


def _name(line: settlement.OpenLine) -> str:
    entity, id_, number = line.target
    if number:
        return f"{entity}:{id_}/{number}"
    return id_ if entity == "Invoice" else f"{entity}:{id_}"


def started(office: Office, *, invoices: int = 3) -> list[Record]:
    """Book some invoices of one customer and pull them; a day later nothing is fresh any more."""
    amy = office.books.customer("Amy")
    booked = [office.books.invoice(amy, "100.00", day="2026-10-01") for _ in range(invoices)]
    office.pull()
    office.later(days=1)
    office.pull()
    office.metered()
    return booked


def ids(office: Office, kind: str) -> set[str]:
    """Return the ids that were pulled of a kind."""
    return set(office.pulled.records[kind])
