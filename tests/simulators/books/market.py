"""What is the same for all customers: working days, the season, and dated exchange rates.

All of it follows from the seed and the first day; it keeps a rate for each week and currency, nothing else.
"""

from bisect import bisect_right
from datetime import date, timedelta
from decimal import Decimal

from tests.simulators.books.draws import Draws, cents
from tests.simulators.books.events import RateSet

# How much is sold in each month, in hundredths of a usual one: little in August, much before the holidays.
SEASON = (88, 92, 105, 100, 98, 107, 95, 66, 108, 112, 110, 119)
# What one unit was worth in US dollars, roughly, in 2025: where the walks begin.
_WORTH = {
    "USD": Decimal(1),
    "EUR": Decimal("1.10"),
    "GBP": Decimal("1.29"),
    "CHF": Decimal("1.16"),
    "CAD": Decimal("0.72"),
    "AUD": Decimal("0.65"),
    "NZD": Decimal("0.59"),
}
_FRIDAY, _WEEK = 4, 7
_FINEST = Decimal("0.000001")


def working_day(day: date) -> date:
    """Return the day, or the Monday after it.

    >>> working_day(date(2026, 1, 31))
    datetime.date(2026, 2, 2)
    """
    over = day.weekday() - _FRIDAY
    return day + timedelta(days=3 - over) if over > 0 else day


def working_day_before(day: date) -> date:
    """Return the day, or the Friday before it.

    >>> working_day_before(date(2026, 2, 1))
    datetime.date(2026, 1, 30)
    """
    return day - timedelta(days=max(day.weekday() - _FRIDAY, 0))


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier; of a day that the month does not have, its 28th.

    >>> months_before(date(2026, 3, 31), 1), months_before(date(2026, 1, 15), 18)
    (datetime.date(2026, 2, 28), datetime.date(2024, 7, 15))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))


class Market:
    """Exchange rates of one company: a new one each Monday, and one on the first day.

    Args:
        seed: Of the company.
        home: The company's currency.
        currencies: The foreign ones.
        first, last: Days of the history.

    Raises:
        ValueError: A currency's worth is not known.
    """

    def __init__(self, seed: int, home: str, currencies: tuple[str, ...], first: date, last: date) -> None:
        if unknown := {home, *currencies} - set(_WORTH):
            raise ValueError(f"rates of {sorted(unknown)} are not known; known are {sorted(_WORTH)}")
        self._days = [first]
        day = first + timedelta(days=_WEEK - first.weekday())
        while day <= last:
            self._days.append(day)
            day += timedelta(days=_WEEK)
        self._rates = {each: self._walk(seed, home, each) for each in currencies}

    def rate(self, currency: str, day: date) -> Decimal:
        """Return what one unit is worth in the company's currency on a day of the history."""
        return self._rates[currency][bisect_right(self._days, day) - 1]

    def events(self) -> list[RateSet]:
        """Return all rates, in the order of days."""
        return [
            RateSet(day=day, currency=currency, value=rates[place])
            for place, day in enumerate(self._days)
            for currency, rates in self._rates.items()
        ]

    def _walk(self, seed: int, home: str, currency: str) -> list[Decimal]:
        draws = Draws(seed, "rate", currency)
        value = _WORTH[currency] / _WORTH[home]
        rates = []
        for _ in self._days:
            rates.append(value.quantize(_FINEST))
            # Up to 0.9 % a week, up or down.
            value += value * draws.between(-90, 90) / 10_000
        return rates


def taxed(net: Decimal, rate: Decimal) -> Decimal:
    """Return the tax on a sum, to the cent.

    >>> taxed(Decimal("10.03"), Decimal("0.20"))
    Decimal('2.01')
    """
    return cents(net * rate)
