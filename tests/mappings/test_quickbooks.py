"""The QuickBooks mapping: golden pairs of documented rows and records, and what happens to odd rows."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from relance_connectors.block import put_block
from relance_connectors.quickbooks.remembered import status_lines
from relance_connectors.quickbooks.texts import WORDS
from relance_mappings import Context, load
from relance_sync.errors import Skip
from relance_sync.rules.ledger import RECORD_KINDS, Kind, OrderState
from tests.mappings.quickbooks_records import EXPECTED

ROWS = Path(__file__).parent / "quickbooks"
MAPPING = load("quickbooks")
CONTEXT = Context(
    currency="USD",
    address=lambda id_: f"https://qbo.test/{id_}",
    debtors={"8": "7"},
    tags={"5000000000000001": "Retail"},
)
GIVEN_ID = {"credit_memo": "CreditMemo", "unapplied": "Payment", "payment": "Payment"}
BLOCK = "--- Relance [rl#7f3a9c12]\n{}\n--- /Relance"
HELD = BLOCK.format("Wait.\nStatus before: Accepted\nStatus set: Rejected")


def read(name: str) -> tuple[str, dict[str, Any], list[dict[str, Any]]]:
    """Return a file's section and row, and the rows of what a payment settled."""
    content = json.loads((ROWS / f"{name}.json").read_text(encoding="utf-8"), parse_float=Decimal)
    section = next(iter(content))
    return section, content[section], content.get("allocation", [])


def convert(file: str, context: Context = CONTEXT, /, **changes: Any) -> Any:
    section, row, settled = read(file)
    row = {name: value for name, value in {**row, **changes}.items() if value is not ...}
    given: dict[str, Any] = {}
    if section in GIVEN_ID:
        given["id"] = f"{GIVEN_ID[section]}:{row['Id']}"
    if section in {"invoice", "entry"}:
        given["installments"] = (MAPPING.to_record("installment", row, context),)
    if section == "payment":
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
    unknown = {"Line": None, "NewInMinorVersion80": [{"value": 1.5}]}
    assert convert(name, **unknown) == EXPECTED[name]


@pytest.mark.parametrize(
    ("name", "field", "value", "said"),
    [
        ("company", "DisplayName", ..., "the field DisplayName (for “name”) was not sent"),
        ("company", "DisplayName", None, "is empty"),
        ("company", "PrimaryEmailAddr", {"Address": 5}, "PrimaryEmailAddr.Address (for “email”) is not text"),
        ("company", "PrimaryEmailAddr", "a@b.example", "leads to nothing, as 'a@b.example' has no “Address”"),
        ("invoice", "CustomerRef", ..., "the field CustomerRef.value (for “customer”) was not sent"),
        ("invoice", "CustomerRef", None, "the field CustomerRef.value (for “customer”) was not sent"),
        ("invoice", "CustomerRef", {"name": "Amy"}, "CustomerRef.value (for “customer”) was not sent"),
        ("invoice", "CustomerRef", {"value": ""}, "the field CustomerRef.value (for “customer”) is empty"),
        ("invoice", "TxnDate", ..., "the field TxnDate (for “issued”) was not sent"),
        ("invoice", "TxnDate", "19/09/2014", "is not a date"),
        ("invoice", "DueDate", "soon", "the field DueDate (for “due”) is not a date"),
        ("invoice", "TotalAmt", ..., "TotalAmt / Deposit / CurrencyRef.value (for “amount”) is empty"),
        ("invoice", "Balance", ..., "Balance / CurrencyRef.value (for “residual”) is empty"),
        ("invoice", "Balance", 362.07, "is not a number"),
        ("invoice", "Balance", "362.07", "is not a number"),
        ("invoice", "Balance", Decimal("1E+40"), "is too large: 1E+40"),
        ("invoice", "Balance", -(10**15), "is too large"),
        ("credit_memo_foreign_currency", "ExchangeRate", Decimal("1E+14"), "is too large"),
        ("invoice", "CurrencyRef", {"value": "Euro"}, "is no code of three capital letters"),
        ("invoice", "CurrencyRef", "EUR", "CurrencyRef.value (for “amount”) leads to nothing"),
        ("credit_memo", "Balance", ..., "Balance / CurrencyRef.value (for “residual”) is empty"),
        ("payment_unapplied", "UnappliedAmt", ..., "UnappliedAmt / CurrencyRef.value"),
        ("payment", "TotalAmt", None, "TotalAmt / CurrencyRef.value (for “amount”) is empty"),
        ("estimate_pending", "TxnStatus", "Dreaming", "expected one of: Pending, Accepted, Converted"),
        ("estimate_pending", "TxnStatus", 5, "is not text"),
        ("rate", "Rate", ..., "the field Rate (for “value”) was not sent"),
        ("rate", "SourceCurrencyCode", None, "is empty"),
        ("balance", "Balance", None, "is empty"),
    ],
)
def test_a_value_that_does_not_fit_names_record_and_field(
    name: str, field: str, value: object, said: str
) -> None:
    with pytest.raises(Skip) as caught:
        convert(name, **{field: value})
    message = caught.value.user_message
    _, row, _ = read(name)
    assert message.startswith("QuickBooks: ")
    assert row.get("Id", "rate") in message
    assert said in message
    assert "Correct it in QuickBooks" in message


