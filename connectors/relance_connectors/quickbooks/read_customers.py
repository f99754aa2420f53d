"""Customers: who owes for whom, and what QuickBooks says each of them owes.

A sub-customer whose bills go to its parent owes through the topmost ancestor that is reached so; any other
customer owes for itself. Nothing is asked here.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from relance_connectors.quickbooks.client import Row
from relance_connectors.quickbooks.cursor import Instant, moved
from relance_connectors.quickbooks.read_rows import amount, created, is_since, reference


class Debtors(Mapping[str, str]):
    """By customer, the one that owes for it; those that owe for themselves are left out."""

    def __init__(self, parents: Mapping[str, str]) -> None:
        """Look into what is known of parents, as it is when it is looked up."""
        self._parents = parents

    def __getitem__(self, customer: str) -> str:
        above, passed = self._parents[customer], {customer}
        while above in self._parents and above not in passed:
            passed.add(above)
            above = self._parents[above]
        return above

    def __iter__(self) -> Iterator[str]:
        return iter(self._parents)

    def __len__(self) -> int:
        return len(self._parents)


class Customers:
    """What is known of customers.

    Attributes:
        debtors: Who owes for whom.
        regrouped: Whether a customer that was there before now owes through another one: what it owes was
            handed out under the wrong name.
    """

    def __init__(self, parents: dict[str, str], currency: str) -> None:
        """Begin with what earlier pulls learned.

        Args:
            parents: See `Memory.parents`; kept up to date here.
            currency: The company's own.
        """
        self._parents = parents
        self._currency = currency
        self._rows: dict[str, tuple[str, Decimal | None, str]] = {}
        self.debtors = Debtors(parents)
        self.regrouped = False

    def debtor(self, customer: str) -> str:
        """Return the one that owes for a customer, who may be itself."""
        return self.debtors.get(customer, customer)

    def learn(self, rows: Iterable[Row], since: Instant | None) -> None:
        """Learn from rows of customers.

        Args:
            rows: As QuickBooks sent them.
            since: Documents of customers made up to then may have been handed out; None if none were.
        """
        later = since and moved(since, timedelta(seconds=1))
        for row in rows:
            id_, parent = str(row.get("Id")), reference(row, "ParentRef")
            parent = parent if row.get("BillWithParent") is True else ""
            if later and parent != self._parents.get(id_, "") and not is_since(created(row), later):
                self.regrouped = True
            if parent:
                self._parents[id_] = parent
            else:
                self._parents.pop(id_, None)
            currency = reference(row, "CurrencyRef") or self._currency
            self._rows[id_] = (str(row.get("DisplayName") or ""), amount(row, "Balance"), currency)

    def unread(self, debtors: Iterable[str]) -> set[str]:
        """Return which customers must be asked for before the balances of these debtors can be told."""
        wanted = set(debtors)
        members = {each for each in self._parents if self.debtor(each) in wanted}
        return (wanted | members) - self._rows.keys()

    def balances(self, debtors: Iterable[str] | None) -> Iterator[Row]:
        """Add up what QuickBooks says is owed.

        Customers of another currency are left out: QuickBooks shows their balance in theirs only.

        Args:
            debtors: Of whom; None for all.

        Yields:
            A row for each debtor, as the mapping wants it; without an amount if one is missing.
        """
        sums: dict[str, Decimal | None] = {}
        foreign: set[str] = set()
        wanted = None if debtors is None else set(debtors)
        for id_, (_, balance, currency) in self._rows.items():
            debtor = self.debtor(id_)
            if wanted is not None and debtor not in wanted:
                continue
            if currency != self._currency:
                foreign.add(debtor)
            before = sums.get(debtor, Decimal(0))
            sums[debtor] = None if before is None or balance is None else before + balance
        for debtor in sums.keys() - foreign:
            name = self._rows[debtor][0] if debtor in self._rows else ""
            yield {"Id": debtor, "DisplayName": name, "Balance": sums[debtor]}
