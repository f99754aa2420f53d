"""The Xero mapping: golden pairs of documented rows and records, and what happens to odd rows."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from relance_mappings import Context, load
from relance_mappings.converters import Unfit
from relance_mappings.xero_values import instant
from relance_sync.errors import Skip
from relance_sync.rules.ledger import RECORD_KINDS, Kind
from tests.mappings.xero_records import BARNEY, EXPECTED

ROWS = Path(__file__).parent / "xero"
MAPPING = load("xero")
SUPPLIERS, RETAIL = "d7a86b80-8dac-4d89-a334-9dcf5753676c", "ab089fd4-012f-4043-a6e4-e7be01e87e50"
CONTEXT = Context(
    currency="NZD",
    zone=ZoneInfo("Pacific/Auckland"),
    address=lambda id_: f"https://xero.test/{id_}",
    # Relance's own group is not among them.
    tags={SUPPLIERS: "Suppliers", RETAIL: "Retail"},
)


def read(name: str) -> tuple[str, dict[str, Any], list[dict[str, Any]]]:
    """Return a file's section and row, and the rows of what a payment settled."""
    content = json.loads((ROWS / f"{name}.json").read_text(encoding="utf-8"), parse_float=Decimal)
    section = next(iter(content))
    return section, content[section], content.get("allocation", [])


def convert(file: str, context: Context = CONTEXT, /, **changes: Any) -> Any:
    section, row, settled = read(file)
    row = {name: value for name, value in {**row, **changes}.items() if value is not ...}
    given: dict[str, Any] = {}
    if section == "invoice":
        given["installments"] = (MAPPING.to_record("installment", row, context),)
    if section in {"payment", "advance"}:
        settled = [row] if section == "payment" else settled
        given["allocations"] = tuple(MAPPING.to_record("allocation", each, context) for each in settled)
    return MAPPING.to_record(section, row, context, **given)


def test_every_file_has_its_record() -> None:
    assert {path.stem for path in ROWS.glob("*.json")} == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_row_becomes_its_record(name: str) -> None:
    assert convert(name) == EXPECTED[name]


def test_every_section_and_every_kind_has_a_row() -> None:
    sections = {read(name)[0] for name in EXPECTED} | {"installment", "allocation"}
    assert sections == set(MAPPING.sections)
    assert {type(record) for record in EXPECTED.values()} == set(RECORD_KINDS.values())


@pytest.mark.parametrize("name", EXPECTED)
def test_a_field_nobody_asked_for_is_ignored(name: str) -> None:
    unknown = {"LineItems": None, "NewOfThisYear": [{"value": 1.5}], "Type": "NEW"}
    assert convert(name, **unknown) == EXPECTED[name]


