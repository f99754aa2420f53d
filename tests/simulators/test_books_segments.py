"""The segments pay as their figures say, amounts and seasons are like real ones, the command writes files."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import mean, median

import pytest

from tests.simulators.books import EVENTFUL, HABITS, Company, event_json, habits
from tests.simulators.books import __main__ as command
from tests.simulators.books import events as e
from tests.simulators.books.draws import Draws
from tests.simulators.books.figures import Figures, figures, table
from tests.simulators.books.history import COLUMNS, Row, books_of, rows

TODAY = date(2026, 6, 30)
COMPANY = Company(seed=11, customers=800, months=24, today=TODAY)


@pytest.fixture(scope="module")
def history() -> list[Row]:
    return list(rows(COMPANY))


@pytest.fixture(scope="module")
def found(history: list[Row]) -> dict[str, Figures]:
    return figures(history, TODAY)


@pytest.fixture(scope="module")
def events() -> list[e.Event]:
    return list(COMPANY.events())


class TestSegments:
    @pytest.mark.parametrize(
        ("habit", "late", "days"),
        [
            (habits.PUNCTUAL, (7, 20), (0.5, 3)),
            (habits.SLIGHTLY_LATE, (55, 72), (4, 10)),
            (habits.CHRONIC, (85, 97), (25, 40)),
            (habits.DETERIORATING, (45, 70), (10, 26)),
            (habits.LOYAL, (5, 20), (1, 7)),
            (habits.ON_ACCOUNT, (40, 80), (6, 22)),
        ],
        ids=lambda each: each.name if isinstance(each, habits.Habit) else "",
    )
    def test_share_late_and_mean_days_late(
        self,
        found: dict[str, Figures],
        habit: habits.Habit,
        late: tuple[float, float],
        days: tuple[float, float],
    ) -> None:
        told = found[habit.name]
        assert told.late_share is not None
        assert told.mean_days_late is not None
        assert late[0] <= told.late_share * 100 <= late[1]
        assert days[0] <= told.mean_days_late <= days[1]

    def test_together_they_pay_about_half_in_time(self, found: dict[str, Figures]) -> None:
        share, days = found["all"].late_share, found["all"].mean_days_late
        assert share is not None
        assert days is not None
        assert Decimal("0.38") < share < Decimal("0.52")
        assert 7 < days < 13

    def test_of_a_hundred_families_as_many_as_the_shares_say(self) -> None:
        counted = Counter(COMPANY.habit_of(number).name for number in range(300, 400))
        assert counted == {each.name: each.share for each in HABITS}
        assert [COMPANY.habit_of(number) for number in range(100)] != [
            COMPANY.habit_of(number) for number in range(100, 200)
        ]

    def test_who_never_pays_sends_no_money(self) -> None:
        never = [each for each in COMPANY.families() if each.habit is habits.NEVER_PAYS]
        kinds = {type(event) for family in never for event in family.events}
        assert e.InvoiceIssued in kinds
        assert e.DebtWrittenOff in kinds
        assert e.PaymentReceived not in kinds

    def test_who_deteriorates_pays_later_every_half_year(self, history: list[Row]) -> None:
        shares = []
        for half in range(4):
            first = COMPANY.start + timedelta(days=182 * half)
            theirs = [
                each
                for each in history
                if each.habit is habits.DETERIORATING and first <= each.due < first + timedelta(days=182)
            ]
            shares.append(mean((each.paid or TODAY) > each.due for each in theirs))
        assert shares == sorted(shares)
        assert shares[-1] - shares[0] > 0.4

    def test_the_loyal_one_is_late_once(self) -> None:
        quiet = replace(COMPANY, chances=_none(), customers=200)
        late = defaultdict[str, list[date]](list)
        for each in rows(quiet):
            if each.habit is habits.LOYAL and each.paid and (each.paid - each.due).days >= 20:
                late[each.customer].append(each.due)
        assert late
        assert all(max(dues) - min(dues) < timedelta(days=45) for dues in late.values())

    def test_the_loyal_one_is_big(self, history: list[Row]) -> None:
        big = [each.amount for each in history if each.habit is habits.LOYAL]
        others = [each.amount for each in history if each.habit is habits.PUNCTUAL]
        assert median(big) > 2 * median(others)

    def test_on_account_come_round_sums_matched_later(self) -> None:
        theirs = [each for each in COMPANY.families() if each.habit is habits.ON_ACCOUNT]
        payments = [
            each for family in theirs for each in family.events if isinstance(each, e.PaymentReceived)
        ]
        matched = [each for family in theirs for each in family.events if isinstance(each, e.MoneyMatched)]
        assert payments
        assert all(each.amount % 50 == 0 and not each.allocations for each in payments)
        assert len(matched) > len(payments) / 2

    def test_what_happens_is_told_as_often_as_asked(self) -> None:
        quiet = {type(each) for each in replace(COMPANY, chances=_none(), customers=200).events()}
        rare = {e.PaymentReturned, e.InvoiceVoided, e.InvoiceDeleted, e.CreditNoteIssued, e.DisputeNoted}
        assert not quiet & {*rare, e.CustomersMerged, e.DiscountGranted, e.OrderMade, e.DebtWrittenOff}
        assert {type(each) for each in replace(COMPANY, chances=EVENTFUL, customers=200).events()} >= rare


def _none() -> habits.Chances:
    """Return chances of nothing at all."""
    return habits.Chances(**dict.fromkeys(habits.Chances.__dataclass_fields__, 0))


class TestLikeReal:
    def test_amounts_are_log_normal(self, events: list[e.Event]) -> None:
        amounts = [float(each.total) for each in events if isinstance(each, e.InvoiceIssued)]
        # The mean far above the median, the tenth above it as far (in factors) as the tenth below.
        ranked = sorted(amounts)
        tenth, half, ninth = (ranked[len(ranked) * part // 10] for part in (1, 5, 9))
        assert 1.5 < mean(amounts) / half < 5
        assert 0.5 < (ninth / half) / (half / tenth) < 2

    def test_factors_are_half_below_one(self) -> None:
        draws = Draws("factors")
        drawn = sorted(float(draws.log_normal(60)) for _ in range(4000))
        assert drawn[2000] == pytest.approx(1, abs=0.05)
        # One deviation: a sixth is above e ** 0.6.
        assert drawn[int(4000 * 0.8413)] == pytest.approx(1.822, abs=0.1)

    def test_august_is_quiet_and_december_busy(self, events: list[e.Event]) -> None:
        issued = Counter(each.day.month for each in events if isinstance(each, e.InvoiceIssued))
        assert issued[8] < 0.8 * issued[3]
        assert issued[12] > issued[1]

    def test_nothing_is_paid_before_its_invoice(self, history: list[Row]) -> None:
        assert all(each.issued <= each.due for each in history)
        assert all(each.paid >= each.issued for each in history if each.paid)

    def test_some_payments_settle_several_invoices_and_some_a_part(self, events: list[e.Event]) -> None:
        payments = [each for each in events if isinstance(each, e.PaymentReceived)]
        assert any(len({part.invoice for part in each.allocations}) > 2 for each in payments)
        assert any(not each.allocations for each in payments)
        times = Counter(part.invoice for each in payments for part in each.allocations)
        assert max(times.values()) > 1


class TestHistory:
    def test_it_holds_what_the_books_hold(self, history: list[Row]) -> None:
        ledger = COMPANY.ledger()
        parts = [part for debt in ledger.invoices.values() for part in debt.parts]
        open_ = [part for part in parts if part.open]
        assert len([each for each in history if each.paid is None]) == len(open_)
        told = {part.asked for part in parts if part.open or any(each.source for each in part.settled)}
        assert {each.amount for each in history} == told
        left_out = len(parts) - len(history)
        assert left_out == len(
            [part for part in parts if not part.open and not any(each.source for each in part.settled)]
        )

    def test_families_alone_are_booked_as_in_the_company(self) -> None:
        company = replace(COMPANY, customers=60, chances=EVENTFUL)
        together = company.ledger().balances().customers
        alone: dict[str, Decimal] = {}
        for family in company.families():
            alone |= books_of(company, family).balances().customers
        assert alone == together


class TestCommand:
    def run(self, tmp_path: Path, *more: str) -> Iterator[list[str]]:
        for name in ("one", "two"):
            command.main(
                [
                    "--customers",
                    "60",
                    "--csv",
                    f"{tmp_path}/{name}.csv",
                    "--json",
                    f"{tmp_path}/{name}.jsonl",
                    *more,
                ]
            )
        for kind in ("csv", "jsonl"):
            first, second = ((tmp_path / f"{name}.{kind}").read_text("utf-8") for name in ("one", "two"))
            assert first == second
            yield first.splitlines()

    def test_files(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        lines, told = self.run(tmp_path, "--seed", "5")
        assert lines[0] == ",".join(COLUMNS)
        company = Company(seed=5, customers=60, months=18, today=TODAY)
        assert len(lines) - 1 == len(list(rows(company)))
        assert [event_json.read(each) for each in told] == list(company.events())
        shown = capsys.readouterr().out
        assert f"{len(lines) - 1} installments" in shown
        assert f"{len(told)} events" in shown

    def test_figures_are_shown(self, capsys: pytest.CaptureFixture[str]) -> None:
        command.main(["--customers", "30", "--months", "6", "--eventful"])
        shown = capsys.readouterr().out.splitlines()
        assert [line[:24].strip() for line in shown] == ["segment", *(each.name for each in HABITS), "all"]

    def test_what_is_wrong_is_said(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            command.main(["--customers", "0"])
        assert "at least 1 customer" in capsys.readouterr().err

    def test_a_segment_without_invoices_has_no_share(self) -> None:
        assert table({}, ["chronic"]).splitlines()[1].split() == ["chronic", "0", "-", "-", "-"]


class TestDocumented:
    PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "books.md").read_text("utf-8")

    def test_the_segments_and_their_figures(self) -> None:
        told = re.findall(
            r"^\| `([^`]+)` \| (\d+) \| ([^|]*)\| ([^|]*)\| (\d*) ?\| (\d*) ?\| (\d+) \| (\d+) \|",
            self.PAGE,
            re.MULTILINE,
        )
        assert [tuple(map(str.strip, each)) for each in told] == [_documented(each) for each in HABITS]

    def test_the_options(self) -> None:
        for action in command._parser()._actions:
            for name in action.option_strings:
                assert name in {"-h", "--help"} or f"`{name}" in self.PAGE

    def test_the_measured_figures(self) -> None:
        """A third of what the page says was measured: the shares lie near."""
        measured = figures(rows(Company(seed=1, customers=1000, months=18, today=TODAY)), TODAY)
        told = dict(re.findall(r"^\| ([a-z, ]+) \| [\d,]+ \| ([\d.]+) % \|", self.PAGE, re.MULTILINE))
        assert set(told) == set(measured)
        for name, share in told.items():
            late = measured[name].late_share
            assert late is not None
            assert abs(float(late) * 100 - float(share)) < 7


def _documented(habit: habits.Habit) -> tuple[str, ...]:
    """Return a segment's row; figures that play no part for it are left empty."""
    if habit.on_account or not habit.pays:
        return (habit.name, str(habit.share), "", "", "", "", str(habit.gap), str(habit.size))
    late, days = (
        str(first) if first == last else f"{first} to {last}" for first, last in (habit.late, habit.days)
    )
    return (
        habit.name,
        str(habit.share),
        late,
        f"{days}, at most {habit.most}",
        str(habit.early),
        str(habit.apart),
        str(habit.gap),
        str(habit.size),
    )
