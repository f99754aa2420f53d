"""One exchange with a platform: what is asked (`Call`), what came back (`Answer`), and what its headers say.

Data only: nothing is sent here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, TypeAlias

JsonValue: TypeAlias = Any
"""What a platform answered; checked where it is used."""

_OK = range(200, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is asked of a platform.

    Attributes:
        method: HTTP method.
        path: With a slash in front; it may carry no secret, because it is logged.
        endpoint: Name for the call log, without identifiers, such as `customer/query`.
        write: True if the call can change the platform.
        repeatable: For a write: True if it carries a key by which the platform does it once only, so that
            it may be sent again when nobody knows whether it arrived.
        metered: What the platform counts against an allowance if it does what was asked; 0 for nothing.
        lane: Name of a limit of its own that the call falls under besides the general ones, such as `batch`.
        params: The query; never logged.
        headers: Added to the session's own.
        data: The body; None for none.
        accept: Statuses (`404`) and platform codes (`5010`) that the caller looks at itself: their answer
            is handed back instead of an error.
    """

    method: str
    path: str
    endpoint: str
    write: bool = False
    repeatable: bool = False
    metered: int = 0
    lane: str = ""
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    data: bytes | None = field(default=None, repr=False)
    accept: frozenset[int | str] = frozenset()

    @property
    def safe_again(self) -> bool:
        """Tell whether sending it twice does no harm."""
        return not self.write or self.repeatable


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of the platform.

    Attributes:
        headers: Looked up without regard to case.
        body: Unpacked bytes.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        """Tell whether the platform did what was asked."""
        return self.status in _OK

    @property
    def is_json(self) -> bool:
        """Tell whether the platform says that the body is JSON."""
        return "json" in self.headers.get("Content-Type", "")

    def json(self) -> JsonValue:
        """Return the body's value, fractions as Decimal.

        Raises:
            ValueError: If the body is no JSON.
        """
        return json.loads(self.body, parse_float=Decimal)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read `Retry-After`, in seconds or as a date; None if it is absent or unreadable.

    A date is compared with the server's own `Date`, so that a wrong clock here does no harm.

    >>> retry_after({"Retry-After": "30"})
    30.0
    """
    text = headers.get("Retry-After", "").strip()
    if text.isdigit():
        return float(text)
    moment = http_date(text)
    if moment is None:
        return None
    now = http_date(headers.get("Date", "")) or datetime.now(UTC)
    return max(0.0, (moment - now).total_seconds())


def http_date(text: str) -> datetime | None:
    """Read an HTTP date; None if it is none.

    >>> http_date("Tue, 24 Nov 2026 18:39:37 GMT")
    datetime.datetime(2026, 11, 24, 18, 39, 37, tzinfo=datetime.timezone.utc)
    """
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
