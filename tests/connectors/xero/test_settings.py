"""Xero's settings: each wrong one is told with file and key."""

from __future__ import annotations

import pytest

from relance_connectors.xero.settings import read_settings
from relance_sync.errors import Stop

TENANT = "fe79f7dd-b6d4-4a92-ba7b-538af6289c58"


def test_settings_are_read() -> None:
    read = read_settings({"client_id": "4E5F"}, "acme")
    assert (read.secret, read.tenant_id, read.daily_calls, read.server) == (True, None, 1000, None)
    assert (read.hold_terms, read.hold_quotes) == (False, False)
    assert read.redirect == "http://localhost:8765/callback"
    read = read_settings(
        {"client_id": "4E5F", "tenant_id": f"{{{TENANT.upper()}}}", "daily_calls": 5000, "secret": False},
        "acme",
    )
    assert (read.secret, read.tenant_id, read.daily_calls) == (False, TENANT, 5000)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "client_id is missing"),
        ({"client_id": " "}, "client_id must be text"),
        ({"client_id": "x", "cleint": "x"}, "cleint is not known"),
        ({"client_id": "x", "secret": "yes"}, "secret must be true or false"),
        ({"client_id": "x", "tenant_id": "Demo Company"}, "tenant_id must be the organisation's identifier"),
        ({"client_id": "x", "tenant_id": 5}, "tenant_id must be text"),
        ({"client_id": "x", "daily_calls": 5}, "daily_calls must be a number, 100 or more"),
        ({"client_id": "x", "daily_calls": True}, "daily_calls must be a number"),
        ({"client_id": "x", "daily_calls": "5000"}, "daily_calls must be a number"),
        ({"client_id": "x", "redirect": "http://example.com/"}, "redirect must be a web address with https"),
        ({"client_id": "x", "language": 5}, "language must be text"),
        ({"client_id": "x", "hold_terms": "Due on receipt"}, "hold_terms must be true or false"),
        ({"client_id": "x", "hold_quotes": "Sent"}, "hold_quotes must be true or false"),
        ({"client_id": "x", "server": "localhost"}, "server must be a web address"),
    ],
)
def test_a_wrong_setting_is_told_with_its_key(given: dict[str, object], told: str) -> None:
    with pytest.raises(Stop, match=r"relance\.toml, company “acme”: the key") as caught:
        read_settings(given, "acme")
    assert told in caught.value.user_message
