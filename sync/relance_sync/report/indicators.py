"""The indicators of a portfolio on a day: for each a value, or why there is none, and its target.

The period is whole months up to the day (`Targets.months`). Nothing is rounded here; the words are `words`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from relance_sync.report import formulas, measures
from relance_sync.report.formulas import months_before
from relance_sync.report.measures import Receivables
from relance_sync.report.portfolio import Portfolio
from relance_sync.rules.targets import Review, Targets


class Measure(StrEnum):
    """Every indicator, in the order in which they are shown; the value is its stable name."""

    DSO_BALANCE = "dso_balance"
    DSO_COUNT_BACK = "dso_count_back"
    BEST_DSO_BALANCE = "best_dso_balance"
    BEST_DSO_COUNT_BACK = "best_dso_count_back"
    DELINQUENT_BALANCE = "delinquent_balance"
    DELINQUENT_COUNT_BACK = "delinquent_count_back"
    PAST_DUE_DSO = "past_due_dso"
    CEI = "cei"
    PAYMENT_TIME = "payment_time"
    PAYMENT_DELAY = "payment_delay"
    ON_TIME_COUNT = "on_time_count"
    ON_TIME_AMOUNT = "on_time_amount"
    RECOVERY = "recovery"
    UNPAID = "unpaid"
    OVERDUE_SHARE = "overdue_share"
    DISPUTE_COUNT = "dispute_count"
    DISPUTE_AMOUNT = "dispute_amount"
    PROMISE_KEPT = "promise_kept"
    COLLECTION_COST = "collection_cost"
    BAD_DEBT = "bad_debt"
    UTILISATION = "utilisation"

    @property
    def in_days(self) -> bool:
        """Whether its value is in days; if not, it is in percent."""
        return self in _IN_DAYS

    @property
    def more_is_better(self) -> bool:
        """Whether a higher value is the better one."""
        return self in _MORE_IS_BETTER


_IN_DAYS = frozenset(list(Measure)[:7]) | {Measure.PAYMENT_TIME, Measure.PAYMENT_DELAY}
_MORE_IS_BETTER = frozenset(
    {Measure.CEI, Measure.ON_TIME_COUNT, Measure.ON_TIME_AMOUNT, Measure.RECOVERY, Measure.PROMISE_KEPT}
)


class Why(StrEnum):
    """Why an indicator has no value."""

    NO_SALES = "no_sales"
    CREDITS_PREVAIL = "credits_prevail"
    OLDER_THAN_SALES = "older_than_sales"
    NOTHING_COLLECTABLE = "nothing_collectable"
    NOTHING_PAID = "nothing_paid"
    NOTHING_DUE = "nothing_due"
    NO_COHORT = "no_cohort"
    NOTHING_OPEN = "nothing_open"
    NOTHING_BILLED = "nothing_billed"
    NO_PROMISES = "no_promises"
    COST_UNKNOWN = "cost_unknown"
    LOSSES_UNKNOWN = "losses_unknown"
    NO_LIMITS = "no_limits"
    PAST_UNKNOWN = "past_unknown"
    WHOLE_ONLY = "whole_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """The target of one indicator: to be above it where more is better, else below it.

    Attributes:
        limit: To be passed, not only reached; None if nobody set one.
        next_review: Day on which the figures of the month or quarter are complete.
    """

    limit: Decimal | None
    review: Review
    next_review: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What no ledger tells, for the period; None for what nobody said, which is never 0.

    Attributes:
        hours: Spent on collecting.
        hourly_rate, tool, fees: In the company's currency.
        written_off: In the company's currency; a ledger does not tell it from other entries.
    """

    hours: Decimal | None = None
    hourly_rate: Decimal | None = None
    tool: Decimal | None = None
    fees: Decimal | None = None
    written_off: Decimal | None = None

    def over(self, targets: Targets) -> "Told":
        """Take what is missing from the settings, which are for a month."""

        def of(own: Decimal | None, monthly: Decimal | None) -> Decimal | None:
            return own if own is not None or monthly is None else monthly * targets.months

        return Told(
            hours=of(self.hours, targets.hours),
            hourly_rate=targets.hourly_rate if self.hourly_rate is None else self.hourly_rate,
            tool=of(self.tool, targets.tool),
            fees=of(self.fees, targets.fees),
            written_off=self.written_off,
        )

    @property
    def unknown_costs(self) -> tuple[str, ...]:
        """Names of the costs nobody said."""
        return tuple(name for name in ("hours", "hourly_rate", "tool", "fees") if getattr(self, name) is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator.

    Attributes:
        value: Days or percent, not rounded; None if there is nothing to measure.
        why: Why there is no value; None if there is one.
        lacking: For an unknown cost, the parts of it nobody said.
        goal: None if it has none.
        met: None without a value or a target.
    """

    measure: Measure
    value: Decimal | None
    why: Why | None = None
    lacking: tuple[str, ...] = ()
    goal: Goal | None = None
    met: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicators:
    """All indicators of a portfolio.

    Attributes:
        start: The period begins after this day.
        as_of: Its last day.
        cash: Set against invoices in the period.
        by_measure: Every measure, in order.
    """

    start: date
    as_of: date
    receivables: Receivables
    sales: Decimal
    cash: Decimal
    by_measure: Mapping[Measure, Indicator] = field(repr=False)

    def __getitem__(self, measure: Measure) -> Indicator:
        return self.by_measure[measure]


_Found = tuple[Measure, Decimal | None, Why]


def indicators(
    portfolio: Portfolio,
    as_of: date,
    targets: Targets | None = None,
    told: Told | None = None,
    *,
    present: bool = True,
    part: bool = False,
) -> Indicators:
    """Compute every indicator of the months up to a day.

    Args:
        portfolio: What is known.
        as_of: Last day of the period.
        targets: Also says how long the period is; None for the usual ones.
        told: What no ledger tells; None if nobody said anything.
        present: Whether the day is that on which the books were read: of a past day, what is used of credit
            limits is not known.
        part: Whether the portfolio is a part of the company's: costs and losses are told for the whole only.
    """
    targets = targets or Targets()
    told = (told or Told()).over(targets)
    start = months_before(as_of, targets.months)
    now = measures.receivables(portfolio, as_of)
    billed, received = measures.sales(portfolio, start, as_of), measures.cash(portfolio, start, as_of)
    found = (
        *_balance(now, billed, (as_of - start).days),
        *_count_back(portfolio, now, as_of),
        *_collected(portfolio, start, as_of, now, targets),
        *_paid(portfolio, start, as_of, targets),
        *_agreed(portfolio, start, as_of),
        *(_only_of_the_whole() if part else _told(told, billed, received)),
        (Measure.OVERDUE_SHARE, formulas.percent(now.overdue, now.gross), Why.NOTHING_OPEN),
        (
            Measure.UTILISATION,
            measures.limits_used(portfolio) if present else None,
            Why.NO_LIMITS if present else Why.PAST_UNKNOWN,
        ),
    )
    known = {each[0]: each for each in found}
    return Indicators(
        start=start,
        as_of=as_of,
        receivables=now,
        sales=billed,
        cash=received,
        by_measure={each: _indicator(known[each], targets, told, as_of) for each in Measure},
    )


def _indicator(found: _Found, targets: Targets, told: Told, as_of: date) -> Indicator:
    measure, value, why = found
    goal = _goal(measure, targets, as_of)
    met = None
    if value is not None and goal is not None and goal.limit is not None:
        met = value > goal.limit if measure.more_is_better else value < goal.limit
    return Indicator(
        measure=measure,
        value=value,
        why=why if value is None else None,
        lacking=told.unknown_costs if value is None and why is Why.COST_UNKNOWN else (),
        goal=goal,
        met=met,
    )


def _goal(measure: Measure, targets: Targets, as_of: date) -> Goal | None:
    match measure:
        case Measure.RECOVERY:
            limit, review = targets.recovery, targets.recovery_review
        case Measure.PAYMENT_TIME:
            limit, review = targets.payment_time, targets.payment_time_review
        case Measure.UNPAID:
            limit, review = targets.unpaid, targets.unpaid_review
        case Measure.DISPUTE_COUNT | Measure.DISPUTE_AMOUNT:
            limit, review = targets.disputes, targets.disputes_review
        case Measure.COLLECTION_COST:
            limit, review = targets.cost, targets.cost_review
        case _:
            return None
    return Goal(limit=limit, review=review, next_review=review.next(as_of))


def _balance(now: Receivables, billed: Decimal, days: int) -> Iterator[_Found]:
    why = Why.CREDITS_PREVAIL if now.net < 0 else Why.NO_SALES
    whole, best = formulas.dso(now.net, billed, days), formulas.dso(now.current, billed, days)
    yield Measure.DSO_BALANCE, whole, why
    yield Measure.BEST_DSO_BALANCE, best, why
    yield Measure.DELINQUENT_BALANCE, formulas.difference(whole, best), why
    yield Measure.PAST_DUE_DSO, formulas.dso(now.overdue, billed, days), Why.NO_SALES


def _count_back(portfolio: Portfolio, now: Receivables, as_of: date) -> Iterator[_Found]:
    why = Why.CREDITS_PREVAIL if now.net < 0 else Why.OLDER_THAN_SALES
    months = measures.sales_by_month(portfolio, as_of)
    whole = formulas.count_back(now.net, months, as_of)
    best = formulas.count_back(now.current, months, as_of)
    yield Measure.DSO_COUNT_BACK, whole, why
    yield Measure.BEST_DSO_COUNT_BACK, best, why
    yield Measure.DELINQUENT_COUNT_BACK, formulas.difference(whole, best), why


def _collected(
    portfolio: Portfolio, start: date, end: date, now: Receivables, targets: Targets
) -> Iterator[_Found]:
    before = measures.receivables(portfolio, start)
    billed = measures.sales(portfolio, start, end)
    effective = formulas.cei(before.net, billed, targets.months, now.net, now.current)
    unpaid = measures.unpaid_rate(portfolio, start, end, targets.unpaid_days)
    yield Measure.CEI, effective, Why.NOTHING_COLLECTABLE
    yield Measure.RECOVERY, measures.recovery_rate(portfolio, start, end), Why.NOTHING_DUE
    yield Measure.UNPAID, unpaid, Why.NO_COHORT


def _paid(portfolio: Portfolio, start: date, end: date, targets: Targets) -> Iterator[_Found]:
    yield Measure.PAYMENT_TIME, measures.mean_payment_time(portfolio, start, end), Why.NOTHING_PAID
    yield Measure.PAYMENT_DELAY, measures.mean_payment_delay(portfolio, start, end), Why.NOTHING_PAID
    for measure, count in ((Measure.ON_TIME_COUNT, True), (Measure.ON_TIME_AMOUNT, False)):
        punctual = measures.on_time_rate(portfolio, start, end, count=count, grace=targets.grace_days)
        yield measure, punctual, Why.NOTHING_DUE


def _agreed(portfolio: Portfolio, start: date, end: date) -> Iterator[_Found]:
    for measure, count in ((Measure.DISPUTE_COUNT, True), (Measure.DISPUTE_AMOUNT, False)):
        yield measure, measures.dispute_rate(portfolio, start, end, count=count), Why.NOTHING_BILLED
    yield Measure.PROMISE_KEPT, measures.promise_kept_rate(portfolio, start, end), Why.NO_PROMISES


def _only_of_the_whole() -> Iterator[_Found]:
    yield Measure.COLLECTION_COST, None, Why.WHOLE_ONLY
    yield Measure.BAD_DEBT, None, Why.WHOLE_ONLY


def _told(told: Told, billed: Decimal, received: Decimal) -> Iterator[_Found]:
    """What nobody can read from a ledger: people say it."""
    parts = (told.hours, told.hourly_rate, told.tool, told.fees)
    match parts:
        case (Decimal() as hours, Decimal() as rate, Decimal() as tool, Decimal() as fees):
            cost = formulas.collection_cost(hours, rate, tool, fees, received)
            yield Measure.COLLECTION_COST, cost, Why.NOTHING_PAID
        case _:
            yield Measure.COLLECTION_COST, None, Why.COST_UNKNOWN
    if told.written_off is None:
        yield Measure.BAD_DEBT, None, Why.LOSSES_UNKNOWN
    else:
        yield Measure.BAD_DEBT, formulas.percent(told.written_off, billed), Why.NO_SALES
