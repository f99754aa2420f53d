"""The indicators of one company, from its books inside Odoo: the very functions of `relance kpi`.

It computes and keeps nothing. A payment that settled an invoice of another customer bears no day here, since
accounts are read one by one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from relance_sync.report.formulas import months_before
from relance_sync.report.indicators import Indicator, Indicators, Measure, indicators
from relance_sync.report.overview import ageing
from relance_sync.report.portfolio import Portfolio, gather
from relance_sync.report.words import figure, how, target, why
from relance_sync.rules.account import Account
from relance_sync.rules.exposure import Bucket
from relance_sync.rules.targets import Targets

from .office import Office, batches

TREND_MONTHS = 12
MAIN = (
    Measure.DSO_COUNT_BACK,
    Measure.PAST_DUE_DSO,
    Measure.CEI,
    Measure.RECOVERY,
    Measure.PAYMENT_TIME,
    Measure.PAYMENT_DELAY,
    Measure.ON_TIME_AMOUNT,
    Measure.UNPAID,
    Measure.OVERDUE_SHARE,
    Measure.DISPUTE_AMOUNT,
    Measure.PROMISE_KEPT,
    Measure.UTILISATION,
)
"""Those that stand on the dashboard; the others show the same from another side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was measured on a day.

    Attributes:
        before: The indicators of a month before.
        past: Those of the ends of earlier months, as far as they were asked for.
        ageing: What is open by days late, by currency, never converted.
    """

    now: Indicators
    before: Indicators
    past: Mapping[date, Indicators]
    ageing: Mapping[str, tuple[Bucket, ...]]
    targets: Targets


def measure(office: Office, known: Sequence[date]) -> Measured:
    """Measure a company as of today, and as of the months' ends before for which nothing is kept.

    Args:
        office: Of the company.
        known: First days of the months that are kept already.
    """
    policy, today = office.policy, office.today
    portfolio = gather(_accounts(office), office.books.currency, today, policy.agreements)
    return Measured(
        now=indicators(portfolio, today, policy.targets),
        before=_past(portfolio, months_before(today, 1), policy.targets),
        past={
            end: _past(portfolio, end, policy.targets)
            for end in month_ends(today)
            if end.replace(day=1) not in known
        },
        ageing=ageing(portfolio, today, policy.buckets),
        targets=policy.targets,
    )


def month_ends(today: date, months: int = TREND_MONTHS) -> list[date]:
    """Return the last days of the months before this one, oldest first, so that with it they are so many.

    >>> month_ends(date(2026, 11, 27), 3)
    [datetime.date(2026, 9, 30), datetime.date(2026, 10, 31)]
    """
    first = today.replace(day=1)
    return [months_before(first, back) - timedelta(days=1) for back in range(months - 2, -1, -1)]


def told(indicator: Indicator, before: Indicator, targets: Targets, language: str) -> dict[str, str]:
    """Put an indicator into words: its figure, the one of a month before, the target, how, and why not."""
    measure = indicator.measure
    return {
        "figure": figure(measure, indicator.value, language),
        "before": figure(measure, before.value, language) if before.value is not None else "",
        "target": target(measure, indicator.goal, language)
        if indicator.goal and indicator.goal.limit is not None
        else "",
        "how": how(measure, targets, language),
        "why": why(indicator, language),
    }


def _past(portfolio: Portfolio, day: date, targets: Targets) -> Indicators:
    return indicators(portfolio, day, targets, present=False)


def _accounts(office: Office) -> Iterator[Account]:
    """Read every account, batch by batch; of none is kept what is read for it."""
    for numbers in batches(office.reader.touched(None)):
        some = office.env["res.partner"].browse(numbers).exists()
        yield from office.accounts(some, whole=True).values()
        office.env.invalidate_all()
