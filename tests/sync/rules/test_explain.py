"""Every reason the rules really give becomes a sentence in both languages, and is documented."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest

from relance_sync.config.law_tables import read_law
from relance_sync.rules.decisions import Hold, Release
from relance_sync.rules.explain import (
    LANGUAGES,
    describe,
    explain,
    format_day,
    format_money,
    headline,
    supported,
    word,
)
from relance_sync.rules.hold_rules import DefaultRule, HoldRules, Level
from relance_sync.rules.ledger import Kind
from relance_sync.rules.money import money
from relance_sync.rules.plans import Channel, Stage
from relance_sync.rules.policy import ContactRules, Law, Policy
from relance_sync.rules.reasons import Code, Reason, because
from relance_sync.rules.score import Calibration, Limits, PaidInvoice, Portfolio
from relance_sync.rules.segments import Segment
from relance_sync.rules.wording import REASONS, RELEASES, WORDS
from tests.builders import COMPANY, CUSTOMER, Ledger
from tests.sync.rules.plain_policy import (
    ALWAYS_OPEN,
    BY_AGE,
    DUE,
    HOLDING,
    POLICY,
    assessed,
    late,
    remind,
    step,
    with_steps,
)

DOCUMENT = Path(__file__).parents[3] / "docs" / "reference" / "reasons.md"
TODAY = late(30)
OLD_BANK = replace(POLICY, bank_max_age_days=1)
DEAR = with_steps(step("first", 5, minimum=1000))
LARGE = with_steps(step("first", 5, minimum_share=Decimal("0.5")))
TEXTING = with_steps(step("first", 5, channel=Channel.SMS))
SLOW = with_steps(step("first", 5), step("next", 6, after_previous=10))
AGAIN = with_steps(step("first", 5, repeat_every=8))
CALM = replace(POLICY, contact=ContactRules(channel_gap_days={Channel.EMAIL: 20}))
ONE_A_WEEK = replace(POLICY, contact=ContactRules(gap_days=1, week_cap=1))
ONE_A_MONTH = replace(POLICY, contact=ContactRules(gap_days=1, month_cap=1))
DEFAULTING = replace(
    POLICY,
    hold=HoldRules(
        defaults=DefaultRule(times=1, level=Level.HOLD),
        returned_payment=Level.HOLD,
        broken_plan=Level.HOLD,
    ),
)
WATCHING = replace(POLICY, law=Law(limitation=read_law().limitation))
SORTED = replace(POLICY, segments=(Segment(name="everyone", plan="gentle"),))


def debt() -> Ledger:
    return Ledger().bill("A", "600", DUE)


def stale() -> Ledger:
    ledger = debt()
    ledger.synced_on = DUE
    return ledger


def old_bank() -> Ledger:
    ledger = debt()
    ledger.bank_day = DUE
    return ledger


def unreconciled() -> Ledger:
    ledger = debt()
    ledger.balance = Decimal(1)
    return ledger


def unreachable() -> Ledger:
    ledger = debt()
    ledger.customer = replace(CUSTOMER, email=None, phone=None)
    return ledger


def limited(kind: Kind | None = Kind.PERSON) -> Ledger:
    ledger = Ledger(customer=replace(CUSTOMER, credit_limit=Decimal(100), kind=kind))
    return ledger.bill("A", "200", late(60)).contact(late(29), ("A", "notice"))


def held(ledger: Ledger, day: date, policy: Policy = HOLDING) -> Ledger:
    decisions = assessed(ledger, day, policy).decisions
    return ledger.deliver([each for each in decisions if isinstance(each, Hold | Release)], day)


def reminded() -> Ledger:
    ledger = debt()
    return ledger.deliver(assessed(ledger, late(20)).decisions, late(20))


def graded(before: int, after: int) -> Ledger:
    """A customer who paid an invoice before the calibration and one after it, so many days late."""
    ledger = debt()
    ends = (Decimal(10), Decimal(20), Decimal(30))
    ledger.calibration = Calibration(
        on=DUE, portfolio=Portfolio(paid=10, late=1), limits=Limits(ends=ends, on=DUE)
    )
    for days, paid in ((before, DUE), (after, late(10))):
        due = paid - timedelta(days=days)
        bill = PaidInvoice(customer="7", issued=late(-90), due=due, paid=paid, amount=Decimal(1))
        ledger.history.append(bill)
    return ledger


def ancient(due: date) -> Ledger:
    """A French debt of long ago."""
    return Ledger(company=replace(COMPANY, country="FR")).bill("A", "600", due, issued=due)


# One real case for each code, as (ledger, policy); every one is assessed on TODAY.
CASES: dict[Code, tuple[Callable[[], Ledger], Policy]] = {
    Code.NOTHING_OPEN: (Ledger, POLICY),
    Code.NOT_DUE: (lambda: Ledger().bill("A", "1", late(90)), POLICY),
    Code.STAGE_AGE: (lambda: debt().contact(late(29), ("A", "first")), SLOW),
    Code.PLAN_FINISHED: (lambda: debt().contact(late(1), ("A", "notice")), POLICY),
    Code.NO_DUE_DATE: (lambda: Ledger().bill("A", "1", None), POLICY),
    Code.DATA_STALE: (stale, POLICY),
    Code.BANK_STALE: (old_bank, OLD_BANK),
    Code.UNRECONCILED: (unreconciled, POLICY),
    Code.COVERED_BY_CREDIT: (lambda: debt().credit("R", "600"), POLICY),
    Code.RATE_MISSING: (lambda: Ledger().bill("A", "1", DUE, currency="USD"), DEAR),
    Code.BELOW_MINIMUM: (debt, DEAR),
    Code.BELOW_SHARE: (lambda: debt().bill("B", "9000", late(90)), LARGE),
    Code.HANDED_OVER: (lambda: debt().hand_over(DUE, "A"), POLICY),
    Code.DISPUTED: (lambda: debt().dispute("A", DUE), POLICY),
    Code.PROMISED: (lambda: debt().promise(late(40)), POLICY),
    Code.EXPECTED: (lambda: debt().expect("A", late(40)), POLICY),
    Code.PLAN_RUNNING: (lambda: debt().agree([(late(40), "100")]), POLICY),
    Code.SETTLEMENT_RUNNING: (lambda: debt().waive("100", late(40)), POLICY),
    Code.SETTLED: (lambda: debt().waive("100", late(5)).pay("A", "100", on=late(4)), POLICY),
    Code.PAUSED: (lambda: debt().pause(DUE, late(40)), POLICY),
    Code.NOT_CHASED: (lambda: Ledger().bill("A", "1", DUE, chased=False), POLICY),
    Code.CONTACT_GAP: (lambda: debt().contact(late(29), ("A", "first")), POLICY),
    Code.CHANNEL_GAP: (lambda: debt().contact(late(20)), CALM),
    Code.WEEK_CAP: (lambda: debt().contact(late(24), ("A", "first")), ONE_A_WEEK),
    Code.MONTH_CAP: (lambda: debt().contact(late(24), ("A", "first")), ONE_A_MONTH),
    Code.CLOSED_DAY: (debt, POLICY),
    Code.STEP_DUE: (debt, POLICY),
    Code.SEGMENT: (debt, SORTED),
    Code.REPEATED: (lambda: debt().contact(late(20), ("A", "first")), AGAIN),
    Code.OLD_DEBT: (debt, BY_AGE),
    Code.PROMISE_BROKEN: (lambda: debt().promise(late(5)), POLICY),
    Code.EXPECTED_MISSED: (lambda: debt().expect("A", late(5)), POLICY),
    Code.PROMISE_PARTLY_KEPT: (lambda: debt().promise(late(5), noted=True).pay("A", "9", on=late(1)), POLICY),
    Code.PLAN_BROKEN: (lambda: debt().agree([(late(5), "100")]), POLICY),
    Code.SETTLEMENT_BROKEN: (lambda: debt().waive("100", late(5)), POLICY),
    Code.SETTLEMENT_KEPT: (lambda: debt().waive("100", late(5)).pay("A", "100", on=late(4)), POLICY),
    Code.GRADE_WORSE: (lambda: graded(0, 60), POLICY),
    Code.GOOD_PAYER_LATE: (lambda: graded(0, 0), POLICY),
    Code.NO_EMAIL: (unreachable, POLICY),
    Code.NO_PHONE: (lambda: unreachable().contact(late(5), ("A", "first")), POLICY),
    Code.NO_MOBILE: (unreachable, TEXTING),
    Code.OVER_LIMIT: (limited, HOLDING),
    Code.OVERDUE: (debt, HOLDING),
    Code.STAGE_HOLDS: (lambda: debt().contact(late(29), ("A", "notice")), HOLDING),
    Code.REPEATED_DEFAULTS: (lambda: graded(0, 60), DEFAULTING),
    Code.RETURNED_PAYMENT: (lambda: debt().pay("A", on=late(5)).give_back(late(9)), DEFAULTING),
    Code.NATURAL_PERSON: (limited, HOLDING),
    Code.KIND_UNKNOWN: (lambda: limited(None), HOLDING),
    Code.HOLD_APPROVED: (lambda: limited().approve("Anne", DUE, late(40)), HOLDING),
    Code.HOLD_RENEWED: (lambda: held(limited(), late(0)), HOLDING),
    Code.HOLD_ENDS: (lambda: held(debt(), late(29)).pay("A"), HOLDING),
    Code.HOLD_CHANGED: (lambda: held(limited().approve("Anne", DUE, late(1)), late(0)), HOLDING),
    Code.OVERRIDDEN: (lambda: debt().override("Anne", DUE, late(40)), HOLDING),
    Code.ORDER_OVERRIDDEN: (
        lambda: debt().quote("S1", "10").override("Anne", DUE, late(40), order="S1"),
        HOLDING,
    ),
    Code.LIMITATION_NEAR: (lambda: ancient(date(2021, 5, 1)), WATCHING),
    Code.LIMITATION_PASSED: (lambda: ancient(date(2021, 3, 1)), WATCHING),
    Code.TASK_SETTLED: (lambda: reminded().pay("A"), POLICY),
}


def given_reasons(code: Code) -> list[Reason]:
    """The reasons of this code that `assess` gives in its case."""
    make, policy = CASES[code]
    closed = replace(ALWAYS_OPEN, holidays=frozenset({TODAY})) if code is Code.CLOSED_DAY else ALWAYS_OPEN
    decisions = assessed(make(), TODAY, policy, closed).decisions
    reasons = [reason for decision in decisions for reason in decision.reasons]
    reasons += [reason for each in decisions if isinstance(each, Hold) for reason in each.release]
    return [reason for reason in reasons if reason.code is code]


def documented() -> dict[str, set[str]]:
    """The figures of each code in docs/reference/reasons.md."""
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|[^|]*\|$", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    return {code: set(re.findall(r"`(\w+)`", figures)) for code, figures in rows}


def test_every_code_has_a_case_here() -> None:
    assert set(CASES) == set(Code)


@pytest.mark.parametrize("code", Code)
def test_every_code_is_really_given_and_becomes_a_sentence(code: Code) -> None:
    given = given_reasons(code)
    assert given
    for reason in given:
        for language in LANGUAGES:
            sentence = explain(reason, TODAY, language)
            assert sentence.endswith(".")
            assert "{" not in sentence


@pytest.mark.parametrize("code", Code)
def test_every_code_is_documented_with_its_figures(code: Code) -> None:
    assert {name for reason in given_reasons(code) for name in reason.figures} <= documented()[code]


def test_nothing_is_documented_that_does_not_exist() -> None:
    assert set(documented()) == set(Code)


@pytest.mark.parametrize("texts", [REASONS, RELEASES, WORDS])
def test_both_languages_say_the_same_things(texts: dict[str, dict[str, str]]) -> None:
    assert set(texts) == set(LANGUAGES)
    blanks = [
        {key: {name for _, name, _, _ in Formatter().parse(text) if name} for key, text in spoken.items()}
        for spoken in texts.values()
    ]
    assert blanks[0] == blanks[1]


@pytest.mark.parametrize("trigger", [each for each in RELEASES["en"] if each])
def test_a_hold_says_what_ends_it(trigger: str) -> None:
    make, policy = CASES[Code(trigger)]
    policy = DEFAULTING if policy is POLICY else policy
    (found,) = [each for each in assessed(make(), TODAY, policy).decisions if isinstance(each, Hold)]
    ends = [each for each in found.release if each.figures["trigger"] == trigger]
    assert ends
    for reason in ends:
        assert explain(reason, TODAY, "en").startswith("The hold ends when")
        assert explain(reason, TODAY, "fr").startswith("Le blocage prend fin quand")


@pytest.mark.parametrize(
    ("day", "english", "french"),
    [
        (late(-3), "in 3 days", "dans 3 jours"),
        (late(0), "due today", "échéance aujourd'hui"),
        (late(1), "1 day late", "1 jour de retard"),
        (late(12), "12 days late", "12 jours de retard"),
    ],
)
def test_days_late_are_counted_when_the_sentence_is_written(day: date, english: str, french: str) -> None:
    reason = because(Code.STEP_DUE, invoice="A", due=DUE, plan="p", step="s", offset=-3)
    assert f"({english})" in explain(reason, day, "en")
    assert f"({french})" in explain(reason, day, "fr")
    assert "from 3 days before the due date" in explain(reason, day, "en")


def test_names_that_people_chose_are_never_translated() -> None:
    """A step may be called as one of our own words."""
    reason = because(Code.STEP_DUE, invoice="late", due=DUE, plan="hold", step="remind", offset=5)
    assert explain(reason, late(5), "fr") == (
        "late était due le 02/03/2026 (5 jours de retard) : étape « remind » du scénario « hold » "
        "(à partir de 5 jours après l'échéance)."
    )


def test_names_of_the_shipped_policies_stand_in_the_readers_language() -> None:
    reason = because(Code.STEP_DUE, invoice="A", due=DUE, plan="bad_payers", step="hand_over", offset=5)
    assert "étape « remise à un tiers » du scénario « mauvais payeurs »" in explain(reason, late(5), "fr")
    assert "step “hand-over” of plan “bad payers”" in explain(reason, late(5), "en")
    entry = because(Code.OLD_DEBT, step="reminder", entry="by_age", firmest="firm")
    assert "jusqu'à l'étape « relance ferme »" in explain(entry, late(5), "fr")


def test_what_is_unknown_is_said() -> None:
    reason = because(Code.DATA_STALE, synced_on=None, max_days=3)
    assert "last full sync: unknown" in explain(reason, TODAY, "en")


def test_amounts_and_days_are_written_as_people_do() -> None:
    assert format_money(money("1234567.5", "EUR"), "en") == "EUR 1,234,567.50"
    assert format_money(money("-1234.5", "EUR"), "fr") == "-1\u202f234,50\u00a0EUR"
    assert format_money(money("1234", "JPY"), "en") == "JPY 1,234"
    assert format_day(DUE, "fr") == "02/03/2026"


def test_a_decimal_without_a_currency_is_written_plainly() -> None:
    reason = because(Code.NOT_CHASED, invoice=Decimal("1E+3"))
    assert explain(reason, TODAY, "en") == "A person excluded 1000 from reminders."


def test_other_languages_get_english() -> None:
    assert (supported("de"), supported(None), supported("fr")) == ("en", "en", "fr")
    assert word(Stage.FIRM, "fr") == "ferme"
    assert word("no word of ours", "fr") == "no word of ours"
    assert explain(because(Code.NOTHING_OPEN), TODAY, "de") == "Nothing is open."


def test_a_reminder_in_one_paragraph() -> None:
    assert describe(remind(debt(), late(5)), late(5), "en") == (
        "Remind by e-mail: step “first”, EUR 600.00 in 1 item. "
        "A was due 2 Mar 2026 (5 days late): step “first” of plan “standard” "
        "(from 5 days after the due date)."
    )


def test_a_hold_in_one_paragraph_ends_with_its_end() -> None:
    (found,) = [each for each in assessed(debt(), TODAY, HOLDING).decisions if isinstance(each, Hold)]
    assert describe(found, TODAY, "en").startswith("Hold orders. EUR 600.00 are at least 30 days late")
    assert describe(found, TODAY, "en").endswith(
        "The hold ends when less than EUR 500.00 are 30 days late or more."
    )


def test_every_kind_of_decision_has_a_headline() -> None:
    wait = assessed(Ledger(), TODAY).decisions[0]
    later = assessed(Ledger().bill("A", "1", late(90)), TODAY).decisions[0]
    (found,) = [each for each in assessed(debt(), TODAY, HOLDING).decisions if isinstance(each, Hold)]
    release = Release(level=Level.HOLD, cycle=1, reasons=())
    close = assessed(reminded().pay("A"), TODAY).decisions[-1]
    decisions = [
        wait,
        later,
        found,
        replace(found, level=Level.WARN),
        replace(found, proposal=True),
        release,
        replace(release, level=Level.WARN),
        close,
    ]
    assert [headline(each, "en") for each in decisions] == [
        "Wait",
        "Wait until 28 May 2026",
        "Hold orders",
        "Warn on orders",
        "Propose to hold orders",
        "Release orders",
        "End the warning on orders",
        "Close our task",
    ]


def test_what_is_no_decision_has_no_headline() -> None:
    with pytest.raises(TypeError, match="no words for str"):
        headline("remind", "en")  # type: ignore[arg-type]


@pytest.mark.parametrize("key", [*Stage, *Channel])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stage_and_channel_has_a_word(key: str, language: str) -> None:
    assert key in WORDS[language]
