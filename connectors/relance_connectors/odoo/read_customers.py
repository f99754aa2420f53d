"""Customers: the parties that owe, with those contacts of theirs that stand on an entry or order.

In Odoo a contact's debts are its commercial partner's. Only parties that have a receivable entry or an order
in the company are read: the rest of the address book is none of our business.
"""

from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType

from relance_connectors.odoo.cursor import Instant
from relance_connectors.odoo.read_rows import Domain, Row, Rows, any_of
from relance_connectors.odoo.rpc import many2one
from relance_connectors.odoo.texts import TAGS

DEBTOR = "commercial_partner_id"


def receivable(company_id: int) -> Domain:
    """Return the domain of a company's receivable entry lines."""
    return [["company_id", "=", company_id], ["account_id.account_type", "=", "asset_receivable"]]


def posted_receivable(company_id: int) -> Domain:
    """Return the domain of those that are in the books."""
    return [*receivable(company_id), ["parent_state", "=", "posted"]]


class Customers:
    """Parties that owe and their contacts.

    Attributes:
        debtors: By number of a contact, the number of the party that owes for it; see `learn`.
    """

    def __init__(self, rows: Rows, *, with_orders: bool) -> None:
        self._rows = rows
        self._with_orders = with_orders
        self._debtors: dict[int, int] = {}
        self._known: set[int] = set()
        self._everyone: set[int] | None = None
        self.debtors = MappingProxyType(self._debtors)

    def pages(
        self, fields: Sequence[str], since: Instant | None, after: int
    ) -> Iterator[tuple[list[Row], int]]:
        """Read the customers that changed or have changed entries or orders.

        Args:
            fields: To read.
            since: From when on; None for all.
            after: Go on after this number.

        Yields:
            Rows of customers, and the last number that was looked at.
        """
        wanted = sorted(each for each in self.named(since) if each > after)
        everyone = set(wanted)
        size = self._rows.reading.page_size
        for start in range(0, len(wanted), size):
            some = wanted[start : start + size]
            rows = self._read(some, fields)
            # A debtor that itself stands on nothing is reached through its contacts only.
            others = {self._debtors[each] for each in some if each in self._debtors} - everyone
            everyone |= others
            rows += self._read(sorted(others), fields)
            yield [row for row in rows if row["id"] not in self._debtors], some[-1]

    def ids(self) -> list[int]:
        """Return the numbers of all customers there are."""
        named = self.named(None)
        self.learn(named)
        return sorted({self._debtors.get(each, each) for each in named})

    def learn(self, partners: Iterable[int]) -> None:
        """Find out who owes for these contacts, unless it is known."""
        unknown = sorted(set(partners) - self._known)
        size = self._rows.reading.page_size
        for start in range(0, len(unknown), size):
            self._read(unknown[start : start + size], ())

    def owing(self, debtors: Sequence[int]) -> list[int]:
        """Return the numbers of these parties and of all contacts for whom they owe."""
        rows = self._rows.by_ids("res.partner", debtors, (DEBTOR,), DEBTOR)
        self._learn_from(rows)
        return [row["id"] for row in rows]

    def named(self, since: Instant | None) -> set[int]:
        """Return the numbers of the partners that stand on an entry or order, changed since or at all."""
        if since is None and self._everyone is not None:
            return self._everyone
        company = self._rows.reading.company_id
        lines = [*posted_receivable(company), *_changed("partner_id", since)]
        named = set(self._rows.sums("account.move.line", lines, "partner_id"))
        if self._with_orders:
            orders: Domain = [["company_id", "=", company], *_changed("partner_invoice_id", since)]
            named |= set(self._rows.sums("sale.order", orders, "partner_invoice_id"))
        if since is None:
            self._everyone = named
        return named

    def withdrawn(self, since: Instant) -> set[int]:
        """Return the numbers of the partners of entries that changed since and are not in the books."""
        domain = [*receivable(self._rows.reading.company_id), ["parent_state", "!=", "posted"]]
        return set(
            self._rows.sums("account.move.line", [*domain, *_changed("partner_id", since)], "partner_id")
        )

    def _read(self, ids: Sequence[int], fields: Sequence[str]) -> list[Row]:
        rows = self._rows.by_ids("res.partner", ids, (*fields, DEBTOR))
        self._learn_from(rows)
        self._known.update(ids)
        return rows

    def _learn_from(self, rows: Sequence[Row]) -> None:
        for row in rows:
            debtor = many2one(row[DEBTOR]) or row["id"]
            if debtor == row["id"]:
                self._debtors.pop(debtor, None)
            else:
                self._debtors[row["id"]] = debtor
            self._known.add(row["id"])


def _changed(partner: str, since: Instant | None) -> Domain:
    if since is None:
        return []
    names = ("write_date", f"{partner}.write_date", f"{partner}.{DEBTOR}.write_date")
    return any_of(*([[name, ">=", since]] for name in names))


def read_tags(rows: Rows) -> dict[int, str]:
    """Return the names of contact tags by their numbers, without ours, which says that orders are held."""
    found = rows.search("res.partner.category", [["name", "not in", list(TAGS)]], ["name"])
    return {row["id"]: str(row["name"]) for row in found}
