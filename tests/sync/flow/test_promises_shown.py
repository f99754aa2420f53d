"""Promises as effects: which day an invoice is to show, what is taken back, and what is left to people."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from relance_sync.plan import Mode, Planner
from relance_sync.ports import Capabilities, Effect, EffectKind
from relance_sync.rules.agreements import Promise
from relance_sync.rules.assess import assess
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.policy import AgreementRules
from tests.builders import Ledger
from tests.sync.rules.plain_policy import POLICY, late

POLICY_OF_TWO_DAYS = replace(POLICY, agreements=AgreementRules(tolerance_days=2))


@dataclass(slots=True)
class Nights:
    """Plans what is shown, and keeps the receipts, as the store does."""

    ledger: Ledger
    able: bool = True
    receipts: dict[str, str] = field(default_factory=dict)

    def plan(self, today: date) -> list[Effect]:
        planner = Planner(
            mode=Mode.ASSIST,
            capabilities=Capabilities(expected_days=self.able),
            reference=self.receipts.get,
            policy=POLICY_OF_TWO_DAYS,
        )
        account = self.ledger.account(today)
        made = planner.plan(assess(account, POLICY_OF_TWO_DAYS, Calendar(), today), account)
        return [each for each in made if each.kind is EffectKind.EXPECT]

    def night(self, today: date) -> list[str]:
        """Plan and deliver; say what was shown or taken back, and on which invoice."""
        effects = self.plan(today)
        for each in effects:
            self.receipts[each.key] = f"Invoices:{each.target.id}#{each.key[:8]}"
            # The books are read again by the next night.
            self.ledger.expect(each.target.id, each.expected, since=today)
        return [
            f"{each.target.id} {each.expected.isoformat() if each.expected else 'back'}" for each in effects
        ]

    def close(self, position: int, day: date) -> Self:
        """Withdraw a promise."""
        promise: Promise = self.ledger.promises[position]
        self.ledger.promises[position] = replace(promise, closed_on=day)
        return self


def debt() -> Ledger:
    return Ledger().bill("A", "300", late(0)).bill("B", "50", late(0))


def test_a_promise_is_shown_once_on_the_invoices_it_is_about() -> None:
    nights = Nights(debt().promise(late(20), "A", made_on=late(3)))
    assert nights.night(late(3)) == [f"A {late(20).isoformat()}"]
    assert nights.night(late(4)) == []
    assert Nights(debt().promise(late(20), made_on=late(3))).night(late(3)) == [
        f"{each} {late(20).isoformat()}" for each in ("A", "B")
    ]


def test_a_platform_that_cannot_show_it_is_left_alone() -> None:
    assert Nights(debt().promise(late(20), "A"), able=False).night(late(3)) == []


def test_it_is_taken_back_once_when_it_ends() -> None:
    for_ever = Nights(debt().promise(late(20), "A", made_on=late(3)))
    for_ever.night(late(3))
    assert for_ever.night(late(22)) == []
    assert for_ever.night(late(23)) == ["A back"]
    assert for_ever.night(late(24)) == []
    withdrawn = Nights(debt().promise(late(20), "A", made_on=late(3)))
    withdrawn.night(late(3))
    assert withdrawn.close(0, late(5)).night(late(5)) == ["A back"]
    assert withdrawn.night(late(6)) == []


def test_another_promise_takes_its_place() -> None:
    nights = Nights(debt().promise(late(20), "A", made_on=late(3)))
    nights.night(late(3))
    nights.ledger.promise(late(30), "A", made_on=late(10))
    assert nights.night(late(10)) == ["A back", f"A {late(30).isoformat()}"]
    assert nights.night(late(11)) == []


def test_what_is_shown_is_not_read_back_as_a_second_promise() -> None:
    nights = Nights(debt().promise(late(20), "A", made_on=late(3)))
    nights.night(late(3))
    account = nights.ledger.account(late(4))
    assert account.invoices[0].expected_on == late(20)
    assert account.all_promises == account.promises


def test_a_day_that_people_entered_later_stays() -> None:
    nights = Nights(debt().promise(late(20), "A", made_on=late(3)).expect("A", late(30), since=late(4)))
    assert nights.night(late(5)) == []


def test_a_day_that_people_entered_before_is_remembered() -> None:
    nights = Nights(debt().promise(late(20), "A", made_on=late(3)).expect("A", late(9), since=late(1)))
    (effect,) = nights.plan(late(3))
    assert (effect.expected, effect.expected_before) == (late(20), late(9))


def test_the_same_day_needs_no_showing() -> None:
    assert Nights(debt().promise(late(20), "A").expect("A", late(20), since=late(4))).night(late(5)) == []


def test_a_promise_of_a_part_and_an_invoice_paid_in_part_are_not_shown() -> None:
    assert Nights(debt().promise(late(20), "A", amount="100")).night(late(3)) == []
    assert Nights(debt().promise(late(20), "A").pay("A", "1")).night(late(3)) == []


def test_in_words() -> None:
    nights = Nights(debt().promise(late(20), "A", made_on=late(3)))
    (effect,) = nights.plan(late(3))
    assert effect.text.title.startswith("Payment is promised for")
    nights.night(late(3))
    (back,) = nights.close(0, late(5)).plan(late(5))
    assert "no longer stands" in back.text.title
    assert back.closes == nights.receipts[effect.key]
