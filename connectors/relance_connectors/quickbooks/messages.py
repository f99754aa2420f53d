"""Reminders sent by QuickBooks itself: each invoice once more to the customer, with the company's template.

Our own words stay in the note: QuickBooks takes none. A second e-mail cannot be called back, so an invoice
counts as sent if QuickBooks says it was sent on the day of the reminder or later, whoever did it; west of
Greenwich also late on the day before. What is no invoice, such as a journal entry that makes the customer
owe, cannot be sent and is left out.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone

from relance_connectors.quickbooks.client import Client, Row
from relance_connectors.quickbooks.records import Records, Wanted
from relance_connectors.quickbooks.site import Site, deleted, utc_now
from relance_sync.errors import Skip
from relance_sync.ports import Effect, Receipt

# Where a day begins first. The day of a reminder is one of the company's zone, which may be set otherwise
# than QuickBooks believes: in doubt an invoice counts as sent, rather than that it is sent twice.
_EARLIEST = timezone(timedelta(hours=14))


class Messages:
    """Sends invoices."""

    reads_first = True

    def __init__(self, site: Site, client: Client, *, now: Callable[[], datetime] = utc_now) -> None:
        """Prepare; nothing is called yet.

        Args:
            site: The company.
            client: QuickBooks' API.
            now: The clock; aware, UTC.
        """
        self._site = site
        self._client = client
        self._now = now

    def wanted(self, effect: Effect) -> Sequence[Wanted]:
        """Say what must be read before it is sent or found."""
        return [
            Wanted("Customer", effect.customer),
            *(Wanted("Invoice", each) for each in effect.items if each.isdigit()),
        ]

    def found(self, effect: Effect, records: Records) -> Receipt | None:
        """Return a receipt if all invoices of the reminder were sent since it was planned.

        Raises:
            Skip: If there is nothing that can be sent.
        """
        invoices = _invoices(effect, records)
        if all(self._is_sent(row, effect) for row in invoices):
            return self._receipt(effect, [row["Id"] for row in invoices], found=True)
        return None

    def send(self, effect: Effect, records: Records) -> Receipt:
        """Send each invoice that was not sent yet.

        One that QuickBooks refuses does not undo the others: the receipt names those that were sent.

        Raises:
            Unclear: If it is not known whether one was sent.
            Skip: If there is nothing that can be sent, or nowhere to send it, or all are refused.
        """
        customer = records.one("Customer", effect.customer)
        if customer is None:
            raise deleted(effect)
        sent: list[str] = []
        found, refused = True, None
        for row in _invoices(effect, records):
            try:
                if not self._is_sent(row, effect):
                    self._client.send_invoice(
                        row["Id"], _address(customer, row, effect), key=f"{effect.key[:32]}-{row['Id']}"
                    )
                    found = False
                sent.append(row["Id"])
            except Skip as problem:
                refused = problem
        if refused and not sent:
            raise refused
        return self._receipt(effect, sent, found=found)

    def _is_sent(self, row: Row, effect: Effect) -> bool:
        told = str((row.get("DeliveryInfo") or {}).get("DeliveryTime") or "")
        if not told:
            return False
        try:
            sent = datetime.fromisoformat(told)
        except ValueError:
            return True
        planned = effect.day or self._now().astimezone(_EARLIEST).date()
        return sent.astimezone(_EARLIEST).date() >= planned

    def _receipt(self, effect: Effect, invoices: Sequence[str], *, found: bool = False) -> Receipt:
        return self._site.receipt(effect, f"Invoice:{','.join(invoices)}", found=found)


def _invoices(effect: Effect, records: Records) -> list[Row]:
    rows = [records.one("Invoice", each) for each in effect.items if each.isdigit()]
    there = [row for row in rows if row is not None]
    if there:
        return there
    raise Skip(
        f"“{effect.text.title}” was not sent: it is about nothing that QuickBooks can send. It sends"
        " invoices; a debt booked by a journal entry needs a letter, a call or an e-mail of your own."
    )


def _address(customer: Row, invoice: Row, effect: Effect) -> str:
    """Return where to send it: the address on the invoice, else the customer's.

    QuickBooks keeps the address it was told on the invoice: another one would overwrite a person's choice.
    """
    for place in (invoice.get("BillEmail"), customer.get("PrimaryEmailAddr")):
        if address := str((place or {}).get("Address") or "").strip():
            # QuickBooks parts addresses by commas only; people also write semicolons.
            return address.replace(";", ",")
    raise Skip(
        f"{customer.get('DisplayName')} has no e-mail address in QuickBooks, so “{effect.text.title}” was not"
        " sent. Add the address to the customer; until then a call or a letter is the way."
    )
