"""The points card: its figures by hand, what holds for every history, and its words in both languages."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_sync.rules.score import (
    Bands,
    Behaviour,
    Card,
    FactorKind,
    Grade,
    Limits,
    PaidInvoice,
    Portfolio,
    Rating,
    factors,
    grade,
    limits,
    payments,
    rate,
)
from relance_sync.rules.score_words import explain_factor, explain_rating, format_figure, format_share

FIRST = date(2026, 1, 1)
TODAY = date(2026, 6, 30)
PLAIN = Bands(ends=(Decimal(20), Decimal(40), Decimal(60)), relative=False)
ABSOLUTE = Card(bands=PLAIN)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def paid(customer: str, due: int, late: int | None, issued: int | None = None) -> PaidInvoice:
    """One invoice: due on a day counted from FIRST, and paid so many days late; None for not paid."""
    return PaidInvoice(
        customer=customer,
        issued=day(due - 30 if issued is None else issued),
        due=day(due),
        paid=None if late is None else day(due + late),
        amount=Decimal(100),
    )


def points(customer: str, invoices: Sequence[PaidInvoice], on: date = TODAY) -> Decimal:
    found = rate(invoices, on, ABSOLUTE)[customer].points
    assert found is not None
    return found


@st.composite
def histories(draw: st.DrawFn, customer: str = "x", least: int = 0) -> list[PaidInvoice]:
    lines = st.tuples(st.integers(0, 150), st.one_of(st.none(), st.integers(-40, 60)), st.integers(-60, 0))
    drawn = draw(st.lists(lines, min_size=least, max_size=12))
    return [paid(customer, due, late, due + early) for due, late, early in drawn]


def portfolios() -> st.SearchStrategy[list[PaidInvoice]]:
    return st.tuples(histories("x", 1), histories("y"), histories("z")).map(
        lambda each: [*each[0], *each[1], *each[2]]
    )


class TestByHand:
    """Two customers, 12 paid invoices together, 4 of them late: the portfolio's ratio is 1/3."""

    INVOICES = (
        *(paid("good", due, -2) for due in (10, 20, 30, 40, 50, 60)),
        paid("bad", 10, 9),
        paid("bad", 20, 0),
        paid("bad", 30, 0),
        paid("bad", 40, 4),
        paid("bad", 50, 2),
        paid("bad", 60, 24),
        paid("bad", 90, None),
        paid("new", 90, None),
    )

    def test_the_points_of_each_factor(self) -> None:
        rated = rate(self.INVOICES, TODAY, ABSOLUTE)
        bad = {each.kind: each for each in rated["bad"].factors}
        # (4 late + 5 x 1/3) / (6 paid + 5) of 60
        assert round(bad[FactorKind.LATE_RATIO].points, 6) == Decimal("30.909091")
        assert bad[FactorKind.LAST_PAID].points == 15  # 3 of the last 5 of 25
        assert bad[FactorKind.MEAN_DAYS_LATE].points == 6  # 39 days / 6 is over 0 and 3, not over 7
        good = {each.kind: each.points for each in rated["good"].factors}
        assert round(good[FactorKind.LATE_RATIO], 6) == Decimal("9.090909")
        assert good[FactorKind.LAST_PAID] == good[FactorKind.MEAN_DAYS_LATE] == 0

    def test_the_figures_behind_them(self) -> None:
        ratio, last, mean = rate(self.INVOICES, TODAY, ABSOLUTE)["bad"].factors
        assert (ratio.figures["late"], ratio.figures["paid"], ratio.figures["weight"]) == (4, 6, 5)
        assert last.figures == {"late": 3, "last": 5}
        assert mean.figures == {"mean": Decimal("6.5"), "passed": 2, "bands": 5}
        assert [each.most for each in (ratio, last, mean)] == [60, 25, 15]

    def test_no_history_is_unrated_not_good(self) -> None:
        new = rate(self.INVOICES, TODAY)["new"]
        assert new == Rating(customer="new", on=TODAY, grade=Grade.UNRATED)

    def test_customers_come_sorted(self) -> None:
        assert list(rate(self.INVOICES, TODAY)) == ["bad", "good", "new"]

    def test_a_customer_nobody_knows_yet_is_not_there(self) -> None:
        assert list(rate([paid("later", 30, 0, issued=10)], day(9))) == []
        assert list(rate([paid("later", 30, 0, issued=10)], day(10))) == ["later"]


