"""What a store would hold after the reader's pages: enough to see what a pull changed, gone, missed."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from relance_connectors.odoo.reader import Reader
from relance_sync.ports import Page
from relance_sync.rules.ledger import Balance, Credit, Customer, Invoice, Rate


class PulledLedger:
    """Records by kind and id, as the pages left them."""

    def __init__(self) -> None:
        self.records: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        self.skipped: dict[tuple[str, str], str] = {}
        self.cursor: str | None = None

    def pull(self, reader: Reader, *, full: bool = False) -> set[str]:
        """Pull to the end; return the ids of the customers whose records are now other ones."""
        before = self.by_customer()
        for page in reader.changes(self.cursor, full=full):
            self.save(page)
        after = self.by_customer()
        return {who for who in before.keys() | after.keys() if before.get(who) != after.get(who)}

    def save(self, page: Page) -> None:
        kept = self.records[page.kind]
        stated = {key(record): record for record in page.records}
        if page.complete:
            kept.clear()
        for gone in page.gone:
            kept.pop(gone, None)
        kept.update(stated)
        if page.present is not None:
            for gone in kept.keys() - set(page.present):
                del kept[gone]
        self.skipped.update({(each.kind, each.id): each.problem for each in page.skipped})
        assert page.cursor
        self.cursor = page.cursor

    def by_customer(self) -> dict[str, set[Any]]:
        found: defaultdict[str, set[Any]] = defaultdict(set)
        for records in self.records.values():
            for record in records.values():
                if not isinstance(record, Rate):
                    found[record.id if isinstance(record, Customer) else record.customer].add(record)
        return dict(found)

    def owed(self) -> dict[str, Decimal]:
        """Add up by customer what the ledger says, as booked."""
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        for invoice in self.of(Invoice):
            sums[invoice.customer] += sum((each.booked for each in invoice.installments), Decimal(0))
        for credit in self.of(Credit):
            sums[credit.customer] -= credit.booked
        return {customer: amount for customer, amount in sums.items() if amount}

    def stated(self) -> dict[str, Decimal]:
        """Say by customer what Odoo says."""
        return {each.customer: each.amount for each in self.of(Balance) if each.amount}

    def of(self, type_: type[Any]) -> list[Any]:
        return [each for records in self.records.values() for each in records.values() if type(each) is type_]


class CountingRpc:
    """Hands calls on and counts them by model."""

    def __init__(self, rpc: Any) -> None:
        self._rpc = rpc
        self.major = rpc.major
        self.calls: Counter[str] = Counter()

    def call(self, model: str, method: str, /, **arguments: Any) -> Any:
        self.calls[model] += 1
        return self._rpc.call(model, method, **arguments)


def key(record: Any) -> str:
    if isinstance(record, Rate):
        return f"{record.currency} {record.day}"
    return str(record.customer if isinstance(record, Balance) else record.id)
