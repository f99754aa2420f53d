"""Estimates that are invoiced in parts: what of them was invoiced so far stands in the sales made from them.

QuickBooks says of an estimate which sales came of it, not what they come to, and a sale may change without
its estimate being touched. Nothing is asked here.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from relance_connectors.quickbooks.client import Row
from relance_connectors.quickbooks.cursor import Memory
from relance_connectors.quickbooks.read_rows import amount, parts

SALES = ("Invoice", "SalesReceipt")
# Nothing of these is still to be invoiced.
_INVOICED = ("Closed", "Converted")


class Orders:
    """What was invoiced of estimates.

    Attributes:
        stale: Ids of estimates of which another amount is invoiced now.
    """

    def __init__(self, memory: Memory) -> None:
        """Begin with what earlier pulls learned: `Memory.invoiced` is kept up to date here."""
        self._invoiced = memory.invoiced
        self._sales: dict[str, Decimal] = {}
        self._estimates: defaultdict[str, set[str]] = defaultdict(set)
        for estimate, invoiced in memory.invoiced.items():
            for sale in invoiced:
                self._estimates[sale].add(estimate)
        self.stale: set[str] = set()

    def learn(self, entity: str, row: Row) -> None:
        """Learn from a sale."""
        total = amount(row, "TotalAmt")
        if total is None:
            return
        sale = f"{entity}:{row.get('Id')}"
        if any(link.get("TxnType") == "Estimate" for link in parts(row, "LinkedTxn")):
            self._sales[sale] = total
        for estimate in self._estimates.get(sale, ()):
            invoiced = self._invoiced.get(estimate, {})
            if invoiced.get(sale, total) != total:
                invoiced[sale] = total
                self.stale.add(estimate)

    def unread(self, estimates: Iterable[Row]) -> dict[str, list[str]]:
        """Return by entity the ids of sales to ask for before these estimates can be told."""
        wanted: defaultdict[str, set[str]] = defaultdict(set)
        for row in estimates:
            known = self._invoiced.get(str(row.get("Id")), {})
            for sale in _sales(row) - known.keys() - self._sales.keys():
                entity, _, id_ = sale.partition(":")
                wanted[entity].add(id_)
        return {entity: sorted(ids) for entity, ids in wanted.items()}

    def row(self, row: Row) -> Row:
        """Return an estimate as the mapping wants it."""
        estimate = str(row.get("Id"))
        self.stale.discard(estimate)
        known = {**self._invoiced.pop(estimate, {}), **self._sales}
        invoiced = {sale: known[sale] for sale in _sales(row) if sale in known}
        if not invoiced:
            return row
        self._invoiced[estimate] = invoiced
        for sale in invoiced:
            self._estimates[sale].add(estimate)
        return {**row, "Invoiced": sum(invoiced.values(), Decimal(0))}

    def forget(self, estimate: str) -> None:
        """Forget an estimate that was deleted."""
        self._invoiced.pop(estimate, None)
        self.stale.discard(estimate)


def _sales(estimate: Row) -> set[str]:
    """Return the sales made from an estimate of which something may be left, such as `Invoice:95`."""
    if estimate.get("TxnStatus") in _INVOICED:
        return set()
    return {
        f"{link.get('TxnType')}:{link.get('TxnId')}"
        for link in parts(estimate, "LinkedTxn")
        if link.get("TxnType") in SALES
    }
