"""Late-payment charges in what people read: shown beside the total, claimed within it, or left out."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from relance_sync.config.law_tables import read_law
from relance_sync.plan import Mode, Planner
from relance_sync.ports import Capabilities, Effect, EffectKind, Text
from relance_sync.rules.assess import assess
from relance_sync.rules.interest import Usage
from relance_sync.rules.ledger import Kind
from relance_sync.rules.plans import Channel, Stage
from relance_sync.rules.policy import LateFees, Law, Policy
from tests.builders import COMPANY, CUSTOMER, Ledger
from tests.sync.rules.plain_policy import ALWAYS_OPEN, step, with_steps

DUE, TODAY = date(2026, 5, 1), date(2026, 9, 1)
FIRM = with_steps(step("firm", 30, stage=Stage.FIRM, channel=Channel.EMAIL))
CLAIMING = replace(FIRM, law=Law(late_payment=read_law().late_payment), late_fees=LateFees(usage=Usage.CLAIM))
SHOWING = replace(CLAIMING, late_fees=LateFees(usage=Usage.SHOW))


def books(kind: Kind | None = Kind.ENTITY, language: str = "en") -> Ledger:
    ledger = Ledger(
        company=replace(COMPANY, country="FR", language=language),
        customer=replace(CUSTOMER, kind=kind, language=language),
    )
    return ledger.bill("F-1", "10000", DUE).bill("F-2", "100", date(2026, 8, 31))


def planned(
    ledger: Ledger, policy: Policy, mode: Mode = Mode.AUTO, today: date = TODAY
) -> dict[EffectKind, Text]:
    account = ledger.account(today)
    planner = Planner(
        mode=mode, capabilities=Capabilities(messages=True), reference=lambda _key: None, policy=policy
    )
    effects: Iterable[Effect] = planner.plan(assess(account, policy, ALWAYS_OPEN, today), account)
    return {each.kind: each.text for each in effects}


def lines(text: Text) -> list[tuple[str, Decimal]]:
    return [(each.number, each.amount) for each in text.lines]


def words(text: Text) -> str:
    return " ".join((*text.paragraphs, *text.closing))


def test_what_is_shown_stands_beside_the_total() -> None:
    message = planned(books(), SHOWING)[EffectKind.MESSAGE]
    assert message.title == "Reminder: EUR 10,100.00 due"
    assert lines(message) == [("F-1", Decimal(10000)), ("F-2", Decimal(100))]
    assert (
        "By law, late-payment interest of EUR 413.71 to 1 Sep 2026 and a fixed compensation of EUR 80.00 for "
        "recovery costs are due on top of this. They are not part of the amount above." in message.closing
    )


def test_what_is_claimed_has_lines_and_is_part_of_the_total() -> None:
    message = planned(books(), CLAIMING)[EffectKind.MESSAGE]
    assert message.title == "Reminder: EUR 10,593.71 due"
    assert lines(message) == [
        ("F-1", Decimal(10000)),
        ("F-2", Decimal(100)),
        ("Late-payment interest, F-1", Decimal("413.68")),
        ("Compensation for recovery costs, F-1", Decimal(40)),
        ("Late-payment interest, F-2", Decimal("0.03")),
        ("Compensation for recovery costs, F-2", Decimal(40)),
    ]
    assert sum(each.amount for each in message.lines) == Decimal("10593.71")
    assert "Amount due on 1 Sep 2026: EUR 10,593.71." in message.closing
    assert (
        "This is made up of: principal EUR 10,100.00, late-payment interest to 1 Sep 2026 EUR 413.71, "
        "compensation for recovery costs EUR 80.00." in message.closing
    )


def test_in_french() -> None:
    shown = words(planned(books(language="fr"), SHOWING)[EffectKind.MESSAGE])
    assert (
        "De plein droit, des pénalités de retard de 413,71\u00a0EUR au 01/09/2026 et une indemnité" in shown
    )
    claimed = planned(books(language="fr"), CLAIMING)[EffectKind.MESSAGE]
    assert "Détail : principal 10\u202f100,00\u00a0EUR" in words(claimed)
    assert ("Pénalités de retard, F-1", Decimal("413.68")) in lines(claimed)


def test_credit_is_taken_off_before_anything_is_claimed() -> None:
    message = planned(books().credit("R-1", "5000"), CLAIMING)[EffectKind.MESSAGE]
    assert sum(each.amount for each in message.lines) == Decimal("5386.88")
    assert message.title == "Reminder: EUR 5,386.88 due"


def test_waived_charges_are_nowhere() -> None:
    waiving = replace(CLAIMING, late_fees=LateFees(usage=Usage.WAIVE))
    for text in planned(books(), waiving).values():
        assert "interest" not in words(text) + text.title
        assert [each.number for each in text.lines] == ["F-1", "F-2"]


def test_each_reminder_claims_the_same_compensation_once() -> None:
    first = planned(books(), CLAIMING)[EffectKind.MESSAGE]
    later = planned(books(), CLAIMING, today=date(2026, 12, 1))[EffectKind.MESSAGE]
    for text in (first, later):
        fees = [each.amount for each in text.lines if each.number.startswith("Compensation")]
        assert fees == [Decimal(40), Decimal(40)]


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (
            SHOWING,
            "Late-payment charges named to the customer, not asked for: interest EUR 413.71 to 1 Sep 2026",
        ),
        (CLAIMING, "Late-payment charges claimed: interest EUR 413.71 to 1 Sep 2026, compensation EUR 80.00"),
    ],
)
def test_colleagues_read_the_figures_and_the_choice(policy: Policy, said: str) -> None:
    for text in planned(books(), policy, Mode.ASSIST).values():
        assert said in words(text)
        assert "(law of FR)" in words(text)


def test_an_agreed_rate_below_the_floor_is_told_to_colleagues_only() -> None:
    cheap = replace(CLAIMING, late_fees=LateFees(usage=Usage.CLAIM, agreed_percent=Decimal("5.5")))
    texts = planned(books(), cheap)
    note = words(texts[EffectKind.NOTE])
    assert "(agreed rate 5.50 %)" in note
    assert "The agreed rate of 5.50 % is below the 7.86 % that the law asks for at least (1 May 2026" in note
    assert "agreed rate" not in words(texts[EffectKind.MESSAGE])
    shown = replace(cheap, late_fees=replace(cheap.late_fees, usage=Usage.SHOW))
    assert "Under our contract, " in words(planned(books(), shown)[EffectKind.MESSAGE])


@pytest.mark.parametrize("kind", [Kind.PERSON, None])
def test_a_consumer_is_asked_for_nothing_and_colleagues_read_why(kind: Kind | None) -> None:
    texts = planned(books(kind), CLAIMING)
    assert [each.number for each in texts[EffectKind.MESSAGE].lines] == ["F-1", "F-2"]
    assert "interest" not in words(texts[EffectKind.MESSAGE])
    assert "No late-payment charges: the customer is a natural person, or may be one." in words(
        texts[EffectKind.NOTE]
    )


def test_a_table_that_has_ended_stops_no_reminder_and_is_named_to_colleagues() -> None:
    texts = planned(books(), CLAIMING, today=date(2027, 2, 1))
    assert texts[EffectKind.MESSAGE].title == "Reminder: EUR 10,100.00 due"
    assert "the table ecb_refinancing has no rate for 2027-H1. Add it once it is published" in words(
        texts[EffectKind.NOTE]
    )


def test_without_a_table_colleagues_read_what_to_enter() -> None:
    ledger = books()
    ledger.company = replace(ledger.company, country="DE")
    note = words(planned(ledger, CLAIMING)[EffectKind.NOTE])
    assert (
        "there is no law table for DE. Give the contract's rate in the policy (late_fees.agreed_percent)"
        in note
    )


def test_interest_alone_is_one_thing_and_a_compensation_elsewhere_stands_beside() -> None:
    ledger = books()
    ledger.company = replace(ledger.company, country="DE")
    agreed = replace(SHOWING, late_fees=LateFees(usage=Usage.SHOW, agreed_percent=Decimal(10)))
    shown = words(planned(ledger, agreed)[EffectKind.MESSAGE])
    assert "is due on top of this. It is not part of the amount above." in shown
