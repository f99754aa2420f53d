"""Xero's own SDK does the accounting: what it sends is understood, what it gets becomes its models."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.simulators.xero import Organisation, Simulator

with warnings.catch_warnings():  # the library's own, at import
    warnings.simplefilter("ignore")
    from xero_python import accounting as x
    from xero_python.api_client import ApiClient
    from xero_python.api_client.configuration import Configuration
    from xero_python.api_client.oauth2 import OAuth2Token
    from xero_python.exceptions import AccountingBadRequestException, NotFoundException

DAY = date(2026, 11, 20)
Sdk = Callable[..., Any]


@pytest.fixture
def sdk(simulator: Simulator, organisation: Organisation) -> Sdk:
    """Return a function that calls one of the SDK's methods for the organisation."""
    token = simulator.tokens(organisation)
    configuration = Configuration()
    configuration.oauth2_token = OAuth2Token(simulator.client_id, simulator.client_secret)
    kept = {**token, "scope": token["scope"].split()}
    client = ApiClient(configuration, oauth2_token_getter=lambda: kept, oauth2_token_saver=kept.update)
    api = x.AccountingApi(client, base_url=simulator.api_url)
    return lambda name, *given, **more: getattr(api, name)(organisation.tenant_id, *given, **more)


def sale(contact: Any, amount: str = "100.00", **fields: Any) -> Any:
    line = x.LineItem(
        description="Goods",
        quantity=Decimal(1),
        unit_amount=Decimal(amount),
        account_code="200",
        tax_type="NONE",
    )
    whole = {"type": "ACCREC", "contact": x.Contact(contact_id=contact.contact_id), "line_items": [line]}
    return x.Invoice(**{**whole, "date": DAY, "due_date": DAY, "status": "AUTHORISED", **fields})


@pytest.fixture
def amy(sdk: Sdk) -> Any:
    person = x.ContactPerson(first_name="Bo", email_address="bo@example.com", include_in_emails=True)
    phone = x.Phone(phone_type="DEFAULT", phone_number="7946 0018", phone_area_code="20")
    amy = x.Contact(name="Amy", email_address="amy@example.com", contact_persons=[person], phones=[phone])
    (made,) = sdk("create_contacts", x.Contacts(contacts=[amy])).contacts
    return made


@pytest.fixture
def invoice(sdk: Sdk, amy: Any) -> Any:
    (made,) = sdk("create_invoices", x.Invoices(invoices=[sale(amy)]), unitdp=4).invoices
    return made


def test_an_invoice_is_made_paid_and_read(sdk: Sdk, amy: Any, invoice: Any) -> None:
    assert (invoice.status, invoice.amount_due, invoice.date) == ("AUTHORISED", Decimal(100), DAY)
    paid = x.Payment(
        invoice=x.Invoice(invoice_id=invoice.invoice_id),
        account=x.Account(code="090"),
        amount=Decimal("40.50"),
        date=DAY,
    )
    (made,) = sdk("create_payments", x.Payments(payments=[paid])).payments
    assert made.invoice.amount_due == Decimal("59.50")
    (one,) = sdk("create_payment", paid).payments
    assert one.invoice.amount_due == Decimal(19)
    (gone,) = sdk("delete_payment", one.payment_id, x.PaymentDelete(status="DELETED")).payments
    assert gone.status == "DELETED"
    read = sdk(
        "get_invoices",
        if_modified_since=datetime(2026, 11, 24, 12, tzinfo=UTC),
        where='Type=="ACCREC"',
        order="UpdatedDateUTC ASC",
        statuses=["AUTHORISED", "PAID"],
        page=1,
        page_size=1000,
        include_archived=True,
        summary_only=False,
    )
    assert read.pagination.item_count == 1
    assert read.invoices[0].amount_due == Decimal("59.50")
    assert read.invoices[0].contact.contact_id == amy.contact_id