def test_one_portfolio_that_always_pays_late_gives_every_point() -> None:
    assert points("x", [paid("x", due, 31) for due in (1, 2, 3, 4, 5)]) == 100


def test_a_portfolio_that_never_does_gives_none() -> None:
    assert points("x", [paid("x", due, 0) for due in (1, 2, 3)]) == 0


def test_paid_on_the_due_day_is_punctual_and_one_day_later_is_late() -> None:
    assert points("x", [paid("x", 10, 0)]) == 0
    # All facts: 60 + 25, and a mean of 1 day passes the first of 5 bands of 15 points.
    assert points("x", [paid("x", 10, 1)]) == 60 + 25 + 3


def test_paying_early_makes_up_for_nothing() -> None:
    _, _, mean = rate([paid("x", 10, -20), paid("x", 20, 8)], TODAY, ABSOLUTE)["x"].factors
    assert mean.figures["mean"] == 4


def test_the_last_five_are_the_last_paid_not_the_last_issued() -> None:
    old_but_paid_last = paid("x", 10, 100)
    invoices = [old_but_paid_last, *(paid("x", due, 0) for due in (50, 51, 52, 53, 54))]
    _, last, _ = rate(invoices, TODAY, ABSOLUTE)["x"].factors
    assert last.figures == {"late": 1, "last": 5}


def test_paid_in_advance_says_nothing_before_the_invoice_exists() -> None:
    advance = paid("x", 100, -90, issued=70)
    known = paid("x", 5, 0)
    assert rate([known, advance], day(69), ABSOLUTE)["x"].factors[0].figures["paid"] == 1
    assert rate([known, advance], day(70), ABSOLUTE)["x"].factors[0].figures["paid"] == 2
    assert [each.known for each in payments([advance], TODAY)] == [day(70)]


class TestProperties:
    @given(portfolios(), st.randoms(use_true_random=False))
    def test_order_never_matters(self, invoices: list[PaidInvoice], random: Any) -> None:
        shuffled = list(invoices)
        random.shuffle(shuffled)
        assert rate(shuffled, TODAY) == rate(invoices, TODAY)

    @given(portfolios(), st.integers(0, 150))
    def test_what_happens_after_the_day_changes_nothing(self, invoices: list[PaidInvoice], on: int) -> None:
        known = [
            replace(each, paid=None if each.paid and each.paid > day(on) else each.paid)
            for each in invoices
            if each.issued <= day(on)
        ]
        assert rate(invoices, day(on)) == rate(known, day(on))

    @given(portfolios(), st.data())
    def test_paying_one_of_the_invoices_later_never_lowers_the_risk(
        self, invoices: list[PaidInvoice], data: st.DataObject
    ) -> None:
        mine = [
            place for place, each in enumerate(invoices) if each.customer == "x" and each.paid is not None
        ]
        if not mine:
            return
        place = data.draw(st.sampled_from(mine))
        before = invoices[place]
        assert before.paid is not None
        later = replace(before, paid=before.paid + timedelta(days=data.draw(st.integers(1, 400))))
        far = date(2030, 1, 1)
        changed = [*invoices[:place], later, *invoices[place + 1 :]]
        assert points("x", changed, far) >= points("x", invoices, far)

    @given(portfolios(), st.integers(61, 200), st.integers(0, 150))
    def test_one_more_late_payment_never_lowers_the_risk(
        self, invoices: list[PaidInvoice], late: int, due: int
    ) -> None:
        # As late as any other: the mean of a customer who is always 60 days late may fall with one of 1 day.
        far = date(2030, 1, 1)
        if not any(each.paid for each in invoices if each.customer == "x"):
            return
        more = [*invoices, paid("x", due, late)]
        assert points("x", more, far) >= points("x", invoices, far)

    @given(portfolios())
    def test_points_are_the_sum_and_stay_on_the_card(self, invoices: list[PaidInvoice]) -> None:
        for each in rate(invoices, TODAY).values():
            if each.points is None:
                assert (each.grade, each.factors, each.limits) == (Grade.UNRATED, (), None)
                continue
            assert each.points == sum(factor.points for factor in each.factors)
            assert all(0 <= factor.points <= factor.most for factor in each.factors)

    @given(portfolios())
    def test_more_points_never_get_a_better_grade(self, invoices: list[PaidInvoice]) -> None:
        rated = [each for each in rate(invoices, TODAY).values() if each.points is not None]
        ranked = sorted(rated, key=lambda each: each.points or 0)
        assert [each.grade for each in ranked] == sorted(each.grade for each in ranked)


