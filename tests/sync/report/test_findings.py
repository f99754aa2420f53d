"""What improved and what to look at, and its words in both languages."""

import doctest
from datetime import date
from decimal import Decimal
from string import Formatter

import pytest

from relance_sync.report import words, words_en, words_fr
from relance_sync.report.findings import Finding, Kind, findings
from relance_sync.report.indicators import Goal, Indicator, Indicators, Measure, Why
from relance_sync.report.measures import Receivables
from relance_sync.report.overview import Worst
from relance_sync.rules.targets import Review, Targets

JUNE = date(2026, 6, 30)


def figures(credit: int = 0, **values: str) -> Indicators:
    """Indicators of which only these have a value; recovery is to be above 90, payment time below 45."""
    limits = {Measure.RECOVERY: Decimal(90), Measure.PAYMENT_TIME: Decimal(45)}

    def indicator(measure: Measure) -> Indicator:
        if measure not in values:
            return Indicator(measure=measure, value=None, why=Why.NO_SALES)
        value, limit = Decimal(values[measure]), limits.get(measure)
        goal = limit and Goal(limit=limit, review=Review.MONTHLY, next_review=JUNE)
        met = None if limit is None else value > limit if measure.more_is_better else value < limit
        return Indicator(measure=measure, value=value, goal=goal or None, met=met)

    now = Receivables(gross=Decimal(100), overdue=Decimal(100), credits=Decimal(credit))
    return Indicators(
        start=date(2026, 3, 31),
        as_of=JUNE,
        receivables=now,
        sales=Decimal(0),
        cash=Decimal(0),
        by_measure={each: indicator(each) for each in Measure},
    )


def told(now: Indicators, before: Indicators, *worst: Worst) -> list[tuple[Kind, Measure | None]]:
    return [(each.kind, each.measure) for each in findings(now, before, worst)]


def owing(name: str, share: int) -> Worst:
    amount = Decimal(share)
    return Worst(
        customer=name, name=name, open=amount, overdue=amount, share=amount, days_late=1, utilisation=None
    )


class TestFindings:
    def test_more_recovered_and_fewer_days_are_better(self) -> None:
        now = figures(recovery="95", payment_time="40", cei="80", overdue_share="20")
        before = figures(recovery="91", payment_time="44", cei="85", overdue_share="15")
        assert told(now, before) == [
            (Kind.IMPROVED, Measure.RECOVERY),
            (Kind.IMPROVED, Measure.PAYMENT_TIME),
            (Kind.WORSE, Measure.OVERDUE_SHARE),
            (Kind.WORSE, Measure.CEI),
        ]

    def test_a_target_that_is_missed_is_looked_at_even_if_it_improved(self) -> None:
        assert told(figures(recovery="80"), figures(recovery="70")) == [
            (Kind.IMPROVED, Measure.RECOVERY),
            (Kind.MISSED, Measure.RECOVERY),
        ]
        assert told(figures(recovery="80"), figures(recovery="80")) == [(Kind.MISSED, Measure.RECOVERY)]
        assert told(figures(recovery="80"), figures()) == [(Kind.MISSED, Measure.RECOVERY)]

    def test_what_does_not_show_is_no_change(self) -> None:
        assert told(figures(cei="80.04"), figures(cei="80.01")) == []
        assert told(figures(cei="80.05"), figures(cei="80.04")) == [(Kind.IMPROVED, Measure.CEI)]

    def test_without_a_value_nothing_is_said(self) -> None:
        assert told(figures(), figures(recovery="80")) == []

    def test_the_two_methods_speak_once(self) -> None:
        now, before = (
            figures(dso_balance=each, dso_count_back=each, best_dso_balance=each) for each in ("50", "40")
        )
        assert told(now, before) == [(Kind.WORSE, Measure.DSO_COUNT_BACK)]

    def test_the_few_who_owe_most(self) -> None:
        debtors = [owing("A", 30), owing("B", 25), owing("C", 45)]
        (found,) = findings(figures(), figures(), debtors)
        assert (found.kind, found.names, found.amount) == (Kind.FEW_OWE_MOST, ("A", "B"), Decimal("55.0"))
        assert told(figures(), figures(), owing("A", 60), owing("B", 40)) == [(Kind.FEW_OWE_MOST, None)]

    def test_not_if_there_are_no_others_or_the_debt_is_spread(self) -> None:
        assert told(figures(), figures(), owing("A", 100)) == []
        assert told(figures(), figures(), *(owing(str(number), 16) for number in range(6))) == []

    def test_credits_that_wait_while_invoices_are_overdue(self) -> None:
        assert told(figures(credit=5), figures()) == [(Kind.CREDITS_WAIT, None)]


