"""`relance check` for QuickBooks: books, time, bank entries, estimates and settings, in plain words.

Each look gives findings; a problem is a finding too, never an error. Two metered calls; nothing is written.
The permission itself (until when it lasts) is looked at by the command line.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from relance_connectors.findings import bank, clocks, error, look_at, ok, warning
from relance_connectors.quickbooks.client import Client
from relance_connectors.quickbooks.query import query
from relance_connectors.quickbooks.read_company import read_company
from relance_connectors.quickbooks.settings import QuickBooksSettings
from relance_sync.ports import Finding

_AT_BANK = ("Payment", "Deposit", "SalesReceipt", "RefundReceipt")


class Check:
    """Looks at one company's connection."""

    def __init__(
        self,
        settings: QuickBooksSettings,
        *,
        client: Client,
        now: Callable[[], datetime],
    ) -> None:
        """Prepare; nothing is called yet.

        Args:
            settings: The company's settings.
            client: QuickBooks' API.
            now: The clock; aware, UTC.
        """
        self._settings = settings
        self._client = client
        self._now = now

    def run(self) -> list[Finding]:
        """Return the findings, in the order in which they were looked for."""
        looks = (self._company, self._sales, self._clock)
        return look_at(looks, needed=1)

    def _company(self) -> Iterator[Finding]:
        # Asked, not remembered: this is to show that QuickBooks answers.
        books = read_company(self._client)
        yield ok("company", f"QuickBooks answers; the books are those of “{books.name}” in {books.currency}.")

    def _sales(self) -> Iterator[Finding]:
        estimates, terms, *banked = self._client.select(
            query("Estimate", most=1),
            query("Term", most=1000),
            *[query(each, order="TxnDate DESC", most=1) for each in _AT_BANK],
        )
        days = [date.fromisoformat(row["TxnDate"]) for rows in banked for row in rows]
        yield bank(max(days, default=None), self._now())
        if estimates:
            yield ok("orders", "Estimates count as orders: a hold leaves a note on those still open.")
        else:
            yield warning(
                "orders",
                "There are no estimates in these books, so there are no orders to hold. A hold shows in the"
                " customer's notes; a shop asks before it takes an order: relance check-order.",
            )
        wanted = self._settings.hold_terms
        names = sorted(str(term.get("Name")) for term in terms)
        if wanted and wanted not in names:
            yield error(
                "hold terms",
                f"The books have no payment terms “{wanted}”. Correct hold_terms in relance.toml; there are:"
                f" {', '.join(names)}.",
            )

    def _clock(self) -> Iterator[Finding]:
        """Compare with the instant of QuickBooks' last answer, a moment ago."""
        if self._client.time:
            yield clocks(self._now(), datetime.fromisoformat(self._client.time), "QuickBooks")
