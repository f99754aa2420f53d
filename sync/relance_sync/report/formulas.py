"""The formulas of receivables management on plain figures: no ledger, no rounding, no targets.

Amounts include taxes and are in one currency. A formula that would divide by zero gives None: there is
nothing to measure, which is neither good nor bad. Sources and choices are in docs/reference/kpi.md.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

_PERCENT = Decimal(100)
_TWELVE = 12
_ZERO = Decimal(0)


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return part / whole in percent; None if the whole is zero or less.

    >>> percent(Decimal(1), Decimal(8)), percent(Decimal(1), Decimal(0))
    (Decimal('12.5'), None)
    """
    # Multiplied before it is divided: no digit is lost on the way.
    return part * _PERCENT / whole if whole > 0 else None


def dso(receivables: Decimal, sales: Decimal, days: int) -> Decimal | None:
    """Days sales outstanding by the balance method: receivables / credit sales x days.

    With what is not yet due it is the best possible DSO, with what is overdue the past-due DSO.

    Args:
        receivables: Open at the end of the period, credits deducted.
        sales: Billed in the period.
        days: Of the period.

    Returns:
        Days; None without sales, or if credits are larger than what is open.

    >>> dso(Decimal(30_000), Decimal(60_000), 90), dso(Decimal(1_000), Decimal(1_300), 91)
    (Decimal('45'), Decimal('70'))
    """
    return receivables * days / sales if sales > 0 and receivables >= 0 else None


def count_back(receivables: Decimal, sales: Mapping[date, Decimal], as_of: date) -> Decimal | None:
    """Days sales outstanding by the count-back method.

    From the month of `as_of` backwards: while what is left of the receivables is more than the month's sales,
    all days of the month count; then the share of the month that it takes. Real month lengths.

    Args:
        receivables: Open at the end of the day, credits deducted.
        sales: By the first day of each month; a month that is missing had none.
        as_of: Of its own month, only the days up to it count.

    Returns:
        Days; None if the receivables are more than all sales known, or credits are larger than what is open.

    >>> sales = {date(2026, month, 1): Decimal(sold) for month, sold in ((11, 1200), (10, 800), (9, 700))}
    >>> round(count_back(Decimal(2500), sales, date(2026, 11, 30)), 1)
    Decimal('82.4')
    """
    if receivables <= 0:
        return _ZERO if receivables == 0 else None
    left, days, month, length = receivables, _ZERO, as_of.replace(day=1), as_of.day
    first = min(sales, default=date.max)
    while month >= first:
        sold = sales.get(month, _ZERO)
        if left <= sold:
            return days + left * length / sold
        left, days, month = left - sold, days + length, months_before(month, 1)
        length = monthrange(month.year, month.month)[1]
    return None


def difference(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """Return one - other; None if either is. DSO less the best possible DSO is the average days delinquent.

    >>> difference(Decimal(60), Decimal(45)), difference(None, Decimal(45))
    (Decimal('15'), None)
    """
    return None if one is None or other is None else one - other


def cei(start: Decimal, sales: Decimal, months: int, end: Decimal, current: Decimal) -> Decimal | None:
    """Collection effectiveness index, in percent; 100 is all that could be collected.

    (start + sales / N - end) / (start + sales / N - current) x 100, with N in months: in days it is distorted
    (Credit Research Foundation).

    Args:
        start: Receivables at the start of the period.
        sales: Billed in the period.
        months: Its length.
        end: Receivables at its end.
        current: The part of them that is not yet due.

    Returns:
        Percent; None if nothing was to be collected.

    >>> round(cei(Decimal(6200), Decimal(10890), 3, Decimal(6340), Decimal(3590)), 2)
    Decimal('55.93')
    """
    due = start + sales / months
    return percent(due - end, due - current)


def weighted_mean(parts: Iterable[tuple[int, Decimal]]) -> Decimal | None:
    """Return the mean of days, each weighted by an amount; None without any weight.

    >>> weighted_mean([(10, Decimal(300)), (50, Decimal(100))])
    Decimal('20')
    """
    above = below = _ZERO
    for days, weight in parts:
        above += days * weight
        below += weight
    return above / below if below > 0 else None


def collection_cost(
    hours: Decimal, hourly_rate: Decimal, tool: Decimal, fees: Decimal, recovered: Decimal
) -> Decimal | None:
    """(time x rate + tool + external fees) / cash recovered, in percent; None if nothing was recovered.

    >>> collection_cost(Decimal(10), Decimal(40), Decimal(100), Decimal(0), Decimal(50_000))
    Decimal('1')
    """
    return percent(hours * hourly_rate + tool + fees, recovered)


def utilisation(exposure: Decimal, limit: Decimal | None) -> Decimal | None:
    """Exposure / credit limit, in percent.

    Returns:
        None without a limit (`limit` None), and for one of 0: such a customer pays first, no share says more.

    >>> utilisation(Decimal(750), Decimal(1000)), utilisation(Decimal(750), None)
    (Decimal('75'), None)
    """
    return None if limit is None else percent(exposure, limit)


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier; the last day of a month gives the last day of a month.

    >>> months_before(date(2026, 5, 31), 3), months_before(date(2026, 2, 28), 2)
    (datetime.date(2026, 2, 28), datetime.date(2025, 12, 31))
    """
    year, month = divmod(day.year * _TWELVE + day.month - 1 - months, _TWELVE)
    last = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_last else min(day.day, last))
