"""The Odoo mapping: golden pairs of real rows and records, and what happens to rows that do not fit."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from relance_mappings import Context, load
from relance_sync.errors import Skip
from relance_sync.rules.ledger import RECORD_KINDS, Payment
from tests.mappings.odoo_records import EXPECTED

ROWS = Path(__file__).parent / "odoo"
MAPPING = load("odoo")
CONTEXT = Context(
    currency="USD",
    zone=ZoneInfo("Europe/Paris"),
    address=lambda id_: f"https://odoo.test/{id_}",
    tags={3: "Public sector", 7: "Joinery", 8: "Nobody's"},
)
GIVEN_ID = {"opening_balance": "line:231", "payment_allocated": "13"}


def read(name: str) -> tuple[str, dict[str, Any], list[dict[str, Any]], str]:
    """Return a file's section and row, its parts and their section."""
    text = (ROWS / f"{name}.json").read_text(encoding="utf-8")
    content = json.loads(text, parse_float=Decimal)
    section, *part = content
    return section, content[section], content[part[0]] if part else [], part[0] if part else ""


def convert(file: str, /, **changes: Any) -> Any:
    section, row, parts, part_section = read(file)
    given: dict[str, Any] = {"id": GIVEN_ID[file]} if file in GIVEN_ID else {}
    if parts:
        made = tuple(MAPPING.to_record(part_section, each, CONTEXT) for each in parts)
        given[f"{part_section}s"] = made
    return MAPPING.to_record(section, {**row, **changes}, CONTEXT, **given)


def test_every_file_has_its_record() -> None:
    assert {path.stem for path in ROWS.glob("*.json")} == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_row_becomes_its_record(name: str) -> None:
    assert convert(name) == EXPECTED[name]


def test_every_kind_is_mapped() -> None:
    assert set(RECORD_KINDS) <= set(MAPPING.sections)


def test_a_balance() -> None:
    row = {"id": 49, "partner_id": 49, "amount_residual": Decimal("12.345")}
    record: Any = MAPPING.to_record("balance", row, CONTEXT)
    assert (record.customer, record.amount) == ("49", Decimal("12.35"))


@pytest.mark.parametrize(("entered", "known"), [("2026-12-24", date(2026, 12, 24)), (False, None)])
def test_a_companys_own_field_for_the_expected_day(entered: object, known: date | None) -> None:
    own = '[invoice.expected_on]\nfrom = "x_pays_on"\nconvert = "optional_date"\nif_present = true'
    mapping = load("odoo", own, "acme.toml")
    assert "x_pays_on" in mapping.fields("invoice")
    _, row, parts, _ = read("invoice_part_paid")
    made = tuple(mapping.to_record("installment", each, CONTEXT) for each in parts)
    record: Any = mapping.to_record("invoice", {**row, "x_pays_on": entered}, CONTEXT, installments=made)
    assert record.expected_on == known


def test_a_field_nobody_asked_for_is_ignored() -> None:
    assert convert("company", x_unknown="whatever") == EXPECTED["company"]


@pytest.mark.parametrize(
    ("name", "field", "value", "said"),
    [
        ("company", "name", False, "is empty"),
        ("company", "name", "  ", "is empty"),
        ("company", "name", 5, "is not text"),
        ("company", "credit_limit", "much", "is not a number"),
        ("invoice_part_paid", "invoice_date", False, "is empty"),
        ("invoice_part_paid", "invoice_date", "yesterday", "is not a date"),
        ("invoice_part_paid", "currency_id", False, "is empty"),
        ("invoice_part_paid", "currency_id", 5, "points to no record with a name"),
        ("invoice_part_paid", "commercial_partner_id", False, "is empty"),
        ("credit_note", "amount_residual_currency", 1.5, "is not a number"),
        ("quotation", "state", "dreaming", "has the value 'dreaming', expected one of: draft, sent, sale"),
        ("quotation", "state", False, "has the value False, expected one of: draft"),
        ("quotation", "date_order", False, "is empty"),
        ("quotation", "date_order", "noon", "is not a date and time"),
        ("company", "lang", 5, "is not a language"),
    ],
)
def test_a_value_that_does_not_fit_names_record_and_field(
    name: str, field: str, value: object, said: str
) -> None:
    with pytest.raises(Skip) as caught:
        convert(name, **{field: value})
    _, row, _, _ = read(name)
    message = caught.value.user_message
    assert field in message
    assert str(row["id"]) in message
    assert said in message
    assert "Correct it in Odoo" in message


def test_a_field_that_was_not_sent() -> None:
    section, row, _, _ = read("company")
    del row["name"]
    with pytest.raises(Skip, match=r"the field name \(for “name”\) was not sent"):
        MAPPING.to_record(section, row, CONTEXT)


