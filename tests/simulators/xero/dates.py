"""Days and instants as Xero writes and reads them. It knows no records.

Days go out as `/Date(ms+0000)/` at midnight UTC, instants the same way with milliseconds; both come in as ISO
texts or in Microsoft's form.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSOFT = re.compile(r"/Date\((-?\d+)([+-]\d{4})?\)/")


def instant(moment: datetime) -> str:
    """Write an aware instant.

    >>> instant(datetime(2018, 2, 15, 9, 12, 30, 940000, tzinfo=UTC))
    '/Date(1518685950940+0000)/'
    """
    return f"/Date({(moment - EPOCH) // timedelta(milliseconds=1)}+0000)/"


def short_instant(moment: datetime) -> str:
    """Write an instant without offset, as quotes, notes and the head of an answer have it."""
    return instant(moment).replace("+0000", "")


def day(value: date) -> str:
    """Write a day.

    >>> day(date(2019, 3, 7))
    '/Date(1551916800000+0000)/'
    """
    return instant(datetime(value.year, value.month, value.day, tzinfo=UTC))


def day_text(value: date) -> str:
    """Write a day as the fields named `...String` have it."""
    return f"{value.isoformat()}T00:00:00"


def instant_text(moment: datetime) -> str:
    """Write an instant as `DateUTCString` has it: whole seconds, no offset."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def read_day(sent: object) -> date:
    """Read a day; a time behind it is dropped.

    >>> read_day("2019-10-20"), read_day("2019-10-20T00:00:00"), read_day("/Date(1551916800000+0000)/")
    (datetime.date(2019, 10, 20), datetime.date(2019, 10, 20), datetime.date(2019, 3, 7))

    Raises:
        ValueError: it is none.
    """
    if isinstance(sent, datetime):
        return sent.date()
    if isinstance(sent, date):
        return sent
    found = _MICROSOFT.fullmatch(str(sent))
    if found:
        try:
            return (EPOCH + timedelta(milliseconds=int(found[1]))).date()
        except OverflowError:
            raise ValueError(f"{sent} is beyond all calendars") from None
    return datetime.fromisoformat(str(sent)).date()


def read_instant(sent: str) -> datetime:
    """Read the instant of an If-Modified-Since header: ISO, taken as UTC without offset, or as HTTP has it.

    Raises:
        ValueError: it is none.
    """
    try:
        moment = datetime.fromisoformat(sent)
    except ValueError:
        moment = parsedate_to_datetime(sent)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