def test_a_message_names_what_people_know_the_record_by() -> None:
    with pytest.raises(Skip, match=r"^QuickBooks: invoice 130 “1037” was left out: "):
        convert("invoice", TxnDate=...)
    with pytest.raises(Skip, match=r"^QuickBooks: rate EUR was left out: "):
        convert("rate", Rate=...)


@pytest.mark.parametrize(
    ("company", "given", "family", "kind"),
    [
        ("Dupont SARL", "Jeanne", "Martin", Kind.ENTITY),
        ("Dupont SARL", ..., ..., Kind.ENTITY),
        (..., "Jeanne", ..., Kind.PERSON),
        (" ", None, "Martin", Kind.PERSON),
        (..., ..., ..., None),
        ("", "", " ", None),
    ],
)
def test_who_owes(company: object, given: object, family: object, kind: Kind | None) -> None:
    found = convert("company", CompanyName=company, GivenName=given, FamilyName=family)
    assert found.kind is kind


@pytest.mark.parametrize(
    ("written", "email"),
    [
        ({"Address": "a@b.example"}, "a@b.example"),
        ({"Address": " ;, a@b.example ,c@d.example"}, "a@b.example"),
        ({"Address": " , ; "}, None),
        ({"Address": None}, None),
        ({}, None),
        (None, None),
        (..., None),
    ],
)
def test_the_first_address_is_written_to(written: object, email: str | None) -> None:
    assert convert("company", PrimaryEmailAddr=written).email == email


@pytest.mark.parametrize(
    ("phone", "mobile", "expected"),
    [
        ({"FreeFormNumber": "1"}, {"FreeFormNumber": "2"}, "1"),
        ({"FreeFormNumber": ""}, {"FreeFormNumber": "2"}, "2"),
        ({}, {"FreeFormNumber": "2"}, "2"),
        (..., None, None),
    ],
)
def test_the_telephone_else_the_mobile(phone: object, mobile: object, expected: str | None) -> None:
    assert convert("company", PrimaryPhone=phone, Mobile=mobile).phone == expected


@pytest.mark.parametrize(
    ("type_", "tags"),
    [
        ({"value": "5000000000000001"}, ("Retail",)),
        ("5000000000000001", ("Retail",)),
        ({"value": "99"}, ()),
        ({}, ()),
        (None, ()),
        (..., ()),
    ],
)
def test_the_customers_type_is_its_tag(type_: object, tags: tuple[str, ...]) -> None:
    assert convert("company", CustomerTypeRef=type_).tags == tags


@pytest.mark.parametrize(
    "name", ["invoice", "journal_debit", "credit_memo", "deposit_credit", "payment", "estimate_held"]
)
def test_a_sub_customers_debt_is_its_debtors(name: str) -> None:
    assert convert(name, CustomerRef={"value": "8", "name": "Freeman:0969"}).customer == "7"


def test_a_company_that_keeps_its_books_in_one_currency_names_none() -> None:
    context = Context(currency="JPY")
    found = convert("invoice", context, TotalAmt=Decimal("1000.4"), Balance=Decimal("999.5"))
    assert found.currency == "JPY"
    assert str(found.installments[0].amount) == "1000"
    assert str(found.installments[0].residual) == "1000"
    assert str(found.installments[0].booked) == "1000"


@pytest.mark.parametrize(
    ("home", "rate", "currency", "booked"),
    [
        (Decimal("65.34"), Decimal("1.2"), "EUR", "65.34"),
        (0, Decimal("1.2"), "EUR", "0.00"),
        (..., Decimal("1.2"), "EUR", "72.12"),
        (None, 2, "EUR", "120.20"),
        (..., ..., "EUR", None),
        (..., ..., "USD", "60.10"),
        (
            Decimal("1.00"),
            1,
            "USD",
            "60.10",
        ),  # The document is in the books' own currency: nothing to convert.
    ],
)
def test_what_the_books_carry(home: object, rate: object, currency: str, booked: str | None) -> None:
    found = convert(
        "invoice_foreign_currency", HomeBalance=home, ExchangeRate=rate, CurrencyRef={"value": currency}
    )
    assert found.installments[0].booked == (None if booked is None else Decimal(booked))


def test_a_voided_payment_left_nothing() -> None:
    void = {"TotalAmt": 0, "UnappliedAmt": 0, "PrivateNote": "Voided"}
    assert convert("payment_unapplied", **void).residual.amount == 0
    assert convert("payment", **void).amount.amount == 0