@pytest.mark.parametrize("name", ["credit_note", "invoice_part_paid", "rate", "quotation"])
def test_a_currency_that_is_no_iso_code(name: str) -> None:
    with pytest.raises(Skip, match="three capital letters"):
        convert(name, currency_id=[7, "Chf"])


def test_a_contacts_debt_is_its_companys() -> None:
    section, row, _, _ = read("credit_note")
    context = Context(currency="USD", debtors={49: 7})
    record: Any = MAPPING.to_record(section, row, context)
    assert record.customer == "7"


@pytest.mark.parametrize(
    ("used", "limit", "own", "expected"),
    [
        (True, Decimal(5000), True, Decimal(5000)),
        (True, Decimal(5000), False, Decimal(5000)),  # The company-wide default.
        (True, Decimal(0), False, None),
        (True, Decimal(0), True, Decimal(0)),  # Pay first.
        (True, False, True, Decimal(0)),
        (True, False, False, None),
        (False, Decimal(5000), True, None),
    ],
)
def test_credit_limits(used: bool, limit: object, own: bool, expected: Decimal | None) -> None:
    section, row, _, _ = read("company")
    context = Context(currency="USD", credit_limits=used)
    row |= {"credit_limit": limit, "use_partner_credit_limit": own}
    record: Any = MAPPING.to_record(section, row, context)
    assert record.credit_limit == expected


@pytest.mark.parametrize(
    ("changes", "chased"),
    [
        ({}, True),
        ({"no_followup": True}, False),
        ({"payment_state": "in_payment"}, False),
        ({"payment_state": "blocked"}, False),
    ],
)
def test_what_odoo_would_not_follow_up(changes: dict[str, Any], chased: bool) -> None:
    assert convert("invoice_part_paid", **changes).chased is chased


@pytest.mark.parametrize(
    ("changes", "rest"),
    [
        ({"amount_invoiced": Decimal("300.0000001")}, "0.00"),
        ({"amount_invoiced": Decimal(310)}, "0.00"),
        ({"amount_invoiced": Decimal("99.99"), "invoice_status": "invoiced"}, "0.00"),
        ({"amount_invoiced": Decimal("99.99")}, "200.01"),
        ({"amount_invoiced": False}, "300.00"),
    ],
)
def test_what_is_left_to_invoice(changes: dict[str, Any], rest: str) -> None:
    assert convert("order_part_invoiced", **changes).uninvoiced.amount == Decimal(rest)


@pytest.mark.parametrize(
    ("state", "delivery", "waits"),
    [
        ("sale", "pending", True),
        ("sale", "started", True),
        ("done", "partial", True),
        ("sale", "full", False),
        ("sale", False, False),
        ("draft", "pending", False),
        ("cancel", "pending", False),
    ],
)
def test_what_is_still_to_be_delivered(state: str, delivery: object, waits: bool) -> None:
    record = convert("order_part_invoiced", state=state, delivery_status=delivery)
    assert record.to_deliver is waits


@pytest.mark.parametrize(
    ("categories", "tags"), [([8, 3, 99, 3], ("Nobody's", "Public sector")), (False, ()), ([], ())]
)
def test_tags_by_name_without_unknown_ones(categories: object, tags: tuple[str, ...]) -> None:
    assert convert("company", category_id=categories).tags == tags


def test_tags_that_are_no_list() -> None:
    with pytest.raises(Skip, match=r"category_id .*no list of labels"):
        convert("company", category_id="Joinery")


def test_a_payment_bears_the_day_on_which_it_came_back() -> None:
    section, row, _, _ = read("payment_allocated")
    back = MAPPING.to_record(section, row, CONTEXT, id="1", allocations=(), returned_on=date(2026, 12, 1))
    assert isinstance(back, Payment)
    assert back.returned_on == date(2026, 12, 1)


def test_without_inventory_the_rest_of_an_order_is_read() -> None:
    here = set(MAPPING.fields("order")) - {"delivery_status"}
    without = MAPPING.only({"sale.order": here})
    assert set(without.fields("order")) == here
    section, row, _, _ = read("order_part_invoiced")
    record: Any = without.to_record(section, {name: row[name] for name in here | {"id"}}, CONTEXT)
    assert (record.to_deliver, record.uninvoiced.amount) == (False, Decimal("225.00"))


def test_fields_odoo_does_not_have_are_not_asked_for() -> None:
    older = MAPPING.only({"account.move": set(MAPPING.fields("invoice")) - {"no_followup", "payment_state"}})
    assert "no_followup" not in older.fields("invoice")
    assert older.fields("order") == MAPPING.fields("order")
    section, row, parts, part = read("invoice_excluded")
    made = tuple(older.to_record(part, each, CONTEXT) for each in parts)
    record: Any = older.to_record(section, row, CONTEXT, installments=made)
    assert record.chased  # Nothing is known, so nothing excludes it.
