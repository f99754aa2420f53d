"""The books of the generator, by hand: what each event books, and what they refuse."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.simulators.books import events as e
from tests.simulators.books.ledger import Impossible, Ledger

FIRST = date(2026, 1, 5)
NET_30 = e.Terms(days=30)


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


def customer(
    name: str = "c1", currency: str = "EUR", parent: str | None = None, day: int = 0
) -> e.CustomerMade:
    return e.CustomerMade(
        day=on(day),
        customer=name,
        name=f"Brasserie {name}",
        email=None,
        phone=None,
        currency=currency,
        terms=NET_30,
        person=False,
        parent=parent,
        note="",
    )


def invoice(
    name: str = "i1",
    amount: str = "120.00",
    *,
    of: str = "c1",
    currency: str = "EUR",
    day: int = 0,
    parts: int = 1,
) -> e.InvoiceIssued:
    """An invoice with a sixth of tax in it, in equal parts."""
    whole = Decimal(amount)
    tax = whole / 6
    return e.InvoiceIssued(
        day=on(day),
        invoice=name,
        customer=of,
        number=name,
        currency=currency,
        terms=NET_30,
        lines=(e.Line(text="Work", quantity=1, price=whole - tax),),
        tax=tax,
        installments=tuple(
            e.Installment(due=on(day + 30 * (place + 1)), amount=whole / parts) for place in range(parts)
        ),
        order=None,
    )


def against(amount: str, name: str = "i1", part: int = 0) -> e.Allocation:
    return e.Allocation(invoice=name, installment=part, amount=Decimal(amount))


def payment(
    amount: str,
    *allocations: e.Allocation,
    name: str = "p1",
    of: str = "c1",
    currency: str = "EUR",
    day: int = 10,
) -> e.PaymentReceived:
    return e.PaymentReceived(
        day=on(day),
        payment=name,
        customer=of,
        currency=currency,
        amount=Decimal(amount),
        text="",
        allocations=allocations,
    )


def credit_note(amount: str, *allocations: e.Allocation, day: int = 10, of: str = "c1") -> e.CreditNoteIssued:
    whole = Decimal(amount)
    return e.CreditNoteIssued(
        day=on(day),
        credit_note="n1",
        customer=of,
        number="n1",
        currency="EUR",
        invoice="i1",
        lines=(e.Line(text="Returned", quantity=1, price=whole - whole / 6),),
        tax=whole / 6,
        allocations=allocations,
    )


def booked(events: Iterable[e.Event]) -> Ledger:
    ledger = Ledger("EUR")
    for each in events:
        ledger.apply(each)
    return ledger


def accounts(*events: e.Event) -> dict[str, str]:
    """Return the accounts that do not stand at zero."""
    found = booked(events).balances().accounts
    assert sum(found.values()) == 0
    return {name: str(amount) for name, amount in found.items() if amount}


class TestBooked:
    def test_an_invoice(self) -> None:
        assert accounts(customer(), invoice()) == {
            "receivable": "120.00",
            "income": "-100.00",
            "tax": "-20.00",
        }

    def test_a_part_payment(self) -> None:
        ledger = booked([customer(), invoice(parts=2), payment("50.00", against("50.00"))])
        assert [str(each.open) for each in ledger.invoices["i1"].parts] == ["10.00", "60.00"]
        assert ledger.balances().customers == {"c1": Decimal("70.00")}

    def test_money_that_is_matched_later_is_owed_back_until_then(self) -> None:
        before: list[e.Event] = [customer(), payment("120.00", day=0), invoice(day=3)]
        ledger = booked(before)
        assert ledger.balances().customers == {"c1": Decimal(0)}
        ledger.apply(e.MoneyMatched(day=on(4), source="p1", allocations=(against("120.00"),)))
        assert ledger.invoices["i1"].open == 0
        # Paid in advance: not before there was an invoice.
        assert ledger.invoices["i1"].parts[0].settled[0].day == on(3)

    def test_a_credit_note_takes_income_and_tax_back(self) -> None:
        told = accounts(customer(), invoice(), credit_note("60.00", against("60.00")))
        assert told == {"receivable": "60.00", "income": "-50.00", "tax": "-10.00"}

    def test_a_discount_and_a_write_off(self) -> None:
        paid = payment("117.60", against("117.60"))
        discount = e.DiscountGranted(day=on(10), payment="p1", allocation=against("2.40"))
        assert accounts(customer(), invoice(), paid, discount)["discount"] == "2.40"
        lost = e.DebtWrittenOff(day=on(300), allocation=against("120.00"))
        assert accounts(customer(), invoice(), lost) == {
            "income": "-100.00",
            "tax": "-20.00",
            "bad debt": "120.00",
        }

    def test_a_returned_payment_leaves_everything_as_before(self) -> None:
        before: list[e.Event] = [customer(), invoice(parts=2)]
        paid = payment("100.00", against("60.00"), against("40.00", part=1))
        back = e.PaymentReturned(day=on(15), payment="p1", text="")
        assert accounts(*before, paid, back) == accounts(*before)
        assert booked([*before, paid, back]).invoices == booked(before).invoices

    def test_voided_and_deleted(self) -> None:
        assert accounts(customer(), invoice(), e.InvoiceVoided(day=on(1), invoice="i1")) == {}
        assert accounts(customer(), invoice(), e.InvoiceDeleted(day=on(1), invoice="i1")) == {}

    def test_merged(self) -> None:
        merged = e.CustomersMerged(day=on(5), customer="c2", into="c1")
        events: list[e.Event] = [
            customer(),
            customer("c2"),
            invoice(of="c2"),
            merged,
            payment("20.00", against("20.00")),
        ]
        ledger = booked(events)
        assert ledger.balances().customers == {"c1": Decimal("100.00"), "c2": Decimal(0)}
        assert ledger.now("c2") == "c1"

    def test_a_parent_pays(self) -> None:
        events: list[e.Event] = [
            customer(),
            customer("c2", parent="c1"),
            invoice(of="c2"),
            payment("50.00", against("50.00")),
        ]
        assert booked(events).balances().customers == {"c1": Decimal(0), "c2": Decimal("70.00")}


class TestForeign:
    def rate(self, value: str, day: int) -> e.RateSet:
        return e.RateSet(day=on(day), currency="USD", value=Decimal(value))

    def test_the_difference_of_rates_is_booked(self) -> None:
        events: list[e.Event] = [
            self.rate("0.9", 0),
            customer(currency="USD"),
            invoice(currency="USD"),
            self.rate("0.8", 5),
        ]
        paid = payment("120.00", against("120.00"), currency="USD")
        # Asked 108.00 EUR, received 96.00 EUR: 12.00 lost.
        assert accounts(*events, paid) == {
            "income": "-90.00",
            "tax": "-18.00",
            "bank": "96.00",
            "exchange": "12.00",
        }

    def test_the_last_part_takes_the_rest_of_the_cents(self) -> None:
        events: list[e.Event] = [
            self.rate("0.333333", 0),
            customer(currency="USD"),
            invoice(amount="0.60", currency="USD"),
            *(payment("0.20", against("0.20"), name=name, currency="USD") for name in ("p1", "p2", "p3")),
        ]
        ledger = booked(events)
        assert ledger.invoices["i1"].open_home == 0
        assert ledger.balances().accounts["receivable"] == 0


UNKNOWN = e.MoneyMatched(day=on(11), source="p9", allocations=(against("1.00", part=1),))
BOOKS = (customer(), customer("c2"), invoice(parts=2))
PAID = (*BOOKS, payment("60.00", against("60.00")))


@pytest.mark.parametrize(
    ("before", "event", "told"),
    [
        (PAID, payment("60.00", against("60.00"), name="p2"), "more is set against"),
        (PAID, payment("60.00"), "such a payment"),
        (BOOKS, payment("70.00", against("60.01")), "more is set against"),
        (BOOKS, payment("20.00", against("20.01")), "more is allocated than is left"),
        (BOOKS, payment("20.00", against("20.00", part=2)), "no such installment"),
        (BOOKS, payment("20.00", against("20.00", name="i9")), "no such invoice"),
        (BOOKS, payment("20.00", against("20.00"), of="c2"), "another customer's"),
        (BOOKS, payment("20.00", currency="USD", day=-1), "before that of an earlier event"),
        (BOOKS, payment("0.00"), "not above zero"),
        (BOOKS, credit_note("120.06"), "more than the invoice"),
        (BOOKS, credit_note("60.00", of="c2"), "another customer's"),
        (BOOKS, invoice(), "such an invoice"),
        (BOOKS, invoice("i2", of="c3"), "no such customer"),
        (PAID, e.InvoiceVoided(day=on(11), invoice="i1"), "something is set against"),
        (PAID, e.InvoiceDeleted(day=on(11), invoice="i1"), "something is set against"),
        (PAID, e.CustomerDeactivated(day=on(11), customer="c1"), "owes something"),
        (PAID, e.CustomersMerged(day=on(11), customer="c1", into="c1"), "into itself"),
        (PAID, e.DebtWrittenOff(day=on(11), allocation=against("0.01")), "more is set against"),
        (PAID, e.MoneyMatched(day=on(11), source="p1", allocations=(against("1.00", part=1),)), "is left"),
        (
            PAID,
            e.MoneyMatched(day=on(11), source="p9", allocations=(against("1.00", part=1),)),
            "no such payment",
        ),
        (PAID, e.PaymentReturned(day=on(11), payment="p9", text=""), "no such payment"),
        (PAID, e.DisputeNoted(day=on(11), invoice="i9", text=""), "no such invoice"),
        (PAID, e.OrderCancelled(day=on(11), order="o1"), "no such order"),
        (PAID, customer(day=11), "such a customer"),
        (PAID, customer("c5", parent="c4", day=11), "no such customer"),
        (PAID, e.RateSet(day=on(11), currency="USD", value=Decimal(0)), "above zero"),
    ],
)
def test_what_cannot_be_is_refused(before: tuple[e.Event, ...], event: e.Event, told: str) -> None:
    ledger = booked(before)
    with pytest.raises(Impossible, match=told):
        ledger.apply(event)


def test_a_payment_is_returned_once() -> None:
    back = e.PaymentReturned(day=on(12), payment="p1", text="")
    ledger = booked([*PAID, back])
    with pytest.raises(Impossible, match="returned before"):
        ledger.apply(back)
    with pytest.raises(Impossible, match="returned"):
        ledger.apply(e.MoneyMatched(day=on(13), source="p1", allocations=(against("1.00"),)))


def test_who_left_gets_no_invoice() -> None:
    ledger = booked([customer(), e.CustomerDeactivated(day=on(1), customer="c1")])
    with pytest.raises(Impossible, match="gone"):
        ledger.apply(invoice(day=2))
