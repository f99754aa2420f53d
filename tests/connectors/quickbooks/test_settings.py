"""QuickBooks' settings: each wrong one is told with file and key."""

from __future__ import annotations

import pytest

from relance_connectors.quickbooks.settings import read_settings
from relance_sync.errors import Stop

REAL = {"client_id": "ABc", "redirect": "https://example.com/after"}


def test_settings_are_read() -> None:
    read = read_settings({**REAL, "realm_id": "4620816365"}, "acme")
    assert (read.client_id, read.environment, read.realm_id, read.server) == (
        "ABc",
        "production",
        "4620816365",
        None,
    )
    assert read_settings({"client_id": "ABc", "environment": "sandbox"}, "acme").redirect.startswith(
        "http://"
    )


def test_what_a_hold_changes_is_a_setting() -> None:
    plain = read_settings(REAL, "acme")
    assert (plain.hold_terms, plain.hold_estimates) == (None, None)
    read = read_settings({**REAL, "hold_terms": " Due on receipt ", "hold_estimates": "Closed"}, "acme")
    assert (read.hold_terms, read.hold_estimates) == ("Due on receipt", "Closed")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "client_id is missing"),
        ({"client_id": " "}, "client_id must be text"),
        ({**REAL, "cleint": "x"}, "cleint is not known"),
        ({**REAL, "environment": "test"}, "environment must be one of the two"),
        ({**REAL, "realm_id": 4620}, "realm_id must be text"),
        ({**REAL, "hold_terms": 30}, "hold_terms must be text"),
        ({**REAL, "hold_estimates": "Converted"}, "hold_estimates must be one of the two"),
        ({**REAL, "realm_id": "46-20"}, "realm_id must be digits"),
        ({**REAL, "redirect": "http://example.com/"}, "redirect must be a web address with https"),
        ({**REAL, "redirect": "https://["}, "redirect must be a web address"),
        ({**REAL, "redirect": "https://u:p@example.com"}, "redirect must be a web address"),
        ({"client_id": "ABc"}, "redirect must be an address with https that is registered"),
        ({"client_id": "ABc", "redirect": "http://localhost:1/x"}, "redirect must be an address with https"),
    ],
)
def test_a_wrong_setting_is_told_with_its_key(given: dict[str, object], told: str) -> None:
    with pytest.raises(Stop, match=r"relance\.toml, company “acme”: the key") as caught:
        read_settings(given, "acme")
    assert told in caught.value.user_message