@pytest.mark.parametrize(
    ("status", "links", "state", "uninvoiced", "to_deliver"),
    [
        ("Pending", [], OrderState.QUOTATION, "31.50", False),
        (..., ..., OrderState.QUOTATION, "31.50", False),
        ("Accepted", None, OrderState.CONFIRMED, "31.50", True),
        ("Accepted", ["Invoice"], OrderState.CONFIRMED, "31.50", True),
        ("Converted", [], OrderState.CONFIRMED, "0.00", False),
        ("Converted", ["Invoice"], OrderState.CONFIRMED, "0.00", False),
        ("Closed", ["SalesReceipt"], OrderState.CONFIRMED, "0.00", False),
        ("Closed", ["PurchaseOrder"], OrderState.CANCELLED, "31.50", False),
        ("Closed", [], OrderState.CANCELLED, "31.50", False),
        ("Rejected", ["Invoice"], OrderState.CANCELLED, "31.50", False),
    ],
)
def test_where_an_estimate_stands(
    status: object, links: Any, state: OrderState, uninvoiced: str, to_deliver: bool
) -> None:
    linked = [{"TxnId": "1", "TxnType": each} for each in links] if isinstance(links, list) else links
    found = convert("estimate_pending", TxnStatus=status, LinkedTxn=linked)
    assert found.state is state
    assert found.uninvoiced.amount == Decimal(uninvoiced)
    assert found.to_deliver is to_deliver


@pytest.mark.parametrize(
    ("invoiced", "rest"), [(Decimal("10.25"), "21.25"), (40, "0.00"), (0, "31.50"), (None, "31.50")]
)
def test_an_estimate_invoiced_in_parts(invoiced: object, rest: str) -> None:
    found = convert("estimate_accepted", Invoiced=invoiced)
    assert found.uninvoiced.amount == Decimal(rest)


@pytest.mark.parametrize(
    ("note", "status", "state"),
    [
        (BLOCK.format("Status before: Accepted\nStatus set: Rejected"), "Rejected", OrderState.CONFIRMED),
        (BLOCK.format("Status before: Pending\nStatus set: Closed"), "Closed", OrderState.QUOTATION),
        (BLOCK.format("Statut avant : Accepted\nStatut mis : Closed"), "Closed", OrderState.CONFIRMED),
        (
            BLOCK.format("Statut avant\u00a0: Accepted\nStatut mis\u00a0: Closed"),
            "Closed",
            OrderState.CONFIRMED,
        ),
        (f"Mind the dog.\n{HELD}\nAsk for Grace.", "Rejected", OrderState.CONFIRMED),
        (f"--- /Relance\n{HELD}", "Rejected", OrderState.CONFIRMED),
        (HELD.replace("\n", "\r\n"), "Rejected", OrderState.CONFIRMED),
        (HELD.replace("Wait.", "Status before: Pending"), "Rejected", OrderState.CONFIRMED),
        # A person gave it another status meanwhile.
        (HELD, "Pending", OrderState.QUOTATION),
        (HELD, "Closed", OrderState.CANCELLED),
        # What is not in our block, or in one that was damaged, says nothing.
        ("Status before: Accepted\nStatus set: Rejected", "Rejected", OrderState.CANCELLED),
        (BLOCK.format("Wait.") + "\n" + HELD.partition("\n")[2], "Rejected", OrderState.CANCELLED),
        (HELD.removesuffix("--- /Relance"), "Rejected", OrderState.CANCELLED),
        (HELD.replace("--- /Relance", BLOCK.format("Wait.")), "Rejected", OrderState.CANCELLED),
        (BLOCK.format("Status before: Accepted"), "Rejected", OrderState.CANCELLED),
        (BLOCK.format("Status set: Rejected"), "Rejected", OrderState.CANCELLED),
        (None, "Rejected", OrderState.CANCELLED),
    ],
)
def test_an_estimate_under_our_hold_has_the_status_it_had(
    note: str | None, status: str, state: OrderState
) -> None:
    found = convert("estimate_pending", PrivateNote=note, TxnStatus=status)
    assert found.state is state
    assert found.to_deliver is (state is OrderState.CONFIRMED)


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("ours", ["Rejected", "Closed"])
@pytest.mark.parametrize(
    ("before", "state"), [("Accepted", OrderState.CONFIRMED), ("Pending", OrderState.QUOTATION)]
)
def test_what_the_connector_writes_is_understood(
    language: str, ours: str, before: str, state: OrderState
) -> None:
    note = put_block("Mind the dog.", f"Why.\n{status_lines(before, ours, language)}", "[rl#7f3a9c12]")
    assert convert("estimate_pending", PrivateNote=note, TxnStatus=ours).state is state


def test_the_rows_of_a_section_are_asked_for_by_their_outer_names() -> None:
    assert MAPPING.fields("invoice") == ("CurrencyRef", "CustomerRef", "DocNumber", "Id", "TxnDate")
    assert "PrimaryEmailAddr" in MAPPING.fields("customer")
