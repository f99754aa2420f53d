"""Two minimums, and the way to a customer who cannot be reached as the step would."""

from dataclasses import replace
from decimal import Decimal

import pytest

from relance_sync.rules.choice import reach
from relance_sync.rules.money import money
from relance_sync.rules.plans import Channel, Stage
from relance_sync.rules.reasons import Code
from tests.builders import CUSTOMER, Ledger
from tests.sync.rules.plain_policy import DUE, assessed, codes, decide, late, remind, step, wait, with_steps

FIFTH = Decimal("0.2")
HAND_OVER = with_steps(
    step("notice", 5, stage=Stage.FORMAL_NOTICE, repeat_every=30),
    step("agency", 10, stage=Stage.HANDED_OVER, minimum=500, minimum_share=FIFTH),
)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


class TestBothMinimums:
    """A firm step needs a smallest amount and a smallest share of all that is open."""

    def noticed(self, overdue: str, not_due: str) -> Ledger:
        ledger = Ledger().bill("A", overdue, DUE).contact(late(5), ("A", "notice"))
        return ledger.bill("B", not_due, late(200))

    def test_with_both_it_is_taken(self) -> None:
        assert decide(self.noticed("500", "2000"), late(12), HAND_OVER) == ["remind agency by email: A"]

    def test_with_the_amount_alone_it_is_not(self) -> None:
        only = wait(self.noticed("500", "2001"), late(12), HAND_OVER)
        assert codes(only) == [Code.BELOW_SHARE]
        assert only.reasons[0].figures == {
            "step": "agency",
            "amount": money("500", "EUR"),
            "percent": Decimal(20),
            "open": money("2501", "EUR"),
        }

    def test_with_the_share_alone_it_is_not(self) -> None:
        assert codes(wait(self.noticed("499", "1"), late(12), HAND_OVER)) == [Code.BELOW_MINIMUM]

    def test_the_milder_step_goes_on_and_says_why_it_is_no_firmer(self) -> None:
        one = remind(self.noticed("500", "2001"), late(35), HAND_OVER)
        assert (one.step.id, codes(one)) == ("notice", [Code.STEP_DUE, Code.REPEATED, Code.BELOW_SHARE])

    def test_it_goes_on_as_soon_as_more_is_due(self) -> None:
        ledger = self.noticed("500", "2001").bill("C", "500", late(20))
        assert codes(wait(ledger, late(20), HAND_OVER)) == [Code.BELOW_SHARE]
        assert assessed(ledger, late(20), HAND_OVER).next_review == late(21)
        assert decide(ledger, late(21), HAND_OVER) == ["remind agency by email: A, C"]

    def test_currencies_are_compared_at_the_days_rate(self) -> None:
        ledger = self.noticed("500", "1").bill("U", "1000", late(200), currency="USD")
        only = wait(ledger, late(12), HAND_OVER)
        assert codes(only) == [Code.RATE_MISSING]
        assert only.reasons[0].figures["currency"] == "USD"
        ledger.rate("USD", "2.5").rate("USD", "1", late(14))
        assert codes(wait(ledger, late(13), HAND_OVER)) == [Code.BELOW_SHARE]
        assert assessed(ledger, late(13), HAND_OVER).next_review == late(14)
        assert decide(ledger, late(14), HAND_OVER) == ["remind agency by email: A"]

    def test_the_share_of_a_foreign_currency_is_exact(self, ledger: Ledger) -> None:
        """A third of everything, whatever the rate rounds to."""
        policy = with_steps(step("first", 5, minimum_share=Decimal("0.5")))
        ledger.bill("A", "0.01", DUE, currency="USD").bill("B", "0.01", late(9), currency="USD")
        ledger.rate("USD", "0.9")
        assert decide(ledger, late(5), policy) == ["remind first by email: A"]


@pytest.mark.parametrize(
    ("channel", "missing", "taken", "said"),
    [
        (Channel.EMAIL, (), Channel.EMAIL, []),
        (Channel.EMAIL, ("email",), Channel.LETTER, [Code.NO_EMAIL]),
        (Channel.CALL, ("email",), Channel.CALL, []),
        (Channel.CALL, ("phone",), Channel.EMAIL, [Code.NO_PHONE]),
        (Channel.CALL, ("email", "phone"), Channel.LETTER, [Code.NO_PHONE, Code.NO_EMAIL]),
        (Channel.SMS, (), Channel.SMS, []),
        (Channel.SMS, ("mobile",), Channel.EMAIL, [Code.NO_MOBILE]),
        (Channel.SMS, ("mobile", "email"), Channel.LETTER, [Code.NO_MOBILE, Code.NO_EMAIL]),
        (Channel.LETTER, ("email", "phone"), Channel.LETTER, []),
        (Channel.TODO, ("email", "phone"), Channel.TODO, []),
    ],
)
def test_each_channel_has_its_usual_substitutes(
    channel: Channel, missing: tuple[str, ...], taken: Channel, said: list[Code]
) -> None:
    customer = replace(CUSTOMER, mobile="+33 6 00 00 00 00")
    customer = replace(customer, **dict.fromkeys(missing))
    found, reasons = reach(customer, step("first", 5, channel=channel))
    assert (found, [each.code for each in reasons]) == (taken, said)


def test_the_plan_may_name_others_and_after_the_last_a_colleague_gets_a_task(ledger: Ledger) -> None:
    policy = with_steps(step("first", 5, fallback=(Channel.CALL,)))
    ledger.bill("A", "100", DUE).customer = replace(CUSTOMER, email=None)
    assert remind(ledger, late(5), policy).channel is Channel.CALL
    ledger.customer = replace(CUSTOMER, email=None, phone=None)
    one = remind(ledger, late(5), policy)
    assert (one.channel, codes(one)) == (Channel.TODO, [Code.STEP_DUE, Code.NO_EMAIL, Code.NO_PHONE])
