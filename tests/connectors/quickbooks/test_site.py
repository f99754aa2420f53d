"""Where the records of a company are seen in the browser."""

import pytest

from relance_connectors.quickbooks.settings import QuickBooksSettings
from relance_connectors.quickbooks.site import Site


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, "https://qbo.intuit.com/app/estimate?txnId=7"),
        ({"environment": "sandbox"}, "https://sandbox.qbo.intuit.com/app/estimate?txnId=7"),
        ({"realm_id": "5"}, "https://qbo.intuit.com/app/estimate?txnId=7"),
        ({"server": "http://127.0.0.1:1/"}, "http://127.0.0.1:1/app/estimate?txnId=7"),
        (
            {"server": "http://127.0.0.1:1", "realm_id": "5"},
            "http://127.0.0.1:1/app/estimate?txnId=7&realm=5",
        ),
    ],
)
def test_records_are_seen_where_the_books_are(settings: dict[str, str], address: str) -> None:
    assert Site(QuickBooksSettings(client_id="x", **settings)).url("Estimate", "7") == address
