"""Mapping files and overrides: what is wrong is said with file, key and what to do."""

from __future__ import annotations

import pytest

from relance_mappings import Context, load
from relance_mappings.declared import read_declared
from relance_mappings.mapping import Mapping
from relance_sync.errors import Skip, Stop

CONTEXT = Context(currency="EUR")
PARTNER = {
    "id": 5,
    "name": "Dupont",
    "is_company": True,
    "email": False,
    "phone": False,
    "lang": "fr_FR",
    "user_id": False,
    "x_studio_segment": "gold",
    "x_plan": "b2b",
    "x_sector": [3, "Wood"],
}
RATE = """
title = "Toy"
[rate]
model = "toy.rate"
record = "rate"
label = "day"
currency = { from = "currency" }
day = { from = "day" }
value = { from = "value" }
"""


@pytest.mark.parametrize(
    ("overrides", "segment"),
    [
        ('[customer.segment]\nfrom = "x_studio_segment"', "gold"),
        ('[customer]\nsegment = { from = "x_sector", convert = "many2one_name" }', "Wood"),
        (
            '[customer.segment]\nfrom = "x_plan"\nconvert = "choice"\nchoices = { b2b = "business" }',
            "business",
        ),
    ],
)
def test_an_override_pulls_and_maps_a_custom_field(overrides: str, segment: str) -> None:
    mapping = load("odoo", overrides, "acme.toml")
    field = overrides.split('from = "')[1].split('"', maxsplit=1)[0]
    assert field in mapping.fields("customer")
    assert mapping.to_record("customer", PARTNER, CONTEXT).segment == segment  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("properties", "segment"),
    [
        ({"trade": {"name": "Wood"}}, "Wood"),
        ({"trade": {}}, None),
        ({"trade": None}, None),
        ({"trade": False}, None),
        ({}, None),
        (False, None),
    ],
)
def test_a_dotted_name_leads_into_nested_values(properties: object, segment: str | None) -> None:
    mapping = load("odoo", '[customer.segment]\nfrom = "x.trade.name"\nif_present = true', "acme.toml")
    record = mapping.to_record("customer", {**PARTNER, "x": properties}, CONTEXT)
    assert record.segment == segment  # type: ignore[union-attr]
    assert "x" in mapping.fields("customer")
    assert "x" not in mapping.only({"res.partner": set(load("odoo").fields("customer"))}).fields("customer")


def test_a_dotted_name_beside_a_plain_one() -> None:
    mapping = load(
        "odoo", '[customer.segment]\nfrom = ["x.trade", "x_plan"]\nconvert = "either_text"', "acme.toml"
    )
    for trade, segment in (("Wood", "Wood"), (None, "b2b")):
        record = mapping.to_record("customer", {**PARTNER, "x": {"trade": trade}}, CONTEXT)
        assert record.segment == segment  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (None, "was not sent: 'x.trade.name'"),
        ({}, "was not sent: 'x.trade.name'"),
        ({"trade": False}, "was not sent: 'x.trade.name'"),
        ({"trade": [3, "Wood"]}, r"leads to nothing, as \[3, 'Wood'\] has no “name”"),
        ("Wood", "leads to nothing, as 'Wood' has no “trade”"),
    ],
)
def test_a_dotted_name_that_leads_nowhere_is_named_in_full(held: object, said: str) -> None:
    mapping = load("odoo", '[customer.segment]\nfrom = "x.trade.name"', "acme.toml")
    with pytest.raises(Skip, match=rf"the field x\.trade\.name \(for “segment”\) {said}"):
        mapping.to_record("customer", {**PARTNER, "x": held}, CONTEXT)


def test_the_platform_may_lack_a_dotted_name_as_a_whole() -> None:
    mapping = load("odoo", '[customer.segment]\nfrom = "x.trade"', "acme.toml")
    here = set(load("odoo").fields("customer"))
    with pytest.raises(Stop, match=r"customer\.segment asks for the field x\.trade, which"):
        mapping.only({"res.partner": here})
    assert "x" in mapping.only({"res.partner": here | {"x"}}).fields("customer")


@pytest.mark.parametrize("value", [False, None, "", ...])
def test_a_choice_that_was_not_made_is_none(value: object) -> None:
    mapping = load(
        "odoo",
        '[customer.segment]\nfrom = "x"\nconvert = "choice"\nif_present = true\nchoices = { a = "b" }',
        "acme.toml",
    )
    row = PARTNER if value is ... else {**PARTNER, "x": value}
    assert mapping.to_record("customer", row, CONTEXT).segment is None  # type: ignore[union-attr]


def test_an_override_leaves_the_platforms_mapping_as_it_is() -> None:
    overridden = load("odoo", '[customer.segment]\nfrom = "x_plan"', "acme.toml")
    assert "x_plan" not in load("odoo").fields("customer")
    assert overridden.fingerprint != load("odoo").fingerprint


