"""Two policies side by side: sums, and the customers who would feel the difference most."""

from dataclasses import replace
from datetime import date, timedelta

from relance_sync.report.simulation import Course, monthly_calibrations, simulate
from relance_sync.rules.account import Account
from tests.sync.report.past import past
from tests.sync.rules.plain_policy import ALWAYS_OPEN, GENTLE, POLICY

DUE = date(2026, 3, 2)
SINCE, UNTIL = date(2026, 1, 1), date(2026, 7, 1)
PRESENT = Course(policy=POLICY)
OTHER = Course(policy=replace(POLICY, plans={**POLICY.plans, "standard": GENTLE}))


def customer(name: str, paid: int | None) -> Account:
    account = past(("A", "100", DUE, None if paid is None else DUE + timedelta(days=paid)))
    return replace(account, customer=replace(account.customer, id=name, name=name))


def test_the_sums_of_both_policies_stand_side_by_side() -> None:
    seen: list[int] = []
    found = simulate(
        [customer("late", 20), customer("later", 50), customer("in time", -20)],
        PRESENT,
        OTHER,
        ALWAYS_OPEN,
        since=SINCE,
        until=UNTIL,
        told=seen.append,
    )
    assert seen == [1, 2, 3]
    assert (found.customers, found.different) == (3, 2)
    assert (found.present.contacts, found.other.contacts) == (3 + 5, 0 + 2)
    assert (found.present.contacted, found.other.contacted) == (2, 1)
    assert found.present.channels == {"email": 4, "call": 2, "letter": 2}
    assert found.other.stages == {"amicable": 1, "firm": 1}


def test_the_named_ones_are_those_who_feel_it_most() -> None:
    accounts = [customer("a", 20), customer("b", 50), customer("c", None)]
    found = simulate(accounts, PRESENT, OTHER, ALWAYS_OPEN, since=SINCE, until=UNTIL, most=2)
    assert [pair.present.name for pair in found.pairs] == ["a", "b"]
    assert found.different == 3


def test_the_same_policy_makes_no_difference() -> None:
    found = simulate([customer("late", 20)], PRESENT, PRESENT, ALWAYS_OPEN, since=SINCE, until=UNTIL)
    assert (found.different, found.pairs) == (0, [])
    assert found.present == found.other


def test_customers_are_graded_anew_every_30_days_on_what_was_known_then() -> None:
    histories = customer("late", 20).history
    found = monthly_calibrations(histories, POLICY.score, SINCE, UNTIL)
    assert [each.on for each in found[:2]] == [SINCE, SINCE + timedelta(days=30)]
    assert found[-1].on <= UNTIL
    assert [each.portfolio.late for each in found] == [0, 0, 0] + [1] * (len(found) - 3)
