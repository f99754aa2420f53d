"""QuickBooks tells of events in two forms, of several companies at once."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from quickbooks.client import QuickBooks

from relance_connectors.quickbooks.reader import _AT_BANK, _WALKED
from relance_connectors.quickbooks.webhook import webhook
from relance_sync.webhooks import Change
from tests.connectors.webhook_sender import KEY, send, sign

# The samples of Intuit's announcement of 2025-11-12, of an invoice instead of an account.
LEGACY: dict[str, Any] = {
    "eventNotifications": [
        {
            "realmId": "310687",
            "dataChangeEvent": {
                "entities": [
                    {
                        "id": "1234",
                        "operation": "Create",
                        "name": "Invoice",
                        "lastUpdated": "2025-09-08T20:52:31.657Z",
                    }
                ]
            },
        }
    ]
}
CLOUD_EVENT = {
    "specversion": "1.0",
    "id": "88cd52aa-33b6-4351-9aa4-47572edbd068",
    "source": "intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=",
    "type": "qbo.invoice.created.v1",
    "datacontenttype": "application/json",
    "time": "2025-09-10T21:31:25.179851517Z",
    "intuitentityid": "1234",
    "intuitaccountid": "310687",
    "data": {},
}
# From Intuit's page on the data object, its stars replaced.
MERGED = {
    "specversion": "1.0",
    "id": "0f9d8c7b-1111-2222-3333-444455556666-Customer-123",
    "source": "intuit.abc",
    "type": "qbo.customer.merged.v1",
    "datacontenttype": "application/json",
    "time": "2025-12-04T15:25:05Z",
    "intuitentityid": "123",
    "intuitaccountid": "9341455600000000",
    "data": {"deletedid": "27"},
}
UPDATED = {
    "specversion": "1.0",
    "id": "0f9d8c7b-1111-2222-3333-444455556666-SalesReceipt-150",
    "source": "intuit.abc",
    "type": "qbo.salesreceipt.updated.v1",
    "time": "2026-03-17T16:19:17Z",
    "intuitentityid": "150",
    "intuitaccountid": "9341455600000000",
}


def legacy(*entities: dict[str, Any], realm: object = "310687") -> dict[str, Any]:
    return {"realmId": realm, "dataChangeEvent": {"entities": list(entities)}}


def entity(name: str = "Invoice", operation: str = "Update", **more: str) -> dict[str, Any]:
    return {"id": "7", "operation": operation, "name": name, "lastUpdated": "2026-11-24T08:00:00Z", **more}


def test_the_header_is_intuits() -> None:
    assert webhook.header == "intuit-signature"


@pytest.mark.parametrize("told", [LEGACY, [CLOUD_EVENT]], ids=["legacy", "cloud event"])
def test_the_documented_samples(told: object) -> None:
    heard = send(webhook, told)
    assert (heard.status, heard.problems) == (200, ())
    (news,) = heard.news
    assert (news.books, news.kind, news.change) == ("310687", "invoice", Change.CREATED)


def test_events_with_and_without_data() -> None:
    heard = send(webhook, [MERGED, UPDATED])
    assert [(each.books, each.kind, each.change) for each in heard.news] == [
        ("9341455600000000", "customer", Change.MERGED),
        ("9341455600000000", "salesreceipt", Change.UPDATED),
    ]
    assert not heard.problems


def test_one_message_of_several_companies() -> None:
    clouds = [CLOUD_EVENT, CLOUD_EVENT | {"intuitaccountid": "2"}]
    old = {"eventNotifications": [legacy(entity()), legacy(entity(), realm="2")]}
    for told in (clouds, old):
        heard = send(webhook, told)
        assert [each.books for each in heard.news] == ["310687", "2"]
        assert len({each.event for each in heard.news}) == 2


@pytest.mark.parametrize("told", [LEGACY, [CLOUD_EVENT]], ids=["legacy", "cloud event"])
def test_told_again_it_is_the_same_event(told: Any) -> None:
    assert send(webhook, told) == send(webhook, told)
    twice = told * 2 if isinstance(told, list) else {"eventNotifications": told["eventNotifications"] * 2}
    assert send(webhook, twice).news == send(webhook, told).news


def test_a_later_event_of_a_record_is_another_one() -> None:
    later = CLOUD_EVENT | {"time": "2025-09-10T21:31:26Z"}
    assert len(send(webhook, [CLOUD_EVENT, later]).news) == 2
    old = legacy(entity(), entity(lastUpdated="2026-11-24T08:00:01Z"), entity(operation="Void"))
    assert len(send(webhook, {"eventNotifications": [old]}).news) == 3


@pytest.mark.parametrize(
    ("word", "change"),
    [
        ("Create", Change.CREATED),
        ("created", Change.CREATED),
        ("UPDATED", Change.UPDATED),
        ("Delete", Change.DELETED),
        ("deletion", Change.DELETED),
        ("Merge", Change.MERGED),
        ("voided", Change.VOIDED),
        ("Emailed", Change.OTHER),
    ],
)
def test_words_are_matched_by_how_they_begin(word: str, change: Change) -> None:
    clouds = send(webhook, [CLOUD_EVENT | {"type": f"qbo.Invoice.{word}.v1"}])
    old = send(webhook, {"eventNotifications": [legacy(entity(operation=word))]})
    assert [each.change for each in (*clouds.news, *old.news)] == [change, change]


@pytest.mark.parametrize("name", [*_WALKED, *_AT_BANK])
def test_all_that_a_sync_reads_is_news(name: str) -> None:
    clouds = send(webhook, [CLOUD_EVENT | {"type": f"qbo.{name.lower()}.updated.v1"}])
    old = send(webhook, {"eventNotifications": [legacy(entity(name))]})
    assert [each.kind for each in (*clouds.news, *old.news)] == [name.lower()] * 2


@pytest.mark.parametrize("name", ["Vendor", "Bill", "Employee", "Item", "Something new"])
def test_what_no_sync_reads_is_no_news(name: str) -> None:
    clouds = send(webhook, [CLOUD_EVENT | {"type": f"qbo.{name.lower()}.created.v1"}])
    old = send(webhook, {"eventNotifications": [legacy(entity(name))]})
    for heard in (clouds, old):
        assert (heard.status, heard.news, heard.problems) == (200, (), ())


@pytest.mark.parametrize(
    "odd",
    [
        None,
        "x",
        {},
        {**CLOUD_EVENT, "intuitaccountid": None},
        {**CLOUD_EVENT, "intuitaccountid": ""},
        {**CLOUD_EVENT, "id": 7},
        {**CLOUD_EVENT, "type": "qbo.invoice"},
        {**CLOUD_EVENT, "type": ""},
    ],
)
def test_one_odd_event_does_not_stop_the_others(odd: object) -> None:
    heard = send(webhook, [odd, CLOUD_EVENT, odd])
    assert len(heard.news) == 1
    (told,) = heard.problems
    assert told.startswith("QuickBooks told of an event without saying of which company or record.")
    assert "Nothing is lost: the next sync reads what changed." in told


@pytest.mark.parametrize(
    "odd",
    [
        None,
        {},
        legacy(entity(), realm=None),
        legacy({}),
        {"realmId": "1", "dataChangeEvent": []},
        {"realmId": "1", "dataChangeEvent": {"entities": {}}},
        legacy(entity(operation="")),
    ],
)
def test_one_odd_notification_does_not_stop_the_others(odd: object) -> None:
    heard = send(webhook, {"eventNotifications": [odd, legacy(entity())]})
    assert len(heard.news) == 1
    assert "without saying of which company" in heard.problems[0]


def test_amounts_in_a_message_change_nothing() -> None:
    with_amount = CLOUD_EVENT | {"data": {"Balance": 0, "TotalAmt": 1}}
    assert send(webhook, [with_amount]) == send(webhook, [CLOUD_EVENT])


@pytest.mark.parametrize("body", ["[]", "{}", '{"name": "Café ☕"}'])
def test_python_quickbooks_agrees_on_the_signature(body: str) -> None:
    library = QuickBooks(verifier_token=KEY, minorversion=75)
    for signature in (sign(body.encode()), base64.b64encode(b"another").decode()):
        status = webhook.hear(body.encode(), signature, KEY).status
        assert (status == 200) is library.validate_webhook_signature(body, signature)
