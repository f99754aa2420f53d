"""What QuickBooks says about the company itself, also where it says little."""

from __future__ import annotations

from typing import Any

import pytest

from relance_connectors.quickbooks.read_company import read_company
from relance_sync.errors import Stop
from tests.connectors.quickbooks.reader_office import Office
from tests.simulators.quickbooks import writing


def told(office: Office, **info: Any) -> None:
    """Let CompanyInfo say other things; None leaves them out."""
    company = office.books.company
    kept = {**company.info, **info}
    company.info = {name: value for name, value in kept.items() if value is not None}


def test_all_that_is_known(office: Office) -> None:
    other = writing.create(
        office.books.company, "Account", {"Name": "A/R Europe", "AccountType": "Accounts Receivable"}
    )
    office.books.deactivate(other)
    facts = read_company(office.client)
    assert office.metered() == 1
    assert facts.receivables == (office.books.account("receivable"), other.id)
    assert set(facts.customer_types.values()) == {"Retail", "Wholesale", "Credit hold"}


@pytest.mark.parametrize(
    ("info", "zone"),
    [
        ({"DefaultTimeZone": "Europe/Paris"}, "Europe/Paris"),
        ({"DefaultTimeZone": None, "Country": "GB"}, "Europe/London"),
        ({"DefaultTimeZone": "Mars/Phobos", "Country": "AU"}, "Australia/Sydney"),
        ({"DefaultTimeZone": None, "Country": "BR"}, "UTC"),
        ({"DefaultTimeZone": None, "Country": None}, "UTC"),
    ],
)
def test_the_time_zone(office: Office, info: dict[str, Any], zone: str) -> None:
    told(office, **info)
    assert read_company(office.client).zone == zone


def test_little_is_known(office: Office) -> None:
    told(office, CompanyName=None, LegalName=None, Country="Atlantis", SupportedLanguages=None)
    facts = read_company(office.client)
    assert (facts.name, facts.country, facts.language) == ("QuickBooks", None, None)
    told(office, SupportedLanguages="fr,en")
    assert read_company(office.client).language == "fr"


def test_books_without_a_currency(office: Office) -> None:
    company = office.books.company
    company.preferences = {**company.preferences, "CurrencyPrefs": {}}
    with pytest.raises(Stop) as caught:
        office.reader.books()
    assert "currency" in caught.value.user_message
