"""Splits a debt into equal instalments on regular days, exactly to the cent.

Whether a plan of them is kept is `agreement_states`; what was agreed otherwise is written down as it is.
"""

from datetime import date
from enum import StrEnum

from relance_sync.rules.agreements import PlanPart
from relance_sync.rules.ledger import plus_days, plus_months
from relance_sync.rules.money import Money, from_minor, to_minor

_WEEK = 7


class Every(StrEnum):
    """How far apart the instalments are."""

    WEEK = "week"
    TWO_WEEKS = "two-weeks"
    MONTH = "month"


def split(amount: Money, count: int) -> tuple[Money, ...]:
    """Split an amount into equal parts; the cents that are left over go to the first ones.

    Raises:
        ValueError: If there are fewer minor units than parts, or the amount has a fraction of one.

    >>> [str(part.amount) for part in split(Money(amount=from_minor(10000, "EUR"), currency="EUR"), 3)]
    ['33.34', '33.33', '33.33']
    """
    each, left = divmod(to_minor(amount.amount, amount.currency), count)
    if each < 1:
        raise ValueError(f"{amount.amount} {amount.currency} cannot be split into {count} parts")
    return tuple(
        Money(amount=from_minor(each + (place < left), amount.currency), currency=amount.currency)
        for place in range(count)
    )


def regular_days(first: date, count: int, every: Every) -> tuple[date, ...]:
    """Return the days of instalments from a first one on.

    A month later is the same day of the month, or the last one of a shorter month.

    >>> [f"{day:%d.%m.}" for day in regular_days(date(2027, 1, 31), 3, Every.MONTH)]
    ['31.01.', '28.02.', '31.03.']
    """
    if every is Every.MONTH:
        return tuple(plus_months(first, months) for months in range(count))
    apart = _WEEK if every is Every.WEEK else 2 * _WEEK
    return tuple(plus_days(first, apart * place) for place in range(count))


def instalments(amount: Money, first: date, count: int, every: Every) -> tuple[PlanPart, ...]:
    """Split an amount into instalments on regular days.

    Raises:
        ValueError: If there are fewer minor units than instalments.
    """
    days = regular_days(first, count, every)
    parts = split(amount, count)
    return tuple(PlanPart(due=day, amount=part.amount) for day, part in zip(days, parts, strict=True))
