"""Rows of Xero, endpoint by endpoint, in the order of their last update; what they mean is not known here.

Pages that are numbered lose rows when others change between two of them. So each page is asked for by the
instant of the last row of the one before, that instant included: a row that changes meanwhile moves to the
end and is met again. Only where more rows than a page holds were updated within a second or two, or Xero does
not keep the order, are pages counted; a row that was met by counting and comes again, changed, shows that
others may have moved, and their pages are asked for again.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from relance_connectors.xero.client import Client, Page, Row
from relance_mappings.converters import Unfit
from relance_mappings.xero_values import instant
from relance_sync.errors import Retry

IDS_AT_A_TIME = 50
"""Xero does not find an address with more: its query may have 2,048 characters."""

ID = {
    "Contacts": "ContactID",
    "Invoices": "InvoiceID",
    "CreditNotes": "CreditNoteID",
    "Overpayments": "OverpaymentID",
    "Prepayments": "PrepaymentID",
    "Payments": "PaymentID",
    "Quotes": "QuoteID",
}
"""By endpoint, the field that identifies a row."""

_ORDER = "UpdatedDateUTC ASC"
_SECOND = timedelta(seconds=1)
_MOVES = 20
_DIGEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Rows of one page; some may have come before.

    Attributes:
        since: From when on to go on after them; None from the beginning.
        last: True at the end of the endpoint.
    """

    rows: Sequence[Row]
    since: datetime | None
    last: bool


@dataclass(slots=True)
class _Moves:
    """Watches rows that change while their endpoint is read.

    Attributes:
        began: When the first page was answered, by Xero's clock; None if it did not say.
        ordered: Whether pages came in the order of the last update so far.
        met: Rows that came while pages were counted: since when was asked, and when each was updated.
        times: How often rows were found to have moved.
    """

    endpoint: str
    began: datetime | None = None
    ordered: bool = True
    met: dict[str, tuple[datetime | None, datetime | None]] = field(default_factory=dict)
    times: int = 0

    def count(self, page: Page, since: datetime | None) -> None:
        """Remember the rows of a page that was counted."""
        stamps = {identifier(row, ID[self.endpoint]): (since, updated(row)) for row in page.rows}
        self.met |= {id_: told for id_, told in stamps.items() if id_}

    def back(self, page: Page) -> tuple[datetime | None] | None:
        """Return since when to read again, if a row that was counted has changed since; else None.

        Raises:
            Retry: If that happens again and again, or nothing comes but what was just changed.
        """
        self.began = self.began or page.time
        changed = None
        for row in page.rows:
            since, before = self.met.get(identifier(row, ID[self.endpoint]), (None, updated(row)))
            if before != updated(row):
                changed = (since,)
                break
        if changed or (not page.last and self._is_all_new(page)):
            self.times += 1
        if self.times > _MOVES:
            raise Retry(
                "Xero's records change faster than they can be read. Nothing is lost; try again later.",
                detail=self.endpoint,
            )
        if changed:
            self.met.clear()
        return changed

    def after(self, page: Page, since: datetime | None) -> datetime | None:
        """Return from when on to go on after a page; the same instant if pages are to be counted."""
        stamps = [stamp for stamp in map(updated, page.rows) if stamp]
        self.ordered = self.ordered and stamps == sorted(stamps)
        if not stamps or not self.ordered:
            return since
        # A second earlier: whether the instant that is asked for is included, Xero does not say.
        after = stamps[-1].replace(microsecond=0) - _SECOND
        return after if since is None or after > since else since

    def _is_all_new(self, page: Page) -> bool:
        stamps = map(updated, page.rows)
        return all(stamp and self.began and stamp > self.began for stamp in stamps)


class Rows:
    """Asks for rows of one organisation.

    Attributes:
        time: Xero's clock at the first answer that told it; None before.
    """

    def __init__(self, client: Client, size: int) -> None:
        """Nothing is asked yet.

        Args:
            client: How to ask.
            size: Rows of a page, where that can be chosen.
        """
        self._client = client
        self._size = size
        self.time: datetime | None = None

    def walk(self, endpoint: str, since: datetime | None, filters: Mapping[str, Any]) -> Iterator[Chunk]:
        """Read what was updated from an instant on to the end.

        Args:
            endpoint: Such as `Invoices`.
            since: None for everything.
            filters: As `Client.page` has them.

        Raises:
            Retry: If rows keep moving.
        """
        moves, number = _Moves(endpoint), 1
        while True:
            page = self._page(endpoint, number, since, {"order": _ORDER, **filters})
            if back := moves.back(page):
                since, number = back[0], 1
                yield Chunk(rows=page.rows, since=since, last=False)
                continue
            after = moves.after(page, since)
            if number > 1 or after == since:
                moves.count(page, since)
            since, number = (since, number + 1) if after == since else (after, 1)
            yield Chunk(rows=page.rows, since=since, last=page.last)
            if page.last:
                return

    def by_ids(self, endpoint: str, ids: Sequence[str], filters: Mapping[str, Any]) -> list[Row]:
        """Return the records with these ids as far as they exist; no call if there are none."""
        found: list[Row] = []
        ids = sorted(set(ids))
        for start in range(0, len(ids), IDS_AT_A_TIME):
            page = self._client.page(endpoint, i_ds=ids[start : start + IDS_AT_A_TIME], **filters)
            found += page.rows
        return found

    def newest(self, endpoint: str, where: str) -> Sequence[Row]:
        """Return the record with the latest `Date`, if there is one."""
        return self._client.page(endpoint, order="Date DESC", where=where, page_size=1).rows

    def _page(self, endpoint: str, number: int, since: datetime | None, filters: Mapping[str, Any]) -> Page:
        # Of quotes Xero gives 100, whatever is asked for.
        sized = {} if endpoint == "Quotes" else {"page_size": self._size}
        page = self._client.page(endpoint, number, since=since, **sized, **filters)
        self.time = self.time or page.time
        return page


def updated(row: Row) -> datetime | None:
    """Return when a row was last updated, in UTC; None if it does not say."""
    return moment(row.get("UpdatedDateUTC"))


def moment(value: object) -> datetime | None:
    """Return an instant as Xero writes it, in UTC; None if it is none."""
    try:
        return instant(value).astimezone(UTC)
    except Unfit:
        return None


def digest(row: Row) -> str:
    """Return a short text that is another one for any other content."""
    return sha256(json.dumps(row, sort_keys=True, default=str).encode()).hexdigest()[:_DIGEST]


def amount(row: Row, field: str) -> Decimal | None:
    """Return an amount; None if there is none or it is no number."""
    value = row.get(field)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value)


def identifier(row: Row, field: str) -> str:
    """Return an identifier; empty if there is none."""
    value = row.get(field)
    return value if isinstance(value, str) else ""


def inside(row: Row, field: str) -> Row:
    """Return the object that a row holds as a field; an empty one if it holds none."""
    value = row.get(field)
    return value if isinstance(value, Mapping) else {}


def parts(row: Row, field: str) -> list[Row]:
    """Return the objects of a list such as `Allocations`; empty if there are none."""
    value = row.get(field)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