class TestGrades:
    @pytest.mark.parametrize(
        ("total", "letter"),
        [("0", "A"), ("20", "A"), ("20.1", "B"), ("40", "B"), ("60", "C"), ("60.1", "D"), ("100", "D")],
    )
    def test_an_end_still_belongs_to_its_grade(self, total: str, letter: str) -> None:
        assert grade(Decimal(total), limits(PLAIN, [], TODAY)) is Grade(letter)

    def test_absolute_ends_have_no_date(self) -> None:
        assert limits(PLAIN, [Decimal(1)], TODAY) == Limits(ends=PLAIN.ends, on=None)

    def test_relative_ends_are_shares_of_the_customers_and_dated(self) -> None:
        found = limits(Bands(), [Decimal(number) for number in range(100, 0, -1)], TODAY)
        assert found == Limits(ends=(Decimal(50), Decimal(80), Decimal(95)), on=TODAY)

    @pytest.mark.parametrize(("count", "ends"), [(1, [1, 1, 1]), (2, [1, 2, 2]), (3, [2, 3, 3])])
    def test_a_share_is_rounded_up(self, count: int, ends: list[int]) -> None:
        found = limits(Bands(), [Decimal(number + 1) for number in range(count)], TODAY)
        assert list(found.ends) == ends

    def test_a_very_small_share_still_has_someone(self) -> None:
        bands = Bands(ends=(Decimal("0.001"), Decimal("0.5"), Decimal("0.9")))
        assert limits(bands, [Decimal(7), Decimal(8)], TODAY).ends[0] == 7

    def test_nobody_to_compare_with(self) -> None:
        with pytest.raises(ValueError, match="at least one rated customer"):
            limits(Bands(), [], TODAY)

    def test_a_healthy_portfolio_still_has_its_worst(self) -> None:
        """Fixed grades would put everybody in A."""
        invoices = [
            paid(f"c{number:02}", due, 1 if number >= 18 and due == 4 else 0)
            for number in range(20)
            for due in (1, 2, 3, 4, 5)
        ]
        fixed = {each.grade for each in rate(invoices, TODAY, ABSOLUTE).values()}
        assert fixed == {Grade.A}
        relative = rate(invoices, TODAY)
        assert relative["c00"].grade is Grade.A
        assert relative["c19"].grade is not Grade.A

    def test_an_earlier_calibration_can_be_given(self) -> None:
        given = Limits(ends=(Decimal(90), Decimal(95), Decimal(99)), on=FIRST)
        rated = rate([paid("x", 1, 9)], TODAY, None, given)["x"]
        assert (rated.grade, rated.limits) == (Grade.B, given)


