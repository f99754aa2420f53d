"""Everything `relance kpi` shows of one portfolio, worked out once.

Pure. How it is shown is the command's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from relance_sync.report import measures
from relance_sync.report.findings import Finding, findings
from relance_sync.report.formulas import months_before
from relance_sync.report.indicators import Indicators, Told, indicators
from relance_sync.report.overview import Month, Worst, ageing, trend, worst
from relance_sync.report.portfolio import Portfolio
from relance_sync.rules.exposure import Bucket
from relance_sync.rules.targets import Targets

TREND_MONTHS = 12
# Enough for the trend, the month before it, and receivables that are three years of sales old.
_HISTORY_MONTHS = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a portfolio.

    Attributes:
        as_of: Last day of the period.
        told: What no ledger tells, for the period.
        buckets: Upper ends of the ageing buckets, in days.
        by_issue: Age from the invoice date; else from the due date.
        present: Whether the books were read on that day.
    """

    as_of: date
    targets: Targets
    told: Told
    buckets: tuple[int, ...]
    by_issue: bool = False
    present: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is said of a portfolio.

    Attributes:
        before: The indicators of a month before.
        ageing: By currency, never converted.
        past_due: Days of past-due DSO by days late; empty without sales.
        undated: Settled without a known day, of what was billed in the months of the trend.
    """

    portfolio: Portfolio
    now: Indicators
    before: Indicators
    findings: tuple[Finding, ...]
    ageing: Mapping[str, tuple[Bucket, ...]]
    past_due: tuple[Bucket, ...]
    trend: tuple[Month, ...]
    worst: tuple[Worst, ...]
    undated: Decimal


def history_since(as_of: date) -> date:
    """Return the day after which a portfolio must be complete for a summary."""
    return months_before(as_of.replace(day=1), _HISTORY_MONTHS) - timedelta(days=1)


def summarise(portfolio: Portfolio, asked: Asked, *, part: bool = False) -> Summary:
    """Work out everything that is said of a portfolio.

    Args:
        portfolio: Gathered as of the day asked.
        asked: What is asked.
        part: Whether it is a part of the company's.
    """
    as_of, targets = asked.as_of, asked.targets
    now = indicators(portfolio, as_of, targets, asked.told, present=asked.present, part=part)
    # What was told is for the period up to the day; of the month before only the settings are known.
    before = indicators(portfolio, months_before(as_of, 1), targets, present=False, part=part)
    accounts = worst(portfolio, as_of, present=asked.present)
    months = trend(portfolio, as_of, TREND_MONTHS)
    return Summary(
        portfolio=portfolio,
        now=now,
        before=before,
        findings=findings(now, before, accounts),
        ageing=ageing(portfolio, as_of, asked.buckets, by_issue=asked.by_issue),
        past_due=measures.past_due_dso(portfolio, now.start, as_of, asked.buckets),
        trend=months,
        worst=accounts,
        undated=measures.undated(portfolio, months[0].start),
    )
