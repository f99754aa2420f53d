"""Two months of samples for an organisation that is opened empty: contacts and bookings of all kinds.

What is booked depends on the clock alone; nothing is drawn by chance.
"""

from __future__ import annotations

from datetime import timedelta

from .organisation import Organisation

_CONTACTS = (
    ("Amy's Bakery", "amy@example.com", 30),
    ("Bob & Sons", "bob@example.com", 14),
    ("City Gallery", "accounts@citygallery.example", 30),
    ("Dockside Boats", "pay@dockside.example", 60),
    ("Écurie Durand", "durand@example.com", 30),
    ("Fairview Farm", None, 7),
    ("Green Lane School", "bursar@greenlane.example", 30),
    ("Harbour Hotel", "harbour@example.com", 14),
)


def fill(organisation: Organisation) -> None:
    """Book the samples, the latest of them today."""
    today = organisation.ledger.today()
    contacts = [organisation.contact(name, email=email, terms=terms) for name, email, terms in _CONTACTS]
    amounts = ("1200.00", "349.90", "88.05", "2460.00", "615.50", "75.25", "990.00", "41.80")
    invoices = [
        organisation.invoice(contact, amount, day=today - timedelta(days=60 - number * 7))
        for number, (contact, amount) in enumerate(zip(contacts, amounts, strict=True))
    ]
    for number in (1, 2, 4):
        organisation.pay(invoices[number], day=today - timedelta(days=20 - number))
    organisation.batch_pay([(invoices[0], "300.00"), (invoices[3], "460.00")], day=today - timedelta(days=10))
    credit = organisation.credit_note(contacts[3], "200.00", day=today - timedelta(days=9))
    organisation.allocate(credit, invoices[3], "150.00", day=today - timedelta(days=9))
    organisation.overpay(contacts[5], "20.00", day=today - timedelta(days=8))
    organisation.pay(invoices[6], "400.00", day=today - timedelta(days=6))
    organisation.expect_payment_on(invoices[6], today + timedelta(days=5))
    organisation.note(invoices[0], "Called: the cheque is in the post.")
    organisation.quote(contacts[7], "1500.00", day=today - timedelta(days=3), status="SENT")
    organisation.invoice(contacts[2], "310.00", status="DRAFT")
    organisation.void(organisation.invoice(contacts[0], "10.00", day=today - timedelta(days=30)))
    organisation.contact_group("Wholesale", [contacts[0], contacts[3]])
    organisation.email(invoices[7])