class TestWords:
    def test_examples_hold(self) -> None:
        assert doctest.testmod(words).failed == 0

    @pytest.mark.parametrize("language", [words_en, words_fr], ids=["en", "fr"])
    def test_everything_has_a_word(self, language: object) -> None:
        assert set(language.LABELS) == set(language.HOW) == set(Measure)  # type: ignore[attr-defined]
        assert set(language.WHY) == set(Why)  # type: ignore[attr-defined]
        assert set(language.FINDINGS) == set(Kind)  # type: ignore[attr-defined]

    @pytest.mark.parametrize("name", ["LABELS", "HOW", "WHY", "FINDINGS"])
    def test_both_languages_say_the_same_values(self, name: str) -> None:
        english, french = getattr(words_en, name), getattr(words_fr, name)
        for key in english:
            assert values(english[key]) == values(french[key]), key

    def test_no_two_indicators_have_one_name(self) -> None:
        for language in ("en", "fr"):
            names = {words.label(each, language) for each in Measure}
            assert len(names) == len(Measure)

    def test_both_dso_methods_are_labelled(self) -> None:
        assert words.label(Measure.DSO_BALANCE, "en") == "DSO, balance method"
        assert words.label(Measure.DSO_COUNT_BACK, "en") == "DSO, count-back method"

    def test_sentences(self) -> None:
        found = Finding(
            kind=Kind.IMPROVED,
            measure=Measure.RECOVERY,
            now=Decimal("95.0"),
            before=Decimal("91.0"),
            limit=Decimal(90),
            met=True,
        )
        assert words.sentence(found, "EUR", "en") == (
            "Recovery rate: 95.0 %, from 91.0 % a month before. The target, > 90.0 %, is met."
        )
        missed = Finding(
            kind=Kind.MISSED, measure=Measure.PAYMENT_TIME, now=Decimal(52), limit=Decimal(45), met=False
        )
        french = words.sentence(missed, "EUR", "fr").replace("\u00a0", " ")
        assert french == "Délai moyen de paiement : 52,0 jours ; l'objectif est < 45,0 jours."
        few = Finding(kind=Kind.FEW_OWE_MOST, names=("A", "B"), amount=Decimal(55))
        assert words.sentence(few, "EUR", "en") == "A, B: 55.0 % of everything overdue."
        waiting = Finding(kind=Kind.CREDITS_WAIT, amount=Decimal(1500))
        assert words.sentence(waiting, "EUR", "en").startswith("EUR 1,500.00 of credits are not set")

    def test_why_there_is_no_value_names_what_lacks(self) -> None:
        cost = Indicator(
            measure=Measure.COLLECTION_COST, value=None, why=Why.COST_UNKNOWN, lacking=("hours", "fees")
        )
        assert words.why(cost, "en") == "not known: hours, fees"
        assert words.why(cost, "fr") == "inconnu : heures, frais"
        assert words.why(Indicator(measure=Measure.CEI, value=Decimal(1)), "en") == ""

    def test_values(self) -> None:
        assert words.figure(Measure.CEI, None, "en") == "\u2013"
        assert words.target(Measure.CEI, None, "en") == "\u2013"
        days = Targets(unpaid_days=60, grace_days=3)
        assert "60 days" in words.how(Measure.UNPAID, days, "en")
        assert "+ 3 jours" in words.how(Measure.ON_TIME_COUNT, days, "fr")


def values(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