def test_notes_mail_and_promise(sdk: Sdk, organisation: Organisation, amy: Any, invoice: Any) -> None:
    notes = x.HistoryRecords(history_records=[x.HistoryRecord(details="Rang, will pay.")])
    for name, id_ in (("invoice", invoice.invoice_id), ("contact", amy.contact_id)):
        sdk(f"create_{name}_history", id_, notes, idempotency_key=f"note {name}")
        sdk(f"create_{name}_history", id_, notes, idempotency_key=f"note {name}")
        read = sdk(f"get_{name}_history", id_).history_records
        assert [each.details for each in read if each.changes == "Note"] == ["Rang, will pay."]
    sdk("email_invoice", invoice.invoice_id, x.RequestEmpty())
    assert organisation.outbox()[0]["to"] == ["amy@example.com", "bo@example.com"]
    promise = x.Invoices(invoices=[x.Invoice(expected_payment_date=date(2026, 12, 24))])
    (changed,) = sdk("update_invoice", invoice.invoice_id, promise).invoices
    assert (changed.expected_payment_date, changed.sent_to_contact) == (date(2026, 12, 24), True)
    assert len(changed.line_items) == 1


def test_groups(sdk: Sdk, amy: Any) -> None:
    groups = x.ContactGroups(contact_groups=[x.ContactGroup(name="Credit hold")])
    (group,) = sdk("create_contact_group", groups).contact_groups
    members = x.Contacts(contacts=[x.Contact(contact_id=amy.contact_id)])
    sdk("create_contact_group_contacts", group.contact_group_id, members)
    (read,) = sdk("get_contact_group", group.contact_group_id).contact_groups
    assert [each.name for each in read.contacts] == ["Amy"]
    sdk("delete_contact_group_contact", group.contact_group_id, amy.contact_id)
    (read,) = sdk("get_contact_group", group.contact_group_id).contact_groups
    assert read.contacts == []


def test_terms_and_quotes(sdk: Sdk, organisation: Organisation, amy: Any) -> None:
    sales = x.Bill(day=14, type=x.PaymentTermType.DAYSAFTERBILLDATE)
    contact = x.Contact(contact_id=amy.contact_id, payment_terms=x.PaymentTerm(sales=sales))
    (changed,) = sdk("update_or_create_contacts", x.Contacts(contacts=[contact])).contacts
    assert changed.payment_terms.sales.day == 14
    quote = organisation.quote(organisation.find("Contact", amy.contact_id), 100, status="ACCEPTED")
    sent = x.Quote(status=x.QuoteStatusCodes.SENT, contact=x.Contact(contact_id=amy.contact_id), date=DAY)
    (softer,) = sdk("update_quote", quote.id, x.Quotes(quotes=[sent])).quotes
    assert (softer.status, softer.total) == (x.QuoteStatusCodes.SENT, Decimal(100))


def test_credits(sdk: Sdk, organisation: Organisation, amy: Any, invoice: Any) -> None:
    contact = organisation.find("Contact", amy.contact_id)
    for entity, credit in (
        ("credit_note", organisation.credit_note(contact, 30)),
        ("overpayment", organisation.overpay(contact, 30)),
        ("prepayment", organisation.prepay(contact, 30)),
    ):
        name = {"credit_note": "create_credit_note_allocation"}.get(entity, f"create_{entity}_allocations")
        part = x.Allocation(invoice=x.Invoice(invoice_id=invoice.invoice_id), amount=Decimal(10), date=DAY)
        (made,) = sdk(name, credit.id, x.Allocations(allocations=[part])).allocations
        assert made.amount == Decimal(10)
        (read,) = getattr(sdk(f"get_{entity}", credit.id), f"{entity}s")
        assert read.remaining_credit == Decimal(20)
        gone = sdk(f"delete_{entity}_allocations", credit.id, made.allocation_id)
        assert gone.is_deleted
    assert sdk("get_invoice", invoice.invoice_id).invoices[0].amount_due == Decimal(100)


def test_refusals(sdk: Sdk, amy: Any) -> None:
    with pytest.raises(AccountingBadRequestException) as raised:
        sdk("create_contacts", x.Contacts(contacts=[x.Contact(name="Amy")]))
    assert raised.value.error_data["Elements"][0]["ValidationErrors"]
    with pytest.raises(NotFoundException):
        sdk("get_contact", "00000000-0000-0000-0000-000000000001")
    both = x.Invoices(invoices=[sale(amy), sale(amy, status="PAID")])
    made = sdk("create_invoices", both, summarize_errors=False).invoices
    assert [each.status_attribute_string for each in made] == ["OK", "ERROR"]


def test_a_pdf(sdk: Sdk, invoice: Any) -> None:
    path = Path(sdk("get_invoice_as_pdf", invoice.invoice_id))
    assert path.read_bytes().startswith(b"%PDF")
    path.unlink()
