"""Lets Xero e-mail an invoice: who gets it, when it is refused, and what it leaves behind."""

from __future__ import annotations

from .books import Ledger, Mail
from .records import Record
from .refusals import Invalid
from .settlement import is_touched

_SENDABLE = frozenset({"SUBMITTED", "AUTHORISED", "PAID"})


def email(ledger: Ledger, record: Record) -> None:
    """Send a sales invoice to its contact's address and to the persons who are included in e-mails.

    Raises:
        Invalid: a bill, a draft, a contact without address, or the day's e-mails are used up.
    """
    if record.data["Type"] != "ACCREC" or record.status not in _SENDABLE:
        raise Invalid("Only invoices of type ACCREC that are SUBMITTED, AUTHORISED or PAID can be emailed.")
    contact = ledger.record(("Contact", record.data["Contact"])).data
    persons = [each for each in contact.get("ContactPersons", []) if each.get("IncludeInEmails")]
    addresses = [contact.get("EmailAddress"), *(each.get("EmailAddress") for each in persons)]
    to = tuple(each for each in addresses if each)
    if not contact.get("EmailAddress"):
        raise Invalid("The contact does not have an email address.")
    today = ledger.today()
    sent = sum(each.sent.astimezone(ledger.zone).date() == today for each in ledger.mails)
    if sent >= ledger.mails_a_day:
        raise Invalid("The daily email limit of this organisation has been reached.")
    with ledger.work() as work:
        # On a paid invoice the flag makes no journal, and its update time stays.
        paid = is_touched(ledger, record)
        work.change(record, {**record.data, "SentToContact": True}, moved=not paid)
        ledger.remark(work, record, "Invoice Sent", f"This invoice has been sent to {', '.join(to)}")
        ledger.mails.append(Mail(invoice=record.id, to=to, sent=ledger.now()))
