"""The books of a past day are what they were then."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_sync.report.as_of import as_of, turning_days, with_history
from relance_sync.rules.agreements import Promise
from relance_sync.rules.ledger import Credit
from relance_sync.rules.money import money
from tests.sync.report.past import past, pay

DUE = date(2026, 3, 31)
ISSUED = date(2026, 3, 1)
PAID = date(2026, 4, 20)


def open_on(day: date) -> dict[str, Decimal]:
    account = as_of(past(("A", "100", DUE, PAID)), day, None)
    return {item.id: item.residual.amount for item in account.items}


@pytest.mark.parametrize(
    ("day", "open_then"),
    [
        (ISSUED - timedelta(days=1), {}),
        (ISSUED, {"A": Decimal(100)}),
        (PAID - timedelta(days=1), {"A": Decimal(100)}),
        (PAID, {}),
    ],
)
def test_an_invoice_is_open_from_its_issue_to_its_payment(day: date, open_then: dict[str, Decimal]) -> None:
    assert open_on(day) == open_then


def test_a_part_payment_counts_from_its_day() -> None:
    whole = past(("A", "100", DUE, None))
    paid = replace(whole.invoices[0].installments[0], residual=Decimal(40))
    whole = replace(whole, invoices=(replace(whole.invoices[0], installments=(paid,)),))
    whole = pay(whole, "A", "60", PAID)
    before, after = as_of(whole, PAID - timedelta(days=1), None), as_of(whole, PAID, None)
    assert [each.items[0].residual.amount for each in (before, after)] == [Decimal(100), Decimal(40)]


def test_money_not_yet_allocated_is_a_credit() -> None:
    """Nobody is chased in the past for what had been paid but not matched."""
    whole = pay(past(("A", "100", DUE, None)), "A", "100", PAID, allocated=PAID + timedelta(days=9))
    whole = replace(
        whole,
        invoices=(
            replace(
                whole.invoices[0],
                installments=(replace(whole.invoices[0].installments[0], residual=Decimal(0)),),
            ),
        ),
    )
    between = as_of(whole, PAID, None)
    assert [(each.residual.amount, each.day) for each in between.credits] == [(Decimal(100), PAID)]
    assert between.items[0].residual.amount == Decimal(100)
    assert as_of(whole, PAID + timedelta(days=9), None).credits == ()


def test_what_the_bank_took_back_was_settled_until_then() -> None:
    back = PAID + timedelta(days=5)
    whole = pay(past(("A", "100", DUE, None)), "A", "100", PAID)
    whole = replace(whole, payments=(replace(whole.payments[0], returned_on=back),))
    days = (PAID - timedelta(days=1), PAID, back - timedelta(days=1), back)
    assert [len(as_of(whole, day, None).items) for day in days] == [1, 0, 0, 1]


def test_what_was_settled_without_a_payment_was_never_open() -> None:
    whole = past(("A", "100", DUE, None))
    noted = replace(whole.invoices[0].installments[0], residual=Decimal(30))
    whole = replace(whole, invoices=(replace(whole.invoices[0], installments=(noted,)),))
    assert as_of(whole, ISSUED, None).items[0].residual.amount == Decimal(30)


def test_what_was_agreed_or_credited_later_is_not_known_yet() -> None:
    promise = Promise(id="p", customer="7", due=PAID, made_on=DUE)
    credit = Credit(id="c", customer="7", number="C", day=PAID, residual=money("5", "EUR"))
    whole = replace(past(("A", "100", DUE, None)), promises=(promise,), credits=(credit,))
    early, late = as_of(whole, DUE - timedelta(days=1), None), as_of(whole, PAID, None)
    assert (early.promises, early.credits) == ((), ())
    assert (late.promises, len(late.credits)) == ((promise,), 1)


def test_the_score_knows_no_later_payment() -> None:
    then = as_of(past(("A", "100", DUE, PAID)), DUE, None)
    assert [each.paid for each in then.history] == [None]


def test_the_history_is_read_from_the_payments() -> None:
    whole = past(("A", "100", DUE, PAID), ("B", "50", DUE, None))
    assert with_history(replace(whole, history=())).history == whole.history


def test_what_was_settled_without_a_payment_says_nothing_about_paying() -> None:
    whole = replace(past(("A", "100", DUE, PAID)), payments=(), history=())
    assert with_history(whole).history == ()


@given(
    st.lists(
        st.tuples(st.integers(1, 500), st.integers(0, 60), st.one_of(st.none(), st.integers(0, 90))),
        max_size=5,
    ),
    st.integers(-40, 160),
)
def test_nothing_changes_between_two_turning_days(
    told: list[tuple[int, int, int | None]], offset: int
) -> None:
    whole = past(
        *(
            (
                f"I{i}",
                str(amount),
                DUE + timedelta(days=due),
                None if paid is None else DUE + timedelta(days=paid),
            )
            for i, (amount, due, paid) in enumerate(told)
        )
    )
    day = DUE + timedelta(days=offset)
    turning = {each for each in turning_days(whole) if each <= day}
    if turning:
        last = max(turning)
        assert as_of(whole, day, None).items == as_of(whole, last, None).items
    else:
        assert as_of(whole, day, None).items == ()
