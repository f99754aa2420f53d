"""The hours in which messages may leave by themselves, in the company's zone; and when the next ones begin.

The rules know days only: an hour is not decided once but looked at when a message is about to leave.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from relance_sync.rules.calendar import Calendar
from relance_sync.rules.policy import Hours


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingHours:
    """Sending hours of a company.

    Attributes:
        hours: Of the policy.
        zone: The company's.
        calendar: Its open days.
    """

    hours: Hours
    zone: tzinfo
    calendar: Calendar

    def are_on(self, instant: datetime) -> bool:
        """Tell whether messages may leave at an aware instant."""
        return self.hours.since <= instant.astimezone(self.zone).time() < self.hours.until

    def next_begin(self, instant: datetime) -> datetime:
        """Return when the first sending hours after an aware instant begin, in the company's zone."""
        local = instant.astimezone(self.zone)
        begun = local.time() >= self.hours.since
        day = self.calendar.next_open(local.date() + timedelta(days=1 if begun else 0))
        return datetime.combine(day, self.hours.since, tzinfo=self.zone)


def zone_of(name: str) -> tzinfo:
    """Return a time zone by its IANA name; UTC if the name is not known here.

    >>> zone_of("Europe/Paris"), zone_of("Mars/North")
    (zoneinfo.ZoneInfo(key='Europe/Paris'), datetime.timezone.utc)
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
