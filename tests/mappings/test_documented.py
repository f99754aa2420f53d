"""docs/reference/mapping.md knows every converter and every key of a mapping file."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from relance_mappings import load
from relance_mappings.declared import _ATTRIBUTE_KEYS
from relance_mappings.registry import CONVERTERS
from relance_sync.rules.ledger import RECORD_KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "mapping.md").read_text(encoding="utf-8")


def converters() -> str:
    rows = [("converter", "fields", "gives"), ("---", "---", "---")]
    for name, converter in CONVERTERS.items():
        says = (converter.convert.__doc__ or "").splitlines()[0]
        rows.append((f"`{name}`", str(converter.values), says.removesuffix(".")))
    rows.append(("`choice`", "1", "What `choices` says of the value"))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows).replace("| --- | --- | --- |", "|---|---|---|")


def test_the_table_of_converters_is_what_they_say() -> None:
    told = PAGE.partition("<!-- converters: begin -->\n")[2].partition("<!-- converters: end -->")[0]
    assert told == converters()


def test_every_key_of_an_attribute_is_told() -> None:
    chapter = PAGE.partition("## An attribute\n\n")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", chapter, re.MULTILINE)) == set(_ATTRIBUTE_KEYS)


def test_every_attribute_it_names_can_be_mapped() -> None:
    named = re.findall(r"`(customer|invoice|order)\.(\w+)`", PAGE)
    assert named
    assert not [
        name for kind, name in named if name not in {each.name for each in fields(RECORD_KINDS[kind])}
    ]


def test_its_examples_load() -> None:
    for platform, example in zip(
        ("odoo", "quickbooks", "xero"), re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL), strict=True
    ):
        assert load(platform, example, "mapping.toml").fingerprint != load(platform).fingerprint
