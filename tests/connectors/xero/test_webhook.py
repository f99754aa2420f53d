"""Xero tells of events, and looks beforehand whether wrong signatures are noticed."""

from __future__ import annotations

from typing import Any

import pytest

from relance_connectors.xero.webhook import webhook
from relance_sync.webhooks import Change
from tests.connectors.webhook_sender import KEY, send, sign

# The examples in Xero's OpenAPI description of its webhooks (MIT).
CONTACT: dict[str, Any] = {
    "resourceUrl": "https://api.xero.com/api.xro/2.0/Contacts/717f2bfc-c6d4-41fd-b238-3f2f0c0cf777",
    "resourceId": "717f2bfc-c6d4-41fd-b238-3f2f0c0cf777",
    "eventDateUtc": "2024-06-21T01:15:39.902",
    "eventType": "UPDATE",
    "eventCategory": "CONTACT",
    "tenantId": "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f",
    "tenantType": "ORGANISATION",
}
CREDIT_NOTE: dict[str, Any] = {
    "resourceUrl": "https://api.xero.com/api.xro/2.0/CreditNotes/55d84274-a3da-4829-a7c0-0cab601b95cc",
    "resourceId": "55d84274-a3da-4829-a7c0-0cab601b95cc",
    "tenantId": "aef86862-2015-4b6b-88bc-d89032cecc50",
    "tenantType": "ORGANISATION",
    "eventCategory": "CREDITNOTE",
    "eventType": "CREATE",
    "eventDateUtc": "2025-12-02T00:44:09.923",
    "data": {"Type": "ACCPAYCREDIT", "Status": "DRAFT"},
}
SUBSCRIPTION = CONTACT | {"eventCategory": "SUBSCRIPTION", "tenantType": "APPLICATION"}


def message(*events: object, first: int = 1) -> dict[str, Any]:
    last = first + max(len(events), 1) - 1
    return {
        "events": list(events),
        "lastEventSequence": last,
        "firstEventSequence": first,
        "entropy": "S0m3r4Nd0mt3xt",
    }


def test_the_header_is_xeros() -> None:
    assert webhook.header == "x-xero-signature"


def test_the_example_of_a_contact() -> None:
    heard = send(webhook, message(CONTACT))
    assert (heard.status, heard.problems) == (200, ())
    (news,) = heard.news
    assert (news.books, news.kind, news.change) == (CONTACT["tenantId"], "contact", Change.UPDATED)


def test_a_credit_note_to_a_customer_is_news_and_one_of_a_supplier_is_not() -> None:
    ours = CREDIT_NOTE | {"data": {"Type": "ACCRECCREDIT", "Status": "AUTHORISED"}}
    heard = send(webhook, message(CREDIT_NOTE, ours))
    assert [(each.kind, each.change) for each in heard.news] == [("creditnote", Change.CREATED)]
    assert not heard.problems


@pytest.mark.parametrize("data", [None, {}, "x"])
def test_a_credit_note_of_unknown_kind_is_news(data: object) -> None:
    assert len(send(webhook, message(CREDIT_NOTE | {"data": data})).news) == 1


def test_the_intent_to_receive_is_answered() -> None:
    body = b'{"events":[],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "ABCDEFGHIJ"}'
    right = webhook.hear(body, sign(body), KEY)
    assert (right.status, right.news, right.problems) == (200, (), ())
    assert webhook.hear(body, sign(body, "not the key"), KEY).status == 401


def test_the_subscription_of_the_application_is_no_companys_news() -> None:
    heard = send(webhook, message(SUBSCRIPTION, CONTACT))
    assert [each.kind for each in heard.news] == ["contact"]
    assert not heard.problems


def test_several_organisations_in_one_message() -> None:
    heard = send(webhook, message(CONTACT, CONTACT | {"tenantId": "another"}))
    assert [each.books for each in heard.news] == [CONTACT["tenantId"], "another"]


def test_told_again_it_is_the_same_event_whatever_it_is_told_with() -> None:
    alone = send(webhook, message(CONTACT, first=76)).news
    invoice = CONTACT | {"eventCategory": "INVOICE", "eventType": "CREATE"}
    assert send(webhook, message(invoice, CONTACT, CONTACT, first=12)).news[1:] == alone


def test_a_later_event_of_a_record_is_another_one() -> None:
    later = CONTACT | {"eventDateUtc": "2024-06-21T01:15:39.903"}
    assert len(send(webhook, message(CONTACT, later)).news) == 2


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        "x",
        {},
        *({**CONTACT, key: None} for key in ("tenantId", "resourceId", "eventType", "eventCategory")),
        {key: value for key, value in CONTACT.items() if key != "eventDateUtc"},
    ],
)
def test_one_odd_event_does_not_stop_the_others(odd: object) -> None:
    heard = send(webhook, message(odd, CONTACT))
    assert len(heard.news) == 1
    assert "without saying of which organisation" in heard.problems[0]
