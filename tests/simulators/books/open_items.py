"""What one family of customers still owes, and what is still to be matched, while its history is drawn.

The generator's own memory, no ledger: books are checked by other code (`ledger`) that knows nothing of this.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tests.simulators.books.events import Allocation, Installment


@dataclass(slots=True, kw_only=True, eq=False)
class Item:
    """One installment.

    Attributes:
        asked, open: All of it, and what is still to be paid.
        planned: Day on which the customer means to pay; None if nothing is planned.
        claimed: Money for it has come, and is not matched yet.
        disputed: Nobody pays while it is.
        discount: It is paid early, for a discount.
    """

    invoice: str
    place: int
    customer: str
    issued: date
    due: date
    asked: Decimal
    open: Decimal
    planned: date | None = None
    claimed: bool = False
    disputed: bool = False
    discount: bool = False

    def allocate(self, amount: Decimal) -> Allocation:
        """Set so much against it."""
        self.open -= amount
        return Allocation(invoice=self.invoice, installment=self.place, amount=amount)


@dataclass(slots=True, kw_only=True, eq=False)
class Money:
    """What is left of a payment or credit note.

    Attributes:
        reserved: It is known what it is for, but not matched yet.
    """

    id: str
    customer: str
    left: Decimal
    reserved: bool = False


@dataclass(slots=True)
class OpenItems:
    """All installments of a family by invoice, and its money that is set against nothing."""

    _invoices: dict[str, list[Item]] = field(default_factory=dict)
    money: list[Money] = field(default_factory=list)
    _credited: dict[str, Decimal] = field(default_factory=dict)

    def add(
        self, invoice: str, customer: str, issued: date, installments: Iterable[Installment]
    ) -> list[Item]:
        """Enter an invoice."""
        self._invoices[invoice] = [
            Item(
                invoice=invoice,
                place=place,
                customer=customer,
                issued=issued,
                due=each.due,
                asked=each.amount,
                open=each.amount,
            )
            for place, each in enumerate(installments)
        ]
        return self._invoices[invoice]

    def of(self, invoice: str) -> list[Item]:
        """Return an invoice's installments."""
        return self._invoices[invoice]

    def has(self, invoice: str) -> bool:
        """Return whether an invoice is there: neither voided nor deleted."""
        return invoice in self._invoices

    def creditable(self, invoice: str) -> Decimal:
        """Return what of an invoice was not given back yet, paid or not."""
        asked = sum((each.asked for each in self.of(invoice)), Decimal(0))
        return asked - self._credited.get(invoice, Decimal(0))

    def credited(self, invoice: str, amount: Decimal) -> None:
        """Remember that so much of an invoice was given back."""
        self._credited[invoice] = self._credited.get(invoice, Decimal(0)) + amount

    def open(self) -> Iterator[Item]:
        """Walk through what is open, in the order of issue."""
        return (each for items in self._invoices.values() for each in items if each.open)

    def payable(self) -> list[Item]:
        """Return what anybody would pay now, oldest due date first."""
        return sorted(
            (each for each in self.open() if not each.claimed and not each.disputed),
            key=lambda each: each.due,
        )

    def find(self, allocation: Allocation) -> Item:
        """Return the installment that something was set against."""
        return self._invoices[allocation.invoice][allocation.installment]

    def untouched(self, invoice: str) -> bool:
        """Return whether nothing was set against an invoice, or will be."""
        return all(
            each.open == each.asked and not each.claimed and not each.disputed for each in self.of(invoice)
        )

    def remove(self, invoice: str) -> None:
        """Take an invoice away; nothing of it is open."""
        for each in self._invoices.pop(invoice):
            each.open = Decimal(0)

    def spread(self, money: Money, items: Iterable[Item]) -> tuple[Allocation, ...]:
        """Set money against items in their order, as far as it goes."""
        done = []
        for item in items:
            amount = min(money.left, item.open)
            if amount:
                money.left -= amount
                done.append(item.allocate(amount))
        return tuple(done)

    def rename(self, old: str, new: str) -> None:
        """Give one customer's items and money to another."""
        for items in self._invoices.values():
            for each in items:
                each.customer = new if each.customer == old else each.customer
        for money in self.money:
            money.customer = new if money.customer == old else money.customer
