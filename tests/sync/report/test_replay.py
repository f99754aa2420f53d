"""A policy replayed over a known past: who would have been contacted and held, on which days."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from relance_sync.report.replay import Contact, Replayed, replay
from relance_sync.rules.account import Account
from relance_sync.rules.assess import assess
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.decisions import Remind
from relance_sync.rules.hold_rules import HoldRules, Level, OverdueRule
from relance_sync.rules.policy import Policy
from tests.builders import Ledger
from tests.sync.report.past import past
from tests.sync.rules.plain_policy import ALWAYS_OPEN, POLICY

DUE = date(2026, 3, 2)
SINCE, UNTIL = date(2026, 1, 1), date(2026, 7, 1)


def late(days: int) -> date:
    return DUE + timedelta(days=days)


def replayed(whole: Account, policy: Policy = POLICY, calendar: Calendar = ALWAYS_OPEN) -> Replayed:
    return replay(whole, policy, calendar, (), SINCE, UNTIL)


def test_a_late_payer_climbs_the_plan_until_the_day_of_its_payment() -> None:
    done = replayed(past(("A", "100", DUE, late(20))))
    assert [(each.day, each.channel) for each in done.contacts] == [
        (late(-3), "email"),
        (late(5), "email"),
        (late(15), "call"),
    ]


def test_who_pays_in_time_is_left_alone() -> None:
    assert replayed(past(("A", "100", DUE, late(-10)))).contacts == ()


def test_what_was_before_the_first_day_is_an_old_debt() -> None:
    done = replay(past(("A", "100", DUE, None)), POLICY, ALWAYS_OPEN, (), late(40), UNTIL)
    assert done.contacts[0] == Contact(day=late(40), channel="email", stage="amicable")


def test_a_hold_is_in_force_until_the_payment() -> None:
    hold = HoldRules(overdue=(OverdueRule(amount=Decimal(50), days=10, level=Level.HOLD),))
    done = replayed(past(("A", "100", DUE, late(25))), replace(POLICY, hold=hold))
    assert [(each.since, each.until, each.level) for each in done.holds] == [(late(10), late(25), Level.HOLD)]
    assert done.held_days(UNTIL) == 15


def test_a_hold_that_still_stands_counts_to_the_end() -> None:
    hold = HoldRules(
        overdue=(OverdueRule(amount=Decimal(50), days=10, level=Level.HOLD),), expires_after_days=365
    )
    done = replayed(past(("A", "100", DUE, None)), replace(POLICY, hold=hold))
    assert done.held_days(UNTIL) == (UNTIL - late(10)).days


def test_the_busiest_month_counts_days_not_messages() -> None:
    at = [Contact(day=late(each), channel="email", stage="firm") for each in (0, 0, 7, 29, 30)]
    done = replace(replayed(past()), contacts=tuple(at))
    assert done.busiest_month == 3
    assert replayed(past()).busiest_month == 0


@given(
    st.lists(st.tuples(st.integers(0, 40), st.one_of(st.none(), st.integers(-20, 90))), max_size=4),
)
def test_jumping_from_review_to_review_misses_nothing(told: list[tuple[int, int | None]]) -> None:
    """The replay looks only on days when something can change; a look on every day finds the same."""
    whole = past(
        *(
            (f"I{i}", "100", late(due), None if paid is None else late(paid))
            for i, (due, paid) in enumerate(told)
        )
    )
    assert [each.day for each in replayed(whole).contacts] == _daily(whole)


def _daily(whole: Account) -> list[date]:
    """The days of contact found by looking at every single day, with the books of the tests."""
    ledger, found = Ledger(), []
    for number in range((UNTIL - SINCE).days + 1):
        today = SINCE + timedelta(days=number)
        ledger.invoices = {}
        for invoice, history in zip(whole.invoices, whole.history, strict=True):
            open_ = invoice.issued <= today and (history.paid is None or history.paid > today)
            if open_:
                parts = tuple(replace(part, residual=part.amount) for part in invoice.installments)
                ledger.invoices[invoice.id] = replace(invoice, installments=parts)
        for _ in range(3):
            decisions = assess(ledger.account(today), POLICY, ALWAYS_OPEN, today).decisions
            ledger.deliver(decisions, today)
            found += [today for each in decisions if isinstance(each, Remind)]
    return found
