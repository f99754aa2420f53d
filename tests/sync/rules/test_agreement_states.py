"""Promises, payment plans and settlements: where they stand on every day, by what was paid until then."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_sync.rules.account import Account
from relance_sync.rules.agreement_states import (
    all_agreements,
    covered,
    promise_state,
    reduced_by,
    state_days,
    state_of,
    unmet,
)
from relance_sync.rules.agreements import (
    Agreement,
    AgreementState,
    PaymentPlan,
    PlanPart,
    Promise,
    Settlement,
)
from relance_sync.rules.ledger import Allocation, Credit, Installment, Invoice, Payment
from relance_sync.rules.money import Money, money
from relance_sync.rules.policy import AgreementRules
from tests.builders import COMPANY, CUSTOMER, Ledger
from tests.sync.rules.plain_policy import DUE, late

RULES = AgreementRules(tolerance_days=2)
MADE = DUE - timedelta(days=10)
OPEN, KEPT, PARTLY, BROKEN, CLOSED = (
    AgreementState.OPEN,
    AgreementState.KEPT,
    AgreementState.PARTLY_KEPT,
    AgreementState.BROKEN,
    AgreementState.CLOSED,
)


def debt() -> Ledger:
    return Ledger().bill("A", "300", DUE).bill("B", "100", DUE)


def promise(ledger: Ledger, day: int, rules: AgreementRules = RULES) -> AgreementState:
    return promise_state(ledger.promises[0], ledger.account(late(day)), rules, late(day))


def plan(ledger: Ledger, day: int, rules: AgreementRules = RULES) -> AgreementState:
    return state_of(ledger.payment_plans["plan"], ledger.account(late(day)), rules, late(day))


def settlement(ledger: Ledger, day: int, rules: AgreementRules = RULES) -> AgreementState:
    return state_of(ledger.settlements["settlement"], ledger.account(late(day)), rules, late(day))


class TestPromise:
    """What was promised must come by its day and tolerance."""

    def test_it_is_open_until_its_tolerance_has_passed(self) -> None:
        ledger = debt().promise(late(10), made_on=MADE, noted=True)
        assert [promise(ledger, day) for day in (-10, 10, 12, 13)] == [OPEN, OPEN, OPEN, BROKEN]

    def test_it_is_kept_as_soon_as_all_is_paid(self) -> None:
        ledger = debt().promise(late(10), "A", made_on=MADE, noted=True).pay("A", on=late(4))
        assert [promise(ledger, day) for day in (4, 13, 900)] == [KEPT, KEPT, KEPT]

    def test_paid_after_its_day_it_stays_broken(self) -> None:
        ledger = debt().promise(late(10), "A", made_on=MADE, noted=True).pay("A", on=late(13))
        assert promise(ledger, 20) is BROKEN
        assert covered(ledger.promises[0], ledger.account(late(20))) == ()

    def test_paid_within_the_tolerance_it_is_kept(self) -> None:
        assert promise(debt().promise(late(10), "A", noted=True).pay("A", on=late(12)), 20) is KEPT

    def test_a_part_that_came_in_time_keeps_it_partly(self) -> None:
        ledger = debt().promise(late(10), "A", noted=True).pay("A", "120", on=late(9))
        assert [promise(ledger, day) for day in (9, 12, 13)] == [OPEN, OPEN, PARTLY]
        assert promise(ledger.pay("A", on=late(20)), 21) is PARTLY

    def test_a_promised_amount_is_enough(self) -> None:
        ledger = debt().promise(late(10), amount="150").pay("A", "100", on=late(9))
        assert promise(ledger, 13) is PARTLY
        assert promise(ledger.pay("B", "50", on=late(12)), 13) is KEPT

    def test_a_few_cents_may_lack(self) -> None:
        ledger = debt().promise(late(10), "A", noted=True).pay("A", "299.50", on=late(9))
        assert promise(ledger, 13, replace(RULES, tolerance_amount=Decimal("0.50"))) is KEPT
        assert promise(ledger, 13, replace(RULES, tolerance_amount=Decimal("0.49"))) is PARTLY

    def test_a_tolerance_above_the_promised_amount_does_not_keep_it(self) -> None:
        ledger = debt().promise(late(10), amount="5")
        assert promise(ledger, 13, replace(RULES, tolerance_amount=Decimal(10))) is BROKEN

    def test_a_credit_note_counts_as_paid_early(self) -> None:
        ledger = debt().promise(late(10), "A", noted=True)
        assert promise(ledger.pay("A"), 30) is KEPT  # nothing dated stands behind it

    def test_money_that_waits_to_be_allocated_counts(self) -> None:
        ledger = debt().promise(late(10), "B", made_on=late(1), noted=True).credit("P", "100")
        assert promise(ledger, 13) is BROKEN  # it was there before the promise
        ledger.credits["P"] = replace(ledger.credits["P"], day=late(11))
        assert promise(ledger, 13) is KEPT

    def test_a_payment_that_the_bank_took_back_does_not_count(self) -> None:
        ledger = debt().promise(late(10), "A", noted=True).pay("A", on=late(5))
        ledger.bill("A", "300", DUE)  # it is open again
        ledger.payments[0] = replace(ledger.payments[0], returned_on=late(9))
        assert promise(ledger, 13) is BROKEN

    def test_without_a_note_of_what_was_open_it_is_kept_when_nothing_is(self) -> None:
        ledger = debt().promise(late(10), "A")
        assert promise(ledger, 13) is BROKEN
        assert promise(ledger.pay("A", on=late(20)), 21) is KEPT

    def test_withdrawn(self) -> None:
        ledger = debt().promise(late(10), noted=True, closed_on=late(5))
        assert [promise(ledger, day) for day in (4, 5, 13)] == [OPEN, CLOSED, CLOSED]

    def test_what_was_billed_since_is_not_promised(self) -> None:
        ledger = debt().promise(late(10), noted=True).bill("C", "50", DUE, issued=late(1))
        ledger.pay("A", on=late(9)).pay("B", on=late(9)).pay("C", "10", on=late(30))
        assert promise(ledger, 31) is KEPT

    def test_another_currency_is_not_promised(self) -> None:
        ledger = debt().bill("U", "70", DUE, currency="USD").promise(late(10), noted=True)
        assert {item.id for item in covered(ledger.promises[0], ledger.account(late(1)))} == {"A", "B"}


class TestPaymentPlan:
    """What was to be paid by a day, in all, must have come by then."""

    PARTS = ((late(10), "100"), (late(40), "150"), (late(70), "150"))

    def test_kept_to_the_end(self) -> None:
        ledger = debt().agree(self.PARTS)
        ledger.pay("B", "100", on=late(12)).pay("A", "150", on=late(35))
        assert [plan(ledger, day) for day in (12, 13, 42, 43, 72)] == [OPEN] * 5
        ledger.pay("A", "150", on=late(72))
        assert [plan(ledger, day) for day in (72, 73, 500)] == [KEPT] * 3

    def test_one_missed_instalment_breaks_it_although_it_is_paid_later(self) -> None:
        ledger = debt().agree(self.PARTS).pay("B", "99", on=late(12))
        assert [plan(ledger, day) for day in (12, 13)] == [OPEN, BROKEN]
        ledger.pay("B", "1", on=late(13)).pay("A", "300", on=late(14))
        assert [plan(ledger, day) for day in (14, 40, 100)] == [BROKEN] * 3

    def test_what_is_paid_ahead_counts_for_the_later_ones(self) -> None:
        ledger = debt().agree(self.PARTS).pay("A", "250", on=late(3))
        assert [plan(ledger, day) for day in (13, 43, 72, 73)] == [OPEN, OPEN, OPEN, BROKEN]

    def test_the_next_instalment_says_what_lacks_of_it(self) -> None:
        ledger = debt().agree(self.PARTS).pay("A", "180", on=late(3))
        next_ = unmet(ledger.payment_plans["plan"], ledger.account(late(20)), RULES)
        assert next_ is not None
        assert (next_.due, next_.until, next_.missed_on) == (late(40), late(42), late(43))
        assert (next_.amount, next_.paid, next_.left) == tuple(money(x, "EUR") for x in ("250", "180", "70"))

    def test_it_never_asks_for_more_than_was_open(self) -> None:
        ledger = (
            debt().agree([(late(10), "300"), (late(40), "200")]).pay("A", on=late(1)).pay("B", on=late(2))
        )
        assert plan(ledger, 43) is KEPT

    def test_ended(self) -> None:
        ledger = debt().agree(self.PARTS, closed_on=late(20))
        assert [plan(ledger, day) for day in (13, 19, 20)] == [BROKEN, BROKEN, CLOSED]


class TestSettlement:
    """The rest is waived once the agreed part came by its day."""

    def test_kept(self) -> None:
        ledger = debt().waive("250", late(10)).pay("A", "250", on=late(12))
        assert [settlement(ledger, day) for day in (12, 13, 500)] == [KEPT] * 3

    def test_broken(self) -> None:
        ledger = debt().waive("250", late(10)).pay("A", "249", on=late(12)).pay("A", "51", on=late(13))
        assert [settlement(ledger, day) for day in (12, 13)] == [OPEN, BROKEN]

    def test_ended(self) -> None:
        ledger = debt().waive("250", late(10), closed_on=late(4)).pay("A", on=late(2))
        assert [settlement(ledger, day) for day in (3, 4)] == [KEPT, CLOSED]


def test_nothing_is_reduced_where_nobody_noted_what_was_open() -> None:
    ledger = debt().promise(late(10)).pay("A", on=late(1))
    assert reduced_by(ledger.promises[0], ledger.account(late(2)), late(2)) == 0
    lacking = unmet(ledger.promises[0], ledger.account(late(2)), RULES)
    assert lacking is not None
    assert lacking.left is None


def test_they_are_listed_by_kind_and_day() -> None:
    ledger = debt().waive("1", late(3)).agree([(late(2), "1")]).promise(late(9)).promise(late(1))
    named = [each.id for each in all_agreements(ledger.account(late(0)))]
    assert named == ["promise-1", "promise-0", "plan", "settlement"]


# What holds for every agreement.

agreed_days = st.integers(0, 40).map(late)
amounts = st.integers(1, 40000).map(lambda cents: Decimal(cents).scaleb(-2))
rules = st.builds(
    AgreementRules,
    tolerance_days=st.integers(0, 3),
    tolerance_amount=st.sampled_from([Decimal(0), Decimal(1), Decimal(500)]),
)
WATCHED = [late(day) for day in range(-1, 60)]


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    """Draw an account with one agreement about its two invoices, and payments of any day."""
    asked = [draw(amounts) for _ in range(2)]
    payments = []
    residuals = list(asked)
    for number in range(draw(st.integers(0, 5))):
        which = draw(st.integers(0, 1))
        paid = min(residuals[which], draw(amounts))
        residuals[which] -= paid
        payments.append(payment(number, which, paid, late(draw(st.integers(-5, 50)))))
    credits_ = [
        Credit(
            id="c",
            customer="7",
            number="c",
            day=late(draw(st.integers(-20, 50))),
            residual=Money(amount=draw(amounts), currency="EUR"),
        )
    ]
    bills = tuple(bill(number, *sums) for number, sums in enumerate(zip(asked, residuals, strict=True)))
    account = Account(
        company=COMPANY,
        customer=CUSTOMER,
        invoices=bills,
        payments=tuple(payments),
        credits=tuple(credits_[: draw(st.integers(0, 1))]),
    )
    return agree(account, draw(agreements(sum(asked, Decimal(0)))))


def bill(number: int, asked: Decimal, residual: Decimal) -> Invoice:
    part = Installment(id=str(number), due=DUE, amount=asked, residual=residual)
    return Invoice(
        id=f"i{number}",
        customer="7",
        number=f"i{number}",
        issued=MADE,
        currency="EUR",
        installments=(part,),
    )


def payment(number: object, which: int, amount: Decimal, day: date) -> Payment:
    paid = Money(amount=amount, currency="EUR")
    allocations = (Allocation(installment=str(which), amount=paid, day=day),)
    return Payment(id=str(number), customer="7", day=day, amount=paid, allocations=allocations)


@st.composite
def agreements(draw: st.DrawFn, total: Decimal) -> Agreement:
    """Draw a promise, a payment plan or a settlement."""
    known: dict[str, Any] = {
        "id": "x",
        "customer": "7",
        "made_on": MADE,
        "open_amount": Money(amount=total, currency="EUR"),
    }
    days = sorted(draw(st.sets(agreed_days, min_size=1, max_size=4)))
    kind = draw(st.sampled_from([Promise, PaymentPlan, Settlement]))
    if kind is PaymentPlan:
        return PaymentPlan(parts=tuple(PlanPart(due=day, amount=draw(amounts)) for day in days), **known)
    part = Money(amount=draw(amounts), currency="EUR")
    if kind is Settlement and part.amount < total:
        return Settlement(due=days[0], pays=part, **known)
    return Promise(due=days[0], amount=draw(st.sampled_from([None, part])), **known)


def agree(account: Account, agreement: Agreement) -> Account:
    match agreement:
        case Promise():
            return replace(account, promises=(agreement,))
        case PaymentPlan():
            return replace(account, payment_plans=(agreement,))
    return replace(account, settlements=(agreement,))


def course(account: Account, rules: AgreementRules, days: Sequence[date] = WATCHED) -> list[AgreementState]:
    (agreement,) = all_agreements(account)
    return [state_of(agreement, account, rules, day) for day in days]


@given(accounts(), rules)
def test_once_decided_it_stays_decided(account: Account, rules: AgreementRules) -> None:
    """On the same facts the days bring one change at most: from open to broken."""
    changes = list(dict.fromkeys(course(account, rules)))
    assert changes in ([KEPT], [OPEN], [BROKEN], [PARTLY], [OPEN, BROKEN], [OPEN, PARTLY])


@given(accounts(), rules)
def test_it_changes_only_on_the_days_it_names(account: Account, rules: AgreementRules) -> None:
    named = set(state_days(account, rules))
    states = course(account, rules)
    for day, before, after in zip(WATCHED[1:], states, states[1:], strict=False):
        assert before is after or day in named


@given(accounts(), rules, st.integers(0, 1), amounts, st.integers(0, 50).map(late))
def test_a_broken_agreement_never_heals(
    account: Account, rules: AgreementRules, which: int, more: Decimal, day: date
) -> None:
    """Whatever is paid on or after a day on which it is broken, it stays broken."""
    (before,) = course(account, rules, [day])
    part = account.invoices[which].installments[0]
    more = min(more, part.residual)
    paid = list(account.invoices)
    paid[which] = replace(paid[which], installments=(replace(part, residual=part.residual - more),))
    later = replace(
        account, invoices=tuple(paid), payments=(*account.payments, payment("late", which, more, day))
    )
    (after,) = course(later, rules, [day])
    if before in {BROKEN, PARTLY}:
        assert after is before
    if before is KEPT:
        assert after is KEPT


@given(accounts(), rules, st.data())
def test_splitting_a_payment_changes_nothing(
    account: Account, rules: AgreementRules, data: st.DataObject
) -> None:
    split: list[Payment] = []
    for each in account.payments:
        (whole,) = each.allocations
        first = data.draw(st.integers(0, int(whole.amount.amount * 100)).map(lambda c: Decimal(c).scaleb(-2)))
        which = int(whole.installment)
        split.append(payment(f"{each.id}a", which, first, whole.day))
        split.append(payment(f"{each.id}b", which, whole.amount.amount - first, whole.day))
    assert course(replace(account, payments=tuple(split)), rules) == course(account, rules)


@given(accounts(), rules, st.integers(1, 5))
def test_more_tolerance_never_breaks_what_was_kept(
    account: Account, rules: AgreementRules, more: int
) -> None:
    patient = replace(rules, tolerance_days=rules.tolerance_days + more)
    for before, after in zip(course(account, rules), course(account, patient), strict=True):
        assert not (before in {KEPT, OPEN} and after in {BROKEN, PARTLY})


@pytest.mark.parametrize("paid", ["0", "100", "400"])
def test_an_open_plan_and_its_payments_add_up(paid: str) -> None:
    ledger = debt().agree([(late(10), "400")])
    if paid != "0":
        ledger.pay("A", str(min(Decimal(paid), Decimal(300))), on=late(1))
        ledger.pay("B", str(max(Decimal(paid) - 300, Decimal(0))), on=late(1))
    plan_ = ledger.payment_plans["plan"]
    assert reduced_by(plan_, ledger.account(late(2)), late(1)) == Decimal(paid)
    assert reduced_by(plan_, ledger.account(late(2)), late(0)) == 0