@pytest.mark.parametrize(
    ("name", "field", "value", "said"),
    [
        ("company", "Name", ..., "the field Name (for “name”) was not sent"),
        ("company", "Name", None, "is empty"),
        ("company", "EmailAddress", 5, "the field EmailAddress (for “email”) is not text"),
        ("company", "Phones", {"PhoneType": "DEFAULT"}, "is no list"),
        ("invoice_part_paid", "Contact", ..., "Contact.ContactID (for “customer”) was not sent"),
        ("invoice_part_paid", "Contact", {"ContactID": ""}, "Contact.ContactID (for “customer”) is empty"),
        ("invoice_part_paid", "Date", ..., "the field Date (for “issued”) was not sent"),
        ("invoice_part_paid", "Date", None, "the field Date (for “issued”) is empty"),
        ("invoice_part_paid", "Date", "20/10/2018", "is not a date"),
        ("invoice_part_paid", "Date", 1539993600000, "is not a date"),
        ("invoice_part_paid", "DueDate", "/Date(soon)/", "the field DueDate (for “due”) is not a date"),
        ("invoice_part_paid", "Total", ..., "Total / CISDeduction / CurrencyCode (for “amount”) is empty"),
        ("invoice_part_paid", "AmountDue", ..., "AmountDue / CurrencyCode (for “residual”) is empty"),
        ("invoice_part_paid", "AmountDue", 30.5, "is not a number"),
        ("invoice_part_paid", "AmountDue", "30.50", "is not a number"),
        ("invoice_part_paid", "CurrencyCode", "Dollars", "is no code of three capital letters"),
        ("invoice_foreign_currency", "CurrencyRate", Decimal(0), "is no rate: 0"),
        ("invoice_foreign_currency", "CurrencyRate", Decimal(-1), "is no rate: -1"),
        ("credit_note", "RemainingCredit", ..., "RemainingCredit / CurrencyCode (for “residual”) is empty"),
        ("payment", "Amount", None, "Amount / Invoice.CurrencyCode (for “amount”) is empty"),
        ("payment", "Invoice", ..., "Invoice.InvoiceID (for “installment”) was not sent"),
        ("payment", "Invoice", {"InvoiceID": "1"}, "Invoice.Contact.ContactID (for “customer”) was not sent"),
        ("quote_sent", "Status", "DREAMING", "expected one of: DRAFT, SENT, ACCEPTED, INVOICED"),
        ("quote_sent", "Status", None, "has the value None"),
        ("rate", "CurrencyRate", Decimal(0), "is no rate"),
        ("balance", "Balances", {"AccountsReceivable": 5}, "leads to nothing"),
    ],
)
def test_a_value_that_does_not_fit_names_record_and_field(
    name: str, field: str, value: object, said: str
) -> None:
    with pytest.raises(Skip) as caught:
        convert(name, **{field: value})
    message = caught.value.user_message
    assert message.startswith("Xero: ")
    assert said in message
    assert "Correct it in Xero" in message


def test_a_message_names_what_people_know_the_record_by() -> None:
    with pytest.raises(Skip, match=r"^Xero: invoice 0032f627-\S+ “INV-0003” was left out: "):
        convert("invoice_part_paid", Date=None)


@pytest.mark.parametrize(
    ("name", "first", "last", "registered", "kind"),
    [
        ("Jeanne Martin", "Jeanne", "Martin", ..., Kind.PERSON),
        ("jeanne martin", "Jeanne ", "Martin", "", Kind.PERSON),
        ("Martin", None, "Martin", ..., Kind.PERSON),
        ("Jeanne Martin", "Jeanne", "Martin", "552 100 554", Kind.ENTITY),
        ("Dupont SARL", "Jeanne", "Martin", ..., None),
        ("Dupont SARL", ..., ..., ..., None),
    ],
)
def test_who_owes(name: object, first: object, last: object, registered: object, kind: Kind | None) -> None:
    found = convert("company", Name=name, FirstName=first, LastName=last, CompanyNumber=registered)
    assert found.kind is kind


@pytest.mark.parametrize("name", ["overpayment", "prepayment"])
def test_money_without_a_reference_is_known_by_its_day(name: str) -> None:
    assert convert(name, Reference=...).number == "2019-03-13"


def phone(kind: str, number: object, area: object = "", country: object = "") -> dict[str, object]:
    return {"PhoneType": kind, "PhoneNumber": number, "PhoneAreaCode": area, "PhoneCountryCode": country}


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ([phone("DEFAULT", "1"), phone("MOBILE", "21 123", "", "64")], "64 21 123"),
        ([phone("DEFAULT", "1"), phone("MOBILE", "")], None),
        (..., None),
    ],
)
def test_only_the_mobile_takes_text_messages(listed: object, expected: str | None) -> None:
    assert convert("company", Phones=listed).mobile == expected


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ([phone("FAX", "1"), phone("MOBILE", "2"), phone("DDI", "3")], "2"),
        ([phone("DEFAULT", "", "04", "64"), phone("DDI", "3", "04", "64")], "64 04 3"),
        ([phone("DEFAULT", None, None, None), phone("OFFICE", "4")], "4"),
        ([phone("FAX", "1")], None),
        ([{"PhoneType": "DEFAULT"}, "odd", None], None),
        ([], None),
        (None, None),
        (..., None),
    ],
)
def test_the_telephone_to_call(listed: object, expected: str | None) -> None:
    assert convert("company", Phones=listed).phone == expected


