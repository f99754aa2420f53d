"""What a reminder's late invoices bear: per invoice, once, only where people want it and the law gives it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from relance_sync.config.law_tables import read_law
from relance_sync.rules.charges import Charges, LeftOut, charges_of
from relance_sync.rules.decisions import Remind
from relance_sync.rules.interest import Usage
from relance_sync.rules.ledger import Kind
from relance_sync.rules.money import money
from relance_sync.rules.plans import Stage
from relance_sync.rules.policy import LateFees, Law
from tests.builders import COMPANY, CUSTOMER, Ledger
from tests.sync.rules.plain_policy import POLICY, STEPS

DUE, TODAY = date(2026, 5, 1), date(2026, 9, 1)
LAW = Law(late_payment=read_law().late_payment)
FIRM, MILD = STEPS[3], STEPS[1]


def ledger(kind: Kind | None = Kind.ENTITY, country: str | None = "FR") -> Ledger:
    return Ledger(company=replace(COMPANY, country=country), customer=replace(CUSTOMER, kind=kind))


def charged(
    books: Ledger, today: date = TODAY, *, mild: bool = False, currency: str = "EUR", **fees: Any
) -> Charges | None:
    """The charges of a reminder about everything open in a currency."""
    items = [item for item in books.account(today).items if item.residual.currency == currency]
    remind = Remind(
        currency=currency,
        plan="standard",
        step=MILD if mild else FIRM,
        channel=FIRM.channel,
        items=tuple(item.id for item in items),
        steps=(),
        total=money(str(sum(item.residual.amount for item in items)), currency),
        reasons=(),
    )
    policy = replace(POLICY, law=LAW, late_fees=replace(LateFees(usage=Usage.CLAIM), **fees))
    return charges_of(remind, books.account(today), policy, today)


def claimed(books: Ledger, today: date = TODAY, **fees: Any) -> Charges:
    found = charged(books, today, **fees)
    assert found is not None
    return found


def test_the_french_example_to_the_cent() -> None:
    found = claimed(ledger().bill("A", "10000", DUE))
    assert (found.interest, found.compensation) == (money("413.68", "EUR"), money("40", "EUR"))
    assert found.added_to(money("10000", "EUR")) == money("10453.68", "EUR")
    (invoice,) = found.invoices
    assert (invoice.number, invoice.principal) == ("A", money("10000", "EUR"))
    assert found.left_out is None


def test_the_british_example_to_the_cent() -> None:
    books = ledger(country="GB").bill("A", "10000", date(2026, 2, 1), currency="GBP")
    found = claimed(books, date(2026, 4, 2), currency="GBP")
    assert found.added_to(money("10000", "GBP")) == money("10293.15", "GBP")


def test_one_compensation_per_invoice_however_many_installments_and_reminders() -> None:
    books = ledger().bill_in_parts("A", [("500", DUE), ("500", date(2026, 6, 1))]).bill("B", "100", DUE)
    first, again = claimed(books), claimed(books)
    assert first == again
    assert first.compensation == money("80", "EUR")
    assert [each.principal for each in first.invoices] == [money("1000", "EUR"), money("100", "EUR")]
    later = claimed(books, date(2026, 10, 1))
    assert later.compensation == first.compensation
    assert [each.fee_key for each in later.invoices] == [each.fee_key for each in first.invoices]
    assert len({each.fee_key for each in first.invoices}) == len(first.invoices)


def test_only_what_is_late_bears_anything() -> None:
    books = ledger().bill("A", "100", TODAY).bill("B", "100", None)
    assert claimed(books).invoices == ()
    assert not claimed(books).owed


def test_credit_is_set_against_the_oldest_items_first() -> None:
    books = ledger().bill("A", "500", DUE).bill("B", "500", date(2026, 6, 1)).credit("R", "600")
    found = claimed(books)
    assert [(each.number, each.principal) for each in found.invoices] == [("B", money("400", "EUR"))]
    assert found.compensation == money("40", "EUR")


def test_waived_or_at_another_stage_there_are_none() -> None:
    books = ledger().bill("A", "500", DUE)
    assert charged(books, usage=Usage.WAIVE) is None
    assert charged(books, mild=True) is None
    assert charged(books, mild=True, stages=(Stage.AMICABLE,)) is not None
    assert claimed(books, usage=Usage.SHOW).usage is Usage.SHOW


@pytest.mark.parametrize("kind", [Kind.PERSON, None])
def test_who_may_be_a_consumer_owes_none_and_the_note_can_say_so(kind: Kind | None) -> None:
    found = claimed(ledger(kind).bill("A", "500", DUE))
    assert (found.left_out, found.owed) == (LeftOut.NOT_A_BUSINESS, False)


@pytest.mark.parametrize("country", ["DE", None])
def test_without_a_table_only_an_agreed_rate_gives_anything(country: str | None) -> None:
    books = ledger(country=country).bill("A", "1000", DUE)
    assert claimed(books).left_out is LeftOut.NO_LAW
    found = claimed(books, agreed_percent=Decimal(10))
    assert (found.left_out, found.interest) == (None, money("33.70", "EUR"))
    assert found.compensation.amount == 0


def test_a_table_that_ends_too_early_is_named_and_stops_nothing() -> None:
    found = claimed(ledger().bill("A", "500", DUE), date(2027, 2, 1))
    assert (found.left_out, found.table, found.half) == (
        LeftOut.MISSING_RATE,
        "ecb_refinancing",
        "2027-H1",
    )
    assert not found.owed


def test_an_agreed_rate_below_the_floor_is_reported_once_and_not_raised() -> None:
    books = ledger().bill("A", "1000", DUE).bill("B", "1000", date(2026, 5, 15))
    found = claimed(books, agreed_percent=Decimal(5))
    assert [(each.floor, each.since, each.until) for each in found.below_floor] == [
        (Decimal("7.86"), DUE, date(2026, 7, 1)),
        (Decimal("8.25"), date(2026, 7, 1), TODAY),
    ]
    assert found.interest == money("31.78", "EUR")
    assert found.compensation == money("80", "EUR")


def test_a_compensation_in_another_currency_stands_beside_the_rest() -> None:
    books = ledger().bill("A", "1000", DUE, currency="USD")
    found = claimed(books, currency="USD")
    assert found.compensation == money("40", "EUR")
    assert found.added_to(money("1000", "USD")) == money("1041.37", "USD")


def test_a_compensation_that_depends_on_another_currency_is_left_out_and_the_interest_stays() -> None:
    books = ledger(country="GB").bill("A", "1000", DUE)
    found = claimed(books)
    assert (found.left_out, found.compensation) == (LeftOut.OTHER_CURRENCY, money("0", "GBP"))
    assert found.interest.amount > 0


def test_the_policy_may_name_the_law() -> None:
    found = claimed(ledger(country="DE").bill("A", "1000", DUE), country="EU")
    assert (found.country, found.compensation) == ("EU", money("40", "EUR"))
