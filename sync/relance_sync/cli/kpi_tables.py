"""The tables of `relance kpi`: the summary of a portfolio as people read it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from relance_sync.cli.session import Session
from relance_sync.report.indicators import Indicator, Measure
from relance_sync.report.overview import Month
from relance_sync.report.summary import Asked, Summary
from relance_sync.report.words import NO_VALUE, figure, how, label, sentence, target, why
from relance_sync.rules.explain import format_day, format_money
from relance_sync.rules.exposure import Bucket
from relance_sync.rules.money import Money
from relance_sync.rules.score_words import format_share

_BARS = "▁▂▃▄▅▆▇█"
_COMPARED = (
    Measure.DSO_COUNT_BACK,
    Measure.RECOVERY,
    Measure.PAYMENT_TIME,
    Measure.UNPAID,
    Measure.DISPUTE_AMOUNT,
    Measure.PROMISE_KEPT,
)


def show_whole(session: Session, name: str, summary: Summary, asked: Asked, *, explain: bool) -> None:
    """Print everything that is said of a portfolio."""
    out, say, language, now = session.out, session.say, session.language, summary.now
    first = format_day(now.start + timedelta(days=1), language)
    title = say("kpi_title", name=name, start=first, as_of=format_day(now.as_of, language))
    out.line(title, style="bold")
    figures = {
        "open": now.receivables.gross,
        "overdue": now.receivables.overdue,
        "credits": now.receivables.credits,
        "billed": now.sales,
        "received": now.cash,
    }
    money = _money(session, summary)
    out.line(say("kpi_figures", **{key: money(amount) for key, amount in figures.items()}))
    for key, good in (("kpi_improved", True), ("kpi_look", False)):
        told = [each for each in summary.findings if each.good is good]
        if told:
            out.line(say(key), style="bold")
        for each in told:
            out.line(f"• {sentence(each, summary.portfolio.currency, language)}")
    show_indicators(session, summary, asked, explain=explain)
    _show_ageing(session, summary, asked)
    _show_trend(session, summary)
    _show_worst(session, summary)


def _money(session: Session, summary: Summary) -> Callable[[Decimal], str]:
    """Return what writes amounts of the report's currency."""
    language, currency = session.language, summary.portfolio.currency
    return lambda amount: format_money(Money(amount=amount, currency=currency), language)


def show_indicators(
    session: Session, summary: Summary, asked: Asked, *, title: str = "", explain: bool = False
) -> None:
    """Print the table of the indicators."""
    keys = ["kpi_indicator", "kpi_value", "kpi_before", "kpi_target", "kpi_met", "kpi_review"]
    headings = [session.say(key) for key in keys]
    rows = [_indicator_row(session, summary.now[each], summary.before[each]) for each in Measure]
    if explain:
        headings.append(session.say("kpi_how"))
        for row, each in zip(rows, Measure, strict=True):
            row.append(how(each, asked.targets, session.language))
    session.out.table(headings, rows, title=title, right=(2, 3))


def _indicator_row(session: Session, now: Indicator, before: Indicator) -> list[str]:
    say, language, measure = session.say, session.language, now.measure
    value = figure(measure, now.value, language)
    return [
        label(measure, language),
        value if now.why is None else f"{value} ({why(now, language)})",
        figure(measure, before.value, language),
        target(measure, now.goal, language) if now.goal else "",
        "" if now.met is None else say("kpi_yes" if now.met else "kpi_no"),
        _review(session, now),
    ]


def _review(session: Session, now: Indicator) -> str:
    return "" if now.goal is None else session.say(f"kpi_{now.goal.review}")


def _show_ageing(session: Session, summary: Summary, asked: Asked) -> None:
    say, language = session.say, session.language
    spans = next(iter(summary.ageing.values()), ())
    first = say("kpi_undated_bucket") if asked.by_issue else say("kpi_not_due")
    headings = [say("kpi_currency"), *(_span(session, each, first) for each in spans)]
    rows = [
        [
            currency,
            *(format_money(Money(amount=each.amount, currency=currency), language) for each in some),
        ]
        for currency, some in summary.ageing.items()
    ]
    if rows and summary.past_due and not asked.by_issue:
        days = [figure(Measure.PAST_DUE_DSO, each.amount, language) for each in summary.past_due]
        rows.append([say("kpi_past_due"), "", *days])
    title = say("kpi_ageing_issue" if asked.by_issue else "kpi_ageing_due")
    session.out.table(headings, rows, title=title, right=range(1, len(headings)))


