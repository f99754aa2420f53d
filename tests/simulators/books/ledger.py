"""Double-entry books of a stream of events; they refuse what cannot happen in any books.

Written apart from what draws events, and knowing nothing of it: nothing is paid twice, no more is set against
an installment than is open, nothing happens to an invoice before its day, and every booking adds up to zero.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tests.simulators.books import events as e

NOTHING = Decimal("0.00")
_CENT = Decimal("0.01")


class Impossible(ValueError):
    """An event that contradicts those before it."""


@dataclass(slots=True, kw_only=True)
class Settled:
    """What was set against an installment at once.

    Attributes:
        source: Payment or credit note; None for a discount or a write-off.
        day: When its money was there: of a payment matched later, the day it was received.
        home: What it took from the receivable in the company's currency.
        difference: Exchange difference, a loss if positive.
    """

    source: str | None
    day: date
    amount: Decimal
    home: Decimal
    difference: Decimal


@dataclass(slots=True, kw_only=True)
class Part:
    """One installment."""

    due: date
    asked: Decimal
    open: Decimal
    settled: list[Settled] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Debt:
    """An invoice.

    Attributes:
        open_home: What is open of it in the company's currency, at the rate of its day.
    """

    event: e.InvoiceIssued
    customer: str
    parts: list[Part]
    income: Decimal
    tax: Decimal
    open_home: Decimal

    @property
    def open(self) -> Decimal:
        """Return what is open of it in its own currency."""
        return sum((each.open for each in self.parts), NOTHING)


@dataclass(slots=True, kw_only=True)
class Source:
    """A payment or credit note, with what is left of it in both currencies.

    Attributes:
        places: The installments it was set against.
    """

    customer: str
    currency: str
    day: date
    amount: Decimal
    home: Decimal
    left: Decimal
    left_home: Decimal
    payment: bool
    places: list[tuple[str, int]] = field(default_factory=list)
    returned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Balances:
    """What everything stands at.

    Attributes:
        accounts: In the company's currency, debit positive; together they are zero.
        customers: What each owes in its own currency, credits deducted; those who owe nothing included.
    """

    accounts: Mapping[str, Decimal]
    customers: Mapping[str, Decimal]


class Ledger:
    """The books so far.

    Args:
        currency: The company's.
    """

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.day = date.min
        self.customers: dict[str, e.CustomerMade] = {}
        self.invoices: dict[str, Debt] = {}
        self.sources: dict[str, Source] = {}
        self.orders: dict[str, e.OrderMade] = {}
        self.merged: dict[str, str] = {}
        self.gone: set[str] = set()
        self._rates: dict[str, Decimal] = {}
        self._accounts: dict[str, Decimal] = defaultdict(lambda: NOTHING)
        self._owed: dict[str, Decimal] = defaultdict(lambda: NOTHING)

    def apply(self, event: e.Event) -> None:
        """Book an event.

        Raises:
            Impossible: It contradicts those before it.
        """
        _check(event.day >= self.day, event, "its day is before that of an earlier event")
        self.day = event.day
        match event:
            case e.RateSet():
                _check(event.value > 0, event, "a rate is above zero")
                self._rates[event.currency] = event.value
            case e.OrderMade() | e.OrderCancelled():
                self._order(event)
            case e.InvoiceIssued():
                self._invoice(event)
            case e.InvoiceVoided() | e.InvoiceDeleted():
                self._take_back(event)
            case e.DisputeNoted():
                self._debt(event, event.invoice)
            case e.DiscountGranted() | e.DebtWrittenOff():
                self._waive(event)
            case _:
                self._money_or_person(event)

    def balances(self) -> Balances:
        """Return what everything stands at after the last event."""
        return Balances(
            accounts=dict(self._accounts), customers={each: self._owed[each] for each in self.customers}
        )

    def now(self, customer: str) -> str:
        """Return who a customer is by now: it may have been merged into another."""
        return self.merged.get(customer, customer)

    def _money_or_person(self, event: e.Event) -> None:
        match event:
            case e.CreditNoteIssued():
                self._credit_note(event)
            case e.PaymentReceived():
                self._payment(event)
            case e.MoneyMatched():
                for each in event.allocations:
                    self._allocate(event, event.source, each)
            case e.PaymentReturned():
                self._return(event)
            case _:
                self._person(event)

    def _person(self, event: e.Event) -> None:
        match event:
            case e.CustomerMade():
                _check(event.customer not in self.customers, event, "there is such a customer")
                if event.parent is not None:
                    self._living(event, event.parent)
                self.customers[event.customer] = event
            case e.CustomerNoted():
                self._living(event, event.customer)
            case e.CustomersMerged():
                _check(event.customer != event.into, event, "a customer cannot be merged into itself")
                old, new = self._living(event, event.customer), self._living(event, event.into)
                _check(old.currency == new.currency, event, "the currencies differ")
                self._merge(event.customer, event.into)
            case e.CustomerDeactivated():
                self._living(event, event.customer)
                _check(not self._owed[event.customer], event, "the customer owes something")
                self.gone.add(event.customer)

    def _merge(self, old: str, new: str) -> None:
        self.merged[old] = new
        self._owed[new] += self._owed.pop(old, NOTHING)

    def _order(self, event: e.OrderMade | e.OrderCancelled) -> None:
        if isinstance(event, e.OrderMade):
            self._living(event, event.customer)
            _check(event.order not in self.orders, event, "there is such an order")
            self.orders[event.order] = event
        else:
            _check(self.orders.pop(event.order, None) is not None, event, "there is no such order")

    def _invoice(self, event: e.InvoiceIssued) -> None:
        customer = self._living(event, event.customer)
        _check(event.invoice not in self.invoices, event, "there is such an invoice")
        _check(event.currency == customer.currency, event, "the customer has another currency")
        _check(event.order is None or event.order in self.orders, event, "there is no such order")
        asked = sum((each.amount for each in event.installments), NOTHING)
        _check(asked == event.total and asked > 0, event, "the installments are not the total")
        for each in event.installments:
            _check(
                each.amount > 0 and each.due >= event.day,
                event,
                "an installment asks nothing or is due before",
            )
        home, tax = self._home(event.currency, event.total), self._home(event.currency, event.tax)
        parts = [Part(due=each.due, asked=each.amount, open=each.amount) for each in event.installments]
        self.invoices[event.invoice] = Debt(
            event=event, customer=event.customer, parts=parts, income=home - tax, tax=tax, open_home=home
        )
        self._owed[event.customer] += event.total
        self._book(receivable=home, income=tax - home, tax=-tax)

    def _take_back(self, event: e.InvoiceVoided | e.InvoiceDeleted) -> None:
        debt = self._debt(event, event.invoice)
        _check(all(not each.settled for each in debt.parts), event, "something is set against the invoice")
        self._owed[self.now(debt.customer)] -= debt.event.total
        self._book(receivable=-debt.open_home, income=debt.income, tax=debt.tax)
        del self.invoices[event.invoice]

    def _credit_note(self, event: e.CreditNoteIssued) -> None:
        debt = self._debt(event, event.invoice)
        _check(event.customer == self.now(debt.customer), event, "the invoice is another customer's")
        _check(0 < event.total <= debt.event.total, event, "it is more than the invoice, or nothing")
        home, tax = self._home(event.currency, event.total), self._home(event.currency, event.tax)
        self._book(receivable=-home, income=home - tax, tax=tax)
        self._take(event, event.credit_note, event.customer, event.currency, event.total, home)
        for each in event.allocations:
            self._allocate(event, event.credit_note, each)

    def _payment(self, event: e.PaymentReceived) -> None:
        home = self._home(event.currency, event.amount)
        self._book(bank=home, receivable=-home)
        self._take(event, event.payment, event.customer, event.currency, event.amount, home)
        for each in event.allocations:
            self._allocate(event, event.payment, each)

    def _take(
        self,
        event: e.CreditNoteIssued | e.PaymentReceived,
        source: str,
        customer: str,
        currency: str,
        amount: Decimal,
        home: Decimal,
    ) -> None:
        made = self._living(event, customer)
        _check(source not in self.sources, event, "there is such a payment or credit note")
        _check(
            currency == made.currency and amount > 0,
            event,
            "its currency is another, or it is not above zero",
        )
        self._owed[customer] -= amount
        self.sources[source] = Source(
            customer=customer,
            currency=currency,
            day=event.day,
            amount=amount,
            home=home,
            left=amount,
            left_home=home,
            payment=isinstance(event, e.PaymentReceived),
        )

    def _allocate(self, event: e.Event, name: str, allocation: e.Allocation) -> None:
        source, debt = self.sources.get(name), self._debt(event, allocation.invoice)
        if source is None:
            raise Impossible(f"there is no such payment or credit note: {event}")
        _check(not source.returned, event, "the payment was returned")
        _check(allocation.amount <= source.left, event, "more is allocated than is left")
        owner = self.customers[self.now(debt.customer)]
        theirs = self.now(source.customer) in {owner.customer, owner.parent}
        _check(theirs and source.currency == owner.currency, event, "the invoice is another customer's")
        self._move(debt, source, allocation.amount)
        source.places.append((allocation.invoice, allocation.installment))
        taken = _share(source.left_home, allocation.amount, source.left)
        home = self._settle(event, debt, allocation, name, max(source.day, debt.event.day), taken)
        source.left -= allocation.amount
        source.left_home -= taken
        self._book(receivable=taken - home, exchange=home - taken)

    def _waive(self, event: e.DiscountGranted | e.DebtWrittenOff) -> None:
        debt = self._debt(event, event.allocation.invoice)
        home = self._settle(event, debt, event.allocation, None, event.day, None)
        self._owed[self.now(debt.customer)] -= event.allocation.amount
        account = "discount" if isinstance(event, e.DiscountGranted) else "bad debt"
        self._book(**{"receivable": -home, account: home})

    def _settle(
        self,
        event: e.Event,
        debt: Debt,
        allocation: e.Allocation,
        source: str | None,
        day: date,
        taken: Decimal | None,
    ) -> Decimal:
        """Lower what is open; return by how much in the company's currency."""
        _check(0 <= allocation.installment < len(debt.parts), event, "there is no such installment")
        part = debt.parts[allocation.installment]
        _check(0 < allocation.amount <= part.open, event, "more is set against the installment than is open")
        home = _share(debt.open_home, allocation.amount, debt.open)
        part.open -= allocation.amount
        debt.open_home -= home
        difference = NOTHING if taken is None else home - taken
        part.settled.append(
            Settled(source=source, day=day, amount=allocation.amount, home=home, difference=difference)
        )
        return home

    def _return(self, event: e.PaymentReturned) -> None:
        source = self.sources.get(event.payment)
        if source is None or not source.payment or source.returned:
            raise Impossible(f"there is no such payment, or it was returned before: {event}")
        self._owed[self.now(source.customer)] += source.amount
        self._book(bank=-source.home, receivable=source.home)
        source.returned, source.left, source.left_home = True, NOTHING, NOTHING
        for invoice, place in source.places:
            debt = self.invoices[invoice]
            part = debt.parts[place]
            for each in [each for each in part.settled if each.source == event.payment]:
                part.settled.remove(each)
                part.open += each.amount
                debt.open_home += each.home
                self._book(receivable=each.difference, exchange=-each.difference)
                self._move(debt, source, -each.amount)

    def _move(self, debt: Debt, source: Source, amount: Decimal) -> None:
        """Let money of one customer lower what another one of the family owes."""
        self._owed[self.now(debt.customer)] -= amount
        self._owed[self.now(source.customer)] += amount

    def _debt(self, event: e.Event, invoice: str) -> Debt:
        if invoice not in self.invoices:
            raise Impossible(f"there is no such invoice: {event}")
        return self.invoices[invoice]

    def _living(self, event: e.Event, customer: str) -> e.CustomerMade:
        _check(customer in self.customers, event, "there is no such customer")
        _check(customer not in self.gone and customer not in self.merged, event, "the customer is gone")
        return self.customers[customer]

    def _home(self, currency: str, amount: Decimal) -> Decimal:
        if currency == self.currency:
            return amount
        return (amount * self._rates[currency]).quantize(_CENT, rounding=ROUND_HALF_UP)

    def _book(self, **postings: Decimal) -> None:
        if sum(postings.values(), NOTHING):
            raise AssertionError(f"a booking that does not add up: {postings}")
        for account, amount in postings.items():
            self._accounts[account] += amount


def _check(holds: bool, event: e.Event, trouble: str) -> None:
    if not holds:
        raise Impossible(f"{trouble}: {event}")


def _share(home: Decimal, amount: Decimal, whole: Decimal) -> Decimal:
    """Return an amount's share of the company's currency; the last amount takes all the rest."""
    if amount == whole:
        return home
    return (home * amount / whole).quantize(_CENT, rounding=ROUND_HALF_UP)
