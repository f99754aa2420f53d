"""Webhooks of every platform: only what is signed is read, and nothing that is sent makes them fail."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_connectors.quickbooks.webhook import webhook as quickbooks
from relance_connectors.webhooks import is_signed
from relance_connectors.xero.webhook import webhook as xero
from relance_sync.webhooks import Webhook
from tests.connectors.webhook_sender import KEY, send, sign

both = pytest.mark.parametrize("webhook", [quickbooks, xero], ids=["quickbooks", "xero"])
ANY_TEXT = st.text(st.characters())
NAMES = st.sampled_from(
    [
        "eventNotifications",
        "realmId",
        "dataChangeEvent",
        "entities",
        "name",
        "id",
        "operation",
        "lastUpdated",
        "type",
        "time",
        "intuitaccountid",
        "events",
        "tenantId",
        "eventCategory",
        "eventType",
        "eventDateUtc",
        "resourceId",
        "data",
        "Type",
    ]
)
WORDS = st.sampled_from(["Invoice", "INVOICE", "qbo.invoice.updated.v1", "qbo.invoice", "UPDATE", "95", ""])
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | ANY_TEXT, inner, max_size=6),
)


def test_the_signature_is_that_of_rfc_4231() -> None:
    mac = bytes.fromhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    body = b"what do ya want for nothing?"
    assert is_signed(body, base64.b64encode(mac).decode(), "Jefe")
    assert not is_signed(body, base64.b64encode(mac).decode(), "jefe")


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "=",
        "not base64!",
        "é",
        "\ud800",
        "\x00",
        sign(b"[]", "another key"),
        sign(b"[ ]"),
        sign(b"[]").rstrip("="),
        sign(b"[]") + "=",
        sign(b"[]").swapcase(),
        base64.b64decode(sign(b"[]")).hex(),
        "A" * 100_000,
    ],
)
@both
def test_a_wrong_signature_is_refused_and_nothing_is_read(webhook: Webhook, signature: str | None) -> None:
    heard = webhook.hear(b"[]", signature, KEY)
    assert (heard.status, heard.news) == (401, ())
    assert "was not signed" in heard.problems[0]


@both
def test_without_a_key_nothing_is_believed(webhook: Webhook) -> None:
    assert webhook.hear(b"[]", sign(b"[]", ""), "").status == 401


@both
@given(body=st.binary(), signature=st.none() | ANY_TEXT, key=ANY_TEXT)
def test_what_a_stranger_sends_is_refused(
    webhook: Webhook, body: bytes, signature: str | None, key: str
) -> None:
    assert webhook.hear(body, signature, key).status == 401


@both
@given(body=st.binary(min_size=1), data=st.data())
def test_one_changed_bit_is_noticed(webhook: Webhook, body: bytes, data: st.DataObject) -> None:
    at, bit = data.draw(st.integers(0, len(body) - 1)), data.draw(st.integers(0, 7))
    forged = bytes([*body[:at], body[at] ^ (1 << bit), *body[at + 1 :]])
    assert webhook.hear(body, sign(body), KEY).status == 200
    assert webhook.hear(forged, sign(body), KEY).status == 401


@both
@given(body=st.binary())
def test_any_signed_bytes_are_answered(webhook: Webhook, body: bytes) -> None:
    heard = webhook.hear(body, sign(body), KEY)
    assert heard.status == 200
    assert heard.news or heard.problems or json.loads(body) in ([], {"events": []})


@both
@given(told=ANY_JSON)
def test_any_signed_json_is_answered(webhook: Webhook, told: object) -> None:
    heard = send(webhook, told)
    assert heard.status == 200
    assert len({each.event for each in heard.news}) == len(heard.news)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 200_000,
        b"9" * 5_000,
        b"<html></html>",
        b'{"events": [}',
    ],
    ids=["empty", "torn", "no text", "deep", "long number", "html", "odd"],
)
@both
def test_a_signed_message_that_cannot_be_read_is_not_asked_for_again(webhook: Webhook, body: bytes) -> None:
    heard = webhook.hear(body, sign(body), KEY)
    assert (heard.status, heard.news) == (200, ())
    assert "is no JSON. Nothing is lost" in heard.problems[0]


@pytest.mark.parametrize("told", [None, 1, "x", {}, {"events": {}}, {"eventNotifications": None}])
@both
def test_an_unknown_form_is_told_once(webhook: Webhook, told: object) -> None:
    heard = send(webhook, told)
    assert (heard.status, heard.news) == (200, ())
    assert [problem for problem in heard.problems if "in a form that Relance does not know" in problem]
    assert len(heard.problems) == 1
