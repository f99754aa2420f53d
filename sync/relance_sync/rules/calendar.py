"""The days on which a customer may be contacted, as a plain value.

The value is made outside (settings, later the `holidays` package); nothing here reads a clock or a file.
"""

from dataclasses import dataclass
from datetime import date, timedelta

_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Closed weekdays and holidays of a company.

    Attributes:
        closed_weekdays: 0 is Monday.
        holidays: Single closed days.

    Raises:
        ValueError: If every weekday is closed.
    """

    closed_weekdays: frozenset[int] = frozenset({_SATURDAY, _SUNDAY})
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if self.closed_weekdays >= frozenset(range(7)):
            raise ValueError("a calendar needs at least one open weekday")

    def is_open(self, day: date) -> bool:
        """Tell whether customers may be contacted on the day."""
        return day.weekday() not in self.closed_weekdays and day not in self.holidays

    def next_open(self, day: date) -> date:
        """Return the day itself if it is open, else the first open day after it.

        >>> Calendar().next_open(date(2026, 11, 28))
        datetime.date(2026, 11, 30)
        """
        while not self.is_open(day):
            day += timedelta(days=1)
        return day

    def next_closed(self, day: date) -> date | None:
        """Return the first closed day after `day`; None if no weekday and no later day is closed."""
        if not self.closed_weekdays:
            return min((each for each in self.holidays if each > day), default=None)
        day += timedelta(days=1)
        while self.is_open(day):
            day += timedelta(days=1)
        return day