@pytest.mark.parametrize(
    ("groups", "tags"),
    [
        ([{"ContactGroupID": RETAIL, "Name": "Renamed since"}], ("Retail",)),
        ([{"ContactGroupID": "99"}, {}, "odd"], ()),
        ([], ()),
        (None, ()),
        (..., ()),
    ],
)
def test_the_groups_of_people_are_its_tags(groups: object, tags: tuple[str, ...]) -> None:
    assert convert("company", ContactGroups=groups).tags == tags


@pytest.mark.parametrize(
    "name", ["invoice_part_paid", "credit_note", "overpayment", "advance_unallocated", "quote_sent"]
)
def test_a_merged_contacts_debt_is_that_of_its_successor(name: str) -> None:
    context = Context(currency="NZD", debtors={"old": "new"})
    assert convert(name, context, Contact={"ContactID": "old"}).customer == "new"


def test_a_merged_contacts_payment_and_balance_go_the_same_way() -> None:
    context = Context(currency="NZD", debtors={BARNEY: "new"})
    assert convert("payment", context).customer == "new"
    assert convert("balance", context, ContactID=BARNEY).customer == "new"


@pytest.mark.parametrize(
    ("currency", "rate", "booked"),
    [
        ("AUD", Decimal("0.64"), "47.66"),
        ("AUD", 2, "15.25"),
        ("AUD", None, None),
        ("AUD", ..., None),
        ("NZD", Decimal("0.64"), "30.50"),
        (..., ..., "30.50"),
    ],
)
def test_what_the_books_carry(currency: object, rate: object, booked: str | None) -> None:
    found = convert("invoice_part_paid", CurrencyCode=currency, CurrencyRate=rate)
    assert found.installments[0].booked == (None if booked is None else Decimal(booked))


@pytest.mark.parametrize("total", [0, Decimal("-12.50")])
def test_a_total_that_is_zero_or_less_is_kept(total: object) -> None:
    found = convert("invoice_part_paid", Total=total, AmountDue=total)
    assert found.installments[0].residual == Decimal(str(total))


def test_a_company_in_a_currency_without_cents() -> None:
    found = convert("invoice_part_paid", Context(currency="JPY"), CurrencyCode=..., AmountDue=Decimal("30.5"))
    assert (str(found.installments[0].amount), str(found.installments[0].residual)) == ("46", "31")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("/Date(1539993600000+0000)/", date(2018, 10, 20)),
        ("/Date(1539993600000)/", date(2018, 10, 20)),
        ("/Date(1539950400000+1200)/", date(2018, 10, 20)),
        ("/Date(-1000+0000)/", date(1969, 12, 31)),
        ("/Date(-62135596800000)/", date(1, 1, 1)),
        ("2018-10-20T00:00:00", date(2018, 10, 20)),
        ("2018-10-20", date(2018, 10, 20)),
    ],
)
def test_a_day_in_each_of_its_forms(written: str, day: date) -> None:
    """It is Xero's day, whatever the company's zone: not an instant."""
    assert convert("invoice_part_paid", Date=written).issued == day


def test_an_instant() -> None:
    assert instant("/Date(1541176290160+0000)/") == datetime(2018, 11, 2, 16, 31, 30, 160_000, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", [None, "", "yesterday", "/Date(1)", "/Date(999999999999999)/", "/Date(1+9900)/", 5, []]
)
def test_what_is_no_instant(written: object) -> None:
    with pytest.raises(Unfit):
        instant(written)