@pytest.mark.parametrize(
    ("build", "problem"),
    [
        (lambda: Bands(ends=(Decimal(3), Decimal(3), Decimal(4)), relative=False), "must rise"),
        (lambda: Bands(ends=(Decimal(3), Decimal(5), Decimal(4)), relative=False), "must rise"),
        (lambda: Bands(ends=(Decimal(-1), Decimal(5), Decimal(6)), relative=False), "points from 0"),
        (lambda: Bands(ends=(Decimal(0), Decimal("0.5"), Decimal("0.9"))), "shares between 0 and 1"),
        (lambda: Bands(ends=(Decimal("0.1"), Decimal("0.5"), Decimal(1))), "shares between 0 and 1"),
        (lambda: Card(late_ratio=-1), "cannot be negative"),
        (lambda: Card(weight=-1), "cannot be negative"),
        (lambda: Card(last=0), "at least 1 invoice"),
        (lambda: Card(days=()), "at least one"),
        (lambda: Card(days=(3, 3)), "rise from 0"),
        (lambda: Card(days=(-1, 3)), "rise from 0"),
    ],
)
def test_settings_that_make_no_sense_are_refused(build: Callable[[], object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        build()


def test_the_card_can_be_weighed_otherwise() -> None:
    card = Card(late_ratio=10, last_paid=20, mean_days_late=30, weight=0, last=2, days=(5,), bands=PLAIN)
    assert card.most == 60
    invoices = [paid("x", 1, 9), paid("x", 20, 9), paid("x", 60, 0), paid("y", 1, 0)]
    ratio, last, mean = rate(invoices, TODAY, card)["x"].factors
    assert round(ratio.points, 3) == Decimal("6.667")
    assert [last.points, mean.points] == [Decimal(10), Decimal(30)]


class TestWords:
    KNOWN = Behaviour(paid=4, late=2, days=29, recent=(False, True, True, False))

    def test_each_factor(self) -> None:
        told = [explain_factor(each, "en") for each in factors(self.KNOWN, Portfolio(paid=9, late=1), Card())]
        assert told == [
            (
                "Late ratio: 2 of 4 paid invoices were late; beside the 11.1 % of all customers, which weigh "
                "as 5 invoices, this counts as 28.4 %: 17.0 of 60 points."
            ),
            "Last paid invoices: 2 of 4 were late: 12.5 of 25 points.",
            "Mean delay: 7.3 days late: 9.0 of 15 points.",
        ]

    def test_in_french(self) -> None:
        told = [explain_factor(each, "fr") for each in factors(self.KNOWN, Portfolio(paid=9, late=1), Card())]
        assert told[0].replace("\u00a0", " ").endswith("cela compte pour 28,4 % : 17,0 points sur 60.")
        assert told[2] == "Retard moyen : 7,3 jours : 9,0 points sur 15."

    def test_a_rating_says_grade_factors_and_ends(self) -> None:
        rated = rate([paid("x", 1, 9)], TODAY)["x"]
        told = explain_rating(rated, "en")
        assert told[0] == "Grade A: 94.0 of 100 risk points on 30 Jun 2026."
        assert told[1:4] == tuple(explain_factor(each, "en") for each in rated.factors)
        assert told[4].endswith("C to 94.0: measured on all customers on 30 Jun 2026.")
        french = explain_rating(rated, "fr")
        assert french[0] == "Note A : 94,0 points de risque sur 100 au 30/06/2026."
        assert "mesurés sur tous les clients" in french[4]

    def test_ends_that_people_chose(self) -> None:
        rated = rate([paid("x", 1, 9)], TODAY, ABSOLUTE)["x"]
        assert explain_rating(rated, "en")[-1] == (
            "A goes up to 20.0 points, B to 40.0, C to 60.0: as chosen in the settings."
        )
        assert "choisis dans les réglages" in explain_rating(rated, "fr")[-1]

    @pytest.mark.parametrize(("language", "start"), [("en", "Not rated"), ("fr", "Non noté"), ("de", "Not")])
    def test_unrated(self, language: str, start: str) -> None:
        (told,) = explain_rating(Rating(customer="x", on=TODAY, grade=Grade.UNRATED), language)
        assert told.startswith(start)

    def test_figures(self) -> None:
        assert format_figure(Decimal("0.05"), "en") == "0.1"
        assert format_share(Decimal(1) / 3, "fr") == "33,3\u00a0%"
