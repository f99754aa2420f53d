"""The back-test: against a count by brute force, by hand on a small ledger, and never with hindsight."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance_sync.rules.backtest import (
    Backtest,
    auc,
    backtest,
    best_cutoff,
    default_split,
    predictions,
    share,
)
from relance_sync.rules.score import Bands, Card, Grade, PaidInvoice, limits, rate

FIRST = date(2026, 1, 1)
SPLIT = date(2026, 7, 1)
END = date(2026, 12, 31)
PLAIN = Bands(ends=(Decimal(20), Decimal(40), Decimal(60)), relative=False)

pairs = st.lists(st.tuples(st.integers(0, 6).map(Decimal), st.booleans()), max_size=30)


def invoice(customer: str, issued: int, late: int | None) -> PaidInvoice:
    """One invoice, issued on a day counted from FIRST and due 30 days later."""
    start = FIRST + timedelta(days=issued)
    due = start + timedelta(days=30)
    paid = None if late is None else due + timedelta(days=late)
    return PaidInvoice(customer=customer, issued=start, due=due, paid=paid, amount=Decimal(100))


def ledger(seed: int = 5) -> list[PaidInvoice]:
    """A year of forty customers who differ."""
    random = Random(seed)  # noqa: S311  # a ledger, no secret
    found = []
    for number in range(40):
        bad = random.random()
        for _ in range(random.randint(1, 25)):
            late = random.randint(1, 50) if random.random() < bad else -random.randint(0, 20)
            found.append(invoice(f"c{number:02}", random.randint(0, 330), late))
    return found


def tried(invoices: list[PaidInvoice], split: date = SPLIT, as_of: date = END) -> Backtest:
    done = backtest(invoices, split, as_of)
    assert done is not None
    return done


class TestAuc:
    @given(pairs)
    def test_against_every_pair(self, scored: list[tuple[Decimal, bool]]) -> None:
        late = [total for total, is_late in scored if is_late]
        punctual = [total for total, is_late in scored if not is_late]
        wins = [
            Decimal(1) if a > b else Decimal("0.5") if a == b else Decimal(0) for a in late for b in punctual
        ]
        assert auc(scored) == (sum(wins) / len(wins) if wins else None)

    @given(pairs)
    def test_turned_around_it_is_the_rest_of_one(self, scored: list[tuple[Decimal, bool]]) -> None:
        found = auc(scored)
        turned = auc([(-total, late) for total, late in scored])
        assert (found is None and turned is None) or (found or 0) + (turned or 0) == pytest.approx(1)


@given(pairs)
def test_no_cutoff_is_right_more_often(scored: list[tuple[Decimal, bool]]) -> None:
    def right(cutoff: Decimal) -> int:
        return sum((total > cutoff) == late for total, late in scored)

    chosen = best_cutoff(scored)
    every = [Decimal(-1), *(total for total, _ in scored)]
    most = max(map(right, every))
    assert right(chosen) == most
    assert max(cutoff for cutoff in every if cutoff <= chosen) == min(
        cutoff for cutoff in every if right(cutoff) == most
    )


class TestPredictions:
    @given(st.integers(0, 50))
    @settings(max_examples=5)
    def test_points_are_those_of_the_eve_of_the_issue(self, seed: int) -> None:
        invoices = ledger(seed)[:80]
        for each in predictions(invoices, END, Card()):
            eve = each.invoice.issued - timedelta(days=1)
            known = rate([*invoices, replace(each.invoice, issued=eve, paid=None)], eve)
            assert each.points == known[each.invoice.customer].points

    def test_an_invoice_never_predicts_itself(self) -> None:
        cash = replace(invoice("x", 10, 0), paid=FIRST + timedelta(days=10))
        (only,) = predictions([cash], END, Card())
        assert (only.points, only.late) == (None, False)

    @pytest.mark.parametrize(("late", "expected"), [(-1, False), (0, False), (1, True), (None, True)])
    def test_late_is_not_paid_by_the_due_day(self, late: int | None, expected: bool) -> None:
        (only,) = predictions([invoice("x", 10, late)], END, Card())
        assert only.late is expected

    def test_invoices_of_the_future_are_left_out(self) -> None:
        assert list(predictions([invoice("x", 10, 0)], FIRST + timedelta(days=9), Card())) == []
        assert len(list(predictions([invoice("x", 10, 0)], FIRST + timedelta(days=10), Card()))) == 1


class TestByHand:
    """`good` is punctual and `bad` late, before the split and after it; `fresh` appears after it."""

    INVOICES = (
        *(invoice("good", day, 0) for day in (0, 40, 80, 120, 190, 230)),
        *(invoice("bad", day, 10) for day in (0, 45, 85, 125, 195)),
        invoice("bad", 240, 0),
        invoice("fresh", 200, None),
        invoice("good", 170, 0),  # issued before the split, due after it
        invoice("good", 350, 0),  # not due at the end
    )

    def done(self) -> Backtest:
        return tried(list(self.INVOICES))

    def test_counts(self) -> None:
        done = self.done()
        # Before the split 3 of good and 3 of bad had a history: those of day 40 (paid day 30) and later.
        assert (done.learned, done.tested, done.unrated, done.left_out) == (6, 4, 1, 2)

    def test_figures(self) -> None:
        done = self.done()
        # Late: bad's first. Punctual: both of good, and bad's second with more points than the late one.
        assert done.auc == Decimal(2) / 3
        assert done.accuracy == Decimal("0.75")
        assert done.baseline == Decimal("0.75")  # before the split half were late: "punctual" is said

    def test_bands(self) -> None:
        done = self.done()
        bands = {each.grade: each for each in done.bands}
        assert [each.grade for each in done.bands] == list(Grade)
        assert sum(each.tested for each in done.bands) == 5
        unrated = bands[Grade.UNRATED]
        assert (unrated.learned, unrated.tested) == (2, 1)
        assert unrated.observed == 1
        assert unrated.expected == Decimal("0.5")
        assert bands[Grade.A].observed == 0

    def test_ends_are_set_on_the_eve_of_the_split(self) -> None:
        eve = SPLIT - timedelta(days=1)
        rated = rate(self.INVOICES, eve).values()
        assert self.done().limits == limits(
            Bands(), [each.points for each in rated if each.points is not None], eve
        )
        assert self.done().limits.on == eve

    def test_absolute_ends_are_kept(self) -> None:
        done = backtest(self.INVOICES, SPLIT, END, Card(bands=PLAIN))
        assert done is not None
        assert (done.limits.ends, done.limits.on) == (PLAIN.ends, None)


def test_a_score_that_means_something_ranks_better_than_chance() -> None:
    done = tried(ledger())
    assert done.auc is not None
    assert done.auc > Decimal("0.65")
    assert done.accuracy > done.baseline


def test_shuffled_outcomes_rank_like_chance() -> None:
    random = Random(1)  # noqa: S311  # a ledger, no secret
    found = [
        invoice(f"c{random.randint(0, 40)}", random.randint(0, 330), random.choice((0, 9)))
        for _ in range(3000)
    ]
    done = tried(found)
    assert done.auc is not None
    assert abs(done.auc - Decimal("0.5")) < Decimal("0.05")


@given(st.randoms(use_true_random=False))
@settings(max_examples=10)
def test_order_never_matters(random: Any) -> None:
    invoices = ledger()
    expected = tried(invoices)
    random.shuffle(invoices)
    assert tried(invoices) == expected


@settings(max_examples=10)
@given(st.dates(SPLIT + timedelta(days=60), END))
def test_what_happens_after_the_last_day_changes_nothing(as_of: date) -> None:
    invoices = ledger()
    known = [
        replace(each, paid=None if each.paid and each.paid > as_of else each.paid)
        for each in invoices
        if each.issued <= as_of
    ]
    assert tried(invoices, as_of=as_of) == tried(known, as_of=as_of)


def test_what_is_learned_does_not_see_the_test() -> None:
    invoices = ledger()
    spoiled = [each if each.paid and each.paid < SPLIT else replace(each, paid=END) for each in invoices]
    first, second = tried(invoices), tried(spoiled)
    assert first.cutoff == second.cutoff
    assert first.limits == second.limits
    assert [each.expected for each in first.bands] == [each.expected for each in second.bands]


def test_a_wrong_word_about_a_late_one_is_not_right() -> None:
    """Who always paid in time and then pays late was taken for punctual."""
    punctual = [invoice("x", day, 0) for day in (0, 60, 120)]
    turned = [invoice("x", 190, 20), invoice("x", 250, 20)]
    late_before = [invoice("y", day, 20) for day in (0, 60, 120)]
    done = tried([*punctual, *turned, *late_before])
    assert (done.tested, done.accuracy) == (2, Decimal(0))


def test_one_outcome_only_gives_no_ranking() -> None:
    invoices = [invoice("x", day, 0) for day in (0, 60, 120, 190, 250)]
    done = tried(invoices)
    assert done.auc is None
    assert done.accuracy == 1


@pytest.mark.parametrize(
    "invoices",
    [
        [],
        [invoice("x", 0, 0)],
        [invoice("x", 0, 0), invoice("x", 60, 0)],  # nothing to test
        [invoice("x", 190, 0), invoice("x", 250, 0)],  # nothing to learn from
    ],
)
def test_too_little_gives_nothing(invoices: list[PaidInvoice]) -> None:
    assert backtest(invoices, SPLIT, END) is None


class TestSplit:
    def test_seventy_of_a_hundred_are_before_it(self) -> None:
        invoices = [invoice("x", day, 0) for day in range(100)]
        split = default_split(reversed(invoices), END)
        assert split == FIRST + timedelta(days=70)

    def test_what_is_not_due_does_not_count(self) -> None:
        assert default_split([invoice("x", 0, 0)], FIRST + timedelta(days=30)) is None
        assert default_split([invoice("x", 0, 0)], FIRST + timedelta(days=31)) == FIRST


def test_a_share_of_nothing() -> None:
    assert share(0, 0) is None
    assert share(1, 4) == Decimal("0.25")