@pytest.mark.parametrize(
    ("overrides", "key", "advice"),
    [
        ("[customer", "acme.toml is not valid TOML", "Correct that place"),
        ('[client.segment]\nfrom = "x"', "client", "Use one of: customer, invoice"),
        ('[customer.colour]\nfrom = "x"', "customer.colour", "Use one of: chased, collector"),
        ('[customer.segment]\nfrom = "x"\nconvrt = "text"', "customer.segment.convrt", "Use: from, convert"),
        ('[customer.segment]\nconvert = "text"', "customer.segment.from", "Name the field"),
        ("[customer.segment]\nfrom = []", "customer.segment.from", "Name a field"),
        ('[customer.segment]\nfrom = "x..y"', "customer.segment.from", "dot too many"),
        ('[customer.segment]\nfrom = ["x", "y."]', "customer.segment.from", "dot too many"),
        ("[customer.segment]\nfrom = 5", "customer.segment.from", "must be text or a list of texts"),
        ('[customer.segment]\nfrom = ["x", 5]', "customer.segment.from", "Write it in quotes"),
        ('[customer.segment]\nfrom = "x"\nconvert = "magic"', "customer.segment", "Use one of: choice, "),
        ('[customer.segment]\nfrom = "x"\nconvert = "decimal"', "customer.segment", "does not fit"),
        ('[customer.name]\nfrom = "x"\nconvert = "optional_text"', "customer.name", "does not fit"),
        ('[customer.segment]\nfrom = ["x", "y"]', "customer.segment", "takes 1 fields"),
        (
            '[customer.segment]\nfrom = "x"\nif_present = "yes"',
            "customer.segment.if_present",
            "true or false",
        ),
        ('[customer.segment]\nfrom = "x"\nconvert = "choice"', "customer.segment", "a table `choices`"),
        ('[customer.segment]\nfrom = "x"\nchoices = { a = "b" }', "customer.segment", 'convert = "choice"'),
        ('[customer.segment]\nfrom = "x"\nchoices = "a"', "customer.segment.choices", "must be a table"),
        (
            '[customer.kind]\nfrom = "x"',
            "customer.kind",
            "needs convert = one of: choice, company_or_person, person_or_entity",
        ),
        (
            '[customer.kind]\nfrom = "x"\nconvert = "choice"\nchoices = { a = "robot" }',
            "customer.kind.choices",
            "Use one of: person, entity",
        ),
        (
            '[customer.chased]\nfrom = "x"\nconvert = "choice"\nchoices = { a = "b" }',
            "customer.chased",
            "does not fit",
        ),
        ('[customer]\nsegment = "x"', "customer.segment", "must be a table"),
        ('[customer]\nmodel = "x"', "customer.model", "cannot be overridden"),
        ('[customer]\nkey = "x"', "customer.key", "cannot be overridden"),
        ('[invoice.installments]\nfrom = "x"', "invoice.installments", "cannot be overridden"),
        ("customer = 5", "customer", "must be a table"),
    ],
)
def test_a_wrong_override_is_refused(overrides: str, key: str, advice: str) -> None:
    with pytest.raises(Stop) as caught:
        load("odoo", overrides, "acme.toml")
    message = caught.value.user_message
    assert message.startswith("acme.toml")
    assert key in message
    assert advice in message


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (RATE.replace('title = "Toy"', ""), "title"),
        (RATE.replace('model = "toy.rate"', ""), "rate.model"),
        (RATE.replace('label = "day"', "label = 1"), "rate.label"),
        (RATE.replace('record = "rate"', 'record = "rat"'), "rat"),
        (RATE.replace('value = { from = "value" }', ""), "value"),
        (RATE.replace('label = "day"', 'label = "day"\ngiven = "id"'), "rate.given"),
    ],
)
def test_a_wrong_platform_file_is_refused(text: str, key: str) -> None:
    with pytest.raises(Stop, match=key):
        Mapping(read_declared(text, "toy.toml"), "")


def test_a_required_field_the_platform_does_not_have() -> None:
    mapping = load("odoo", '[customer.segment]\nfrom = "x_segment"', "acme.toml")
    with pytest.raises(Stop, match=r"^acme\.toml: the key customer\.segment asks for the field x_segment"):
        mapping.only({"res.partner": set(load("odoo").fields("customer"))})
    kept = mapping.only({"res.partner": set(mapping.fields("customer"))})
    assert "x_segment" in kept.fields("customer")


def test_an_optional_field_the_platform_does_not_have() -> None:
    mapping = load("odoo", '[customer.segment]\nfrom = "x_segment"\nif_present = true', "acme.toml")
    kept = mapping.only({"res.partner": set(load("odoo").fields("customer"))})
    assert "x_segment" not in kept.fields("customer")
    assert kept.to_record("customer", PARTNER, CONTEXT).segment is None  # type: ignore[union-attr]
