"""The Odoo section of relance.toml: what is wrong is named by file and key."""

from __future__ import annotations

from typing import Any

import pytest

from relance_connectors.odoo import factory
from relance_connectors.odoo.settings import OdooSettings, read_settings
from relance_sync.errors import Stop
from relance_sync.ports import ConnectorSettings

GOOD: dict[str, Any] = {"url": "https://acme.odoo.com/", "database": "acme", "company_id": 1}


def test_the_least_that_is_needed() -> None:
    assert read_settings(GOOD, "acme") == OdooSettings(
        url="https://acme.odoo.com", database="acme", company_id=1
    )


def test_everything_that_can_be_said() -> None:
    said = {
        **GOOD, "login": "relance", "responsible": 6, "language": "fr", "page_size": 50, "timeout": 5,
    }  # fmt: skip
    assert read_settings(said, "acme") == OdooSettings(
        url="https://acme.odoo.com",
        database="acme",
        company_id=1,
        login="relance",
        responsible="6",
        language="fr",
        page_size=50,
        timeout=5.0,
    )


@pytest.mark.parametrize("name", ["url", "database", "company_id"])
def test_a_missing_key_is_named(name: str) -> None:
    given = {key: value for key, value in GOOD.items() if key != name}
    with pytest.raises(Stop, match=rf"relance\.toml, company “acme”: the key {name} is missing"):
        read_settings(given, "acme")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("url", "acme.odoo.com"), ("url", "ftp://acme"), ("url", ""), ("url", 5), ("url", "https://"),
        ("url", "https://user:pw@acme.odoo.com"), ("url", "https://acme.odoo.com/?db=x"),
        ("url", "https://acme.odoo.com:99999"), ("url", "https://[acme"),
        ("database", ""), ("database", 1), ("company_id", "1"), ("company_id", 0), ("company_id", True),
        ("login", 1), ("responsible", 0), ("responsible", True), ("responsible", []), ("language", ""),
        ("page_size", 0), ("page_size", 10.5), ("timeout", 0), ("timeout", "60"), ("timeout", True),
        ("databse", "acme"), ("key", "0123456789"),
    ],
)  # fmt: skip
def test_a_wrong_or_unknown_key_is_named_and_its_value_kept_out(name: str, value: object) -> None:
    with pytest.raises(Stop) as caught:
        read_settings({**GOOD, name: value}, "acme")
    message = caught.value.user_message
    assert message.startswith(f"relance.toml, company “acme”: the key {name} ")
    assert "pw@" not in message
    assert "0123456789" not in message


def test_the_factory_calls_nothing_and_hides_the_secret() -> None:
    given = ConnectorSettings(company="acme", settings=GOOD, secret="s3cr3t")
    connector = factory(given)
    assert connector.capabilities.hold
    assert connector.calls() == ()
    assert "s3cr3t" not in repr(given)


def test_the_factory_names_a_wrong_override() -> None:
    given = ConnectorSettings(
        company="acme",
        settings=GOOD,
        secret="x",
        overrides="[customer.nope]\nfrom = 'x'",
        overrides_file="my.toml",
    )
    with pytest.raises(Stop, match=r"my\.toml"):
        factory(given)
