"""The JSON of `relance kpi`, documented in docs/reference/commands.md; figures are text, as everywhere."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from relance_sync.cli.jsonable import Json, day_json, money_json
from relance_sync.report.indicators import Goal, Indicator, Measure
from relance_sync.report.overview import Month, Worst
from relance_sync.report.summary import Asked, Summary
from relance_sync.report.words import how, label, sentence, why
from relance_sync.rules.exposure import Bucket
from relance_sync.rules.money import Money

_TWO = Decimal("0.01")


def summary_json(summary: Summary, asked: Asked, language: str) -> Json:
    """Write everything that is said of a portfolio."""
    now, currency = summary.now, summary.portfolio.currency

    def money(amount: Decimal) -> Json:
        return money_json(Money(amount=amount, currency=currency))

    def sentences(*, good: bool) -> list[str]:
        return [sentence(each, currency, language) for each in summary.findings if each.good is good]

    return {
        "start": day_json(now.start),
        "as_of": day_json(now.as_of),
        "customers": len(summary.portfolio.customers),
        "receivables": money(now.receivables.net),
        "open": money(now.receivables.gross),
        "overdue": money(now.receivables.overdue),
        "credits": money(now.receivables.credits),
        "billed": money(now.sales),
        "received": money(now.cash),
        "undated": money(summary.undated),
        "missing_rates": list(summary.portfolio.missing_rates),
        "indicators": {
            str(each): _indicator(now[each], summary.before[each], asked, language) for each in Measure
        },
        "improved": sentences(good=True),
        "look_at": sentences(good=False),
        "ageing_by": "issue" if asked.by_issue else "due",
        "ageing": {code: list(_buckets(some, code)) for code, some in summary.ageing.items()},
        "past_due_dso": [
            {"low": each.low, "high": each.high, "days": number(each.amount)} for each in summary.past_due
        ],
        "trend": [_month(each, currency) for each in summary.trend],
        "worst": [_worst(each, currency) for each in summary.worst],
    }


def number(value: Decimal | None) -> str | None:
    """Write a figure with two decimals; None for none."""
    return None if value is None else f"{value.quantize(_TWO, rounding=ROUND_HALF_UP):f}"


def _indicator(now: Indicator, before: Indicator, asked: Asked, language: str) -> Json:
    return {
        "label": label(now.measure, language),
        "value": number(now.value),
        "unit": "days" if now.measure.in_days else "percent",
        "why": now.why and str(now.why),
        "why_text": why(now, language) or None,
        "before": number(before.value),
        "target": _target(now.goal, now.measure),
        "met": now.met,
        "how": how(now.measure, asked.targets, language),
    }


def _target(goal: Goal | None, measure: Measure) -> Json | None:
    if goal is None:
        return None
    return {
        "limit": number(goal.limit),
        "above": measure.more_is_better,
        "review": str(goal.review),
        "next_review": day_json(goal.next_review),
    }


def _buckets(buckets: Iterable[Bucket], currency: str) -> Iterable[Json]:
    for each in buckets:
        yield {
            "low": each.low,
            "high": each.high,
            **money_json(Money(amount=each.amount, currency=currency)),
        }


def _month(month: Month, currency: str) -> Json:
    amounts = {
        name: money_json(Money(amount=getattr(month, attribute), currency=currency))
        for name, attribute in (
            ("receivables", "receivables"),
            ("overdue", "overdue"),
            ("billed", "sales"),
            ("received", "cash"),
        )
    }
    return {
        "end": day_json(month.end),
        **amounts,
        "dso_count_back": number(month.dso_count_back),
        "recovery": number(month.recovery),
    }


def _worst(worst: Worst, currency: str) -> Json:
    return {
        "customer": {"id": worst.customer, "name": worst.name},
        "open": money_json(Money(amount=worst.open, currency=currency)),
        "overdue": money_json(Money(amount=worst.overdue, currency=currency)),
        "share": number(worst.share),
        "days_late": worst.days_late,
        "utilisation": number(worst.utilisation),
    }
