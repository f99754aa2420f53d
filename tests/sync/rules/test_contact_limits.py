"""Gaps and caps: how often a customer may be contacted, whatever it is about."""

from dataclasses import replace

import pytest

from relance_sync.rules.calendar import Calendar
from relance_sync.rules.plans import Channel
from relance_sync.rules.policy import ContactRules, Policy
from relance_sync.rules.reasons import Code
from tests.builders import Ledger
from tests.sync.rules.plain_policy import DUE, POLICY, assessed, codes, decide, late, remind, wait


def limited(**rules: object) -> Policy:
    return replace(POLICY, contact=ContactRules(**{"gap_days": 1, **rules}))


@pytest.fixture
def ledger() -> Ledger:
    """A debt whose first step is due."""
    return Ledger().bill("A", "100", DUE)


def contacted(ledger: Ledger, *days: int) -> Ledger:
    for day in days:
        ledger.contact(late(day))
    return ledger


def test_the_gap_comes_first_and_ends_on_its_day(ledger: Ledger) -> None:
    policy = limited(gap_days=3, week_cap=1)
    only = wait(contacted(ledger, 5), late(6), policy)
    assert (codes(only), only.until) == ([Code.CONTACT_GAP], late(8))
    assert assessed(ledger, late(6), policy).next_review == late(8)


class TestTheChannel:
    """One way is not used too often; another one is not held back."""

    POLICY = limited(channel_gap_days={Channel.EMAIL: 9})

    def test_it_rests_for_so_many_days(self, ledger: Ledger) -> None:
        only = wait(contacted(ledger, 5), late(8), self.POLICY)
        assert (codes(only), only.until) == ([Code.CHANNEL_GAP], late(14))
        assert only.reasons[0].figures == {
            "channel": "email",
            "last": late(5),
            "gap_days": 9,
            "until": late(14),
        }
        assert assessed(ledger, late(13), self.POLICY).next_review == late(14)
        assert remind(ledger, late(14), self.POLICY).channel is Channel.EMAIL

    def test_a_call_may_follow_a_message(self, ledger: Ledger) -> None:
        ledger.contact(late(14), ("A", "first"))
        assert decide(ledger, late(15), self.POLICY) == ["remind call by call: A"]

    def test_a_contact_in_between_by_another_channel_does_not_shorten_it(self, ledger: Ledger) -> None:
        ledger.contact(late(5))
        ledger.contacts.append(replace(ledger.contacts[0], key="call", day=late(8), channel="call"))
        assert wait(ledger, late(9), self.POLICY).until == late(14)


@pytest.mark.parametrize(
    ("cap", "code", "span"), [("week_cap", Code.WEEK_CAP, 7), ("month_cap", Code.MONTH_CAP, 30)]
)
class TestCaps:
    """At most so many contacts within any seven and any thirty days."""

    def test_the_next_contact_waits_until_the_oldest_is_out_of_sight(
        self, ledger: Ledger, cap: str, code: Code, span: int
    ) -> None:
        policy = limited(**{cap: 2})
        assert decide(contacted(ledger, 0), late(5), policy) == ["remind first by email: A"]
        only = wait(contacted(ledger, 2), late(5), policy)
        assert (codes(only), only.until) == ([code], late(span))
        assert only.reasons[0].figures == {"cap": 2, "since": late(0), "until": late(span)}
        assert assessed(ledger, late(span - 1), policy).next_review == late(span)
        assert decide(ledger, late(span), policy) != [f"wait {code}"]

    def test_a_cap_lowered_since_counts_back_from_the_newest(
        self, ledger: Ledger, cap: str, code: Code, span: int
    ) -> None:
        only = wait(contacted(ledger, 0, 2, 4), late(5), limited(**{cap: 1}))
        assert (codes(only), only.until) == ([code], late(4 + span))

    def test_messages_of_one_day_in_two_currencies_are_one_contact(
        self, ledger: Ledger, cap: str, code: Code, span: int
    ) -> None:
        ledger.bill("B", "100", DUE, currency="USD").contact(late(5), ("A", "first"))
        policy = limited(**{cap: 1})
        assert decide(ledger, late(5), policy) == ["remind first by email: B"]
        ledger.contact(late(5), ("B", "first"), currency="USD")
        two = limited(**{cap: 2})
        assert decide(ledger, late(15) if span > 10 else late(6), two)[0] != f"wait {code}"
        assert assessed(ledger, late(6), policy).next_review is not None


def test_a_closed_day_is_said_last(ledger: Ledger) -> None:
    saturday = late(5)
    assert codes(wait(ledger, saturday, limited(), Calendar())) == [Code.CLOSED_DAY]
    assert codes(wait(contacted(ledger, 4), saturday, limited(week_cap=1), Calendar())) == [Code.WEEK_CAP]