def _span(session: Session, bucket: Bucket, first: str) -> str:
    if bucket.low is None:
        return first
    return (
        session.say("kpi_over", days=bucket.low - 1) if bucket.high is None else f"{bucket.low}-{bucket.high}"
    )


def _show_trend(session: Session, summary: Summary) -> None:
    language, money = session.language, _money(session, summary)

    def row(month: Month) -> list[str]:
        return [
            format_day(month.end, language),
            *(money(each) for each in (month.receivables, month.overdue, month.sales, month.cash)),
            figure(Measure.DSO_COUNT_BACK, month.dso_count_back, language),
            figure(Measure.RECOVERY, month.recovery, language),
        ]

    names = ("receivables", "overdue", "sales", "cash", "dso_count_back", "recovery")
    shapes = [sparkline([getattr(month, name) for month in summary.trend]) for name in names]
    rows = [*map(row, summary.trend), [session.say("kpi_shape"), *shapes]]
    keys = ("month", "receivables", "overdue", "billed", "received", "dso", "recovery")
    headings = [session.say(f"kpi_{key}") for key in keys]
    session.out.table(headings, rows, title=session.say("kpi_trend"), right=range(1, len(keys)))


def sparkline(values: Sequence[Decimal | None]) -> str:
    """Draw values as bars, from the lowest to the highest; a dot where there is none.

    >>> sparkline([Decimal(0), None, Decimal(50), Decimal(100)])
    '▁·▅█'
    """
    known = [each for each in values if each is not None]
    low, high = min(known, default=Decimal(0)), max(known, default=Decimal(0))
    top = len(_BARS) - 1

    def bar(value: Decimal | None) -> str:
        if value is None:
            return "·"
        # Without any movement all bars are low: a flat line, not a full one.
        return _BARS[int((value - low) * top / (high - low) + Decimal("0.5"))] if high > low else _BARS[0]

    return "".join(map(bar, values))


def _show_worst(session: Session, summary: Summary) -> None:
    language, money = session.language, _money(session, summary)
    rows = [
        [
            each.name,
            money(each.overdue),
            format_share(each.share / 100, language),
            money(each.open),
            str(each.days_late),
            NO_VALUE if each.utilisation is None else format_share(each.utilisation / 100, language),
        ]
        for each in summary.worst
    ]
    keys = ("customer", "kpi_overdue", "kpi_share", "kpi_open", "kpi_late", "kpi_limit")
    headings = [session.say(key) for key in keys]
    session.out.table(headings, rows, title=session.say("kpi_worst"), right=range(1, len(keys)))


def show_comparison(session: Session, by: str, groups: Mapping[str, Summary]) -> None:
    """Print one line for each collector or segment."""
    say, language = session.say, session.language
    rows = []
    for name, summary in groups.items():
        now, money = summary.now, _money(session, summary)
        figures = [figure(each, now[each].value, language) for each in _COMPARED]
        amounts = [money(now.receivables.gross), money(now.receivables.overdue)]
        rows.append([name, str(len(summary.portfolio.customers)), *amounts, *figures])
    keys = (f"kpi_{by}", "kpi_customers", "kpi_open", "kpi_overdue")
    headings = [*(say(key) for key in keys), *(label(each, language) for each in _COMPARED)]
    session.out.table(headings, rows, title=say(f"kpi_by_{by}"), right=range(1, len(headings)))


def show_notes(session: Session, notes: Sequence[tuple[str, Mapping[str, object]]], summary: Summary) -> None:
    """Print what the figures do not know.

    Args:
        session: Where to print.
        notes: Keys of texts with their values; days among them are written as people do.
        summary: What else it does not know.
    """
    told = [*notes]
    if summary.undated:
        told.append(("kpi_undated", {"amount": _money(session, summary)(summary.undated)}))
    if summary.portfolio.missing_rates:
        told.append(("kpi_missing", {"currencies": ", ".join(summary.portfolio.missing_rates)}))
    for key, values in told:
        days = {
            name: format_day(value, session.language) if isinstance(value, date) else value
            for name, value in values.items()
        }
        session.out.line(session.say(key, **days))
