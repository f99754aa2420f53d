"""`relance check` for Xero: organisation, its own reminders, orders, groups, bank entries, time, calls left.

Each look gives findings; a problem is a finding too, never an error. Five calls of the day's allowance;
nothing is written. The permission itself (until when it lasts) is looked at by the command line.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from relance_connectors.findings import bank, clocks, look_at, ok, warning
from relance_connectors.xero.client import Client
from relance_connectors.xero.groups import MOST_GROUPS, Group, ours
from relance_connectors.xero.read_company import read_company
from relance_connectors.xero.read_rows import moment
from relance_connectors.xero.settings import XeroSettings
from relance_connectors.xero.texts import words
from relance_sync.ports import Finding

_RECENT = timedelta(days=91)

# Of what a day allows; a sync of an organisation where little happens takes about ten calls.
_FEW = 5


class Check:
    """Looks at one company's connection."""

    def __init__(
        self,
        settings: XeroSettings,
        *,
        client: Client,
        left: Callable[[], int | None],
        now: Callable[[], datetime],
    ) -> None:
        """Prepare; nothing is called yet.

        Args:
            settings: The company's settings.
            client: Xero's API.
            left: Tells how many calls the day still has, after the last one; None if there is no limit.
            now: The clock; aware, UTC.
        """
        self._settings = settings
        self._client = client
        self._left = left
        self._now = now

    def run(self) -> list[Finding]:
        """Return the findings, in the order in which they were looked for."""
        looks = (self._company, self._reminders, self._orders, self._groups, self._bank, self._calls)
        return look_at(looks, needed=1)

    def _company(self) -> Iterator[Finding]:
        facts = read_company(self._client)
        yield ok("company", f"Xero answers; the organisation is “{facts.name}”, in {facts.currency}.")

    def _reminders(self) -> Iterator[Finding]:
        if self._client.reminds():
            yield warning(
                "reminders",
                "Xero's own invoice reminders are on: customers would be reminded twice. Switch them off in"
                " Xero (Sales > Invoices > Invoice reminders), or let Relance send none.",
            )
        else:
            yield ok("reminders", "Xero itself sends no invoice reminders.")

    def _orders(self) -> Iterator[Finding]:
        if self._client.page("Quotes", since=self._now() - _RECENT).rows:
            more = ", and sends accepted ones again until the release" if self._settings.hold_quotes else ""
            yield ok("orders", f"Quotes count as orders: a hold leaves a note on those still open{more}.")
        else:
            yield warning(
                "orders",
                "There are no quotes of the last three months, so there are hardly any orders to hold. A hold"
                " shows as a contact group; a shop asks before it takes an order: relance check-order.",
            )

    def _groups(self) -> Iterator[Finding]:
        rows = self._client.page("ContactGroups").rows
        name = words(self._settings.language).hold_group
        if Group.HOLD in ours(rows):
            yield ok("groups", "The contact group that shows holds is there.")
        elif len(rows) < MOST_GROUPS:
            yield ok("groups", f"Holds will show as the contact group “{name}”, made with the first one.")
        else:
            yield warning(
                "groups",
                f"There are {len(rows)} contact groups, and Xero takes no more, so holds cannot be shown."
                " Delete one that is no longer used (Contacts > Groups).",
            )

    def _bank(self) -> Iterator[Finding]:
        """Look at the newest payment, and at Xero's clock in the answer."""
        page = self._client.page("Payments", order="Date DESC", where='Status=="AUTHORISED"', page_size=1)
        days = [day.date() for row in page.rows if (day := moment(row.get("Date")))]
        yield bank(max(days, default=None), self._now())
        if page.time:
            yield clocks(self._now(), page.time, "Xero")

    def _calls(self) -> Iterator[Finding]:
        left, allowed = self._left(), self._settings.daily_calls
        if left is None:
            return
        told = f"Of today's calls to this organisation {left:,} are left."
        if left * _FEW < allowed:
            yield warning(
                "calls",
                f"{told} When they are used up, Relance goes on the next day. Who else calls with this"
                " application, and how often, stands in Xero's developer account; paid tiers allow more.",
            )
        else:
            yield ok("calls", told)
