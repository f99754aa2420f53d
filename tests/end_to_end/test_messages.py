"""`auto`: reminders leave through Odoo's own mail, one by customer and currency, to the customer only."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cutting_proxy import Fate
from tests.end_to_end.desk import Desk, codes, decided


def speaks_french(desk: Desk, customer: int) -> None:
    french = desk.office.find("res.lang", ["code", "=", "fr_FR"], ["active", "in", [True, False]])
    desk.office.change("res.lang", french, active=True)
    desk.office.change("res.partner", customer, lang="fr_FR")


def late_invoice(desk: Desk, customer: int, amount: float, days: int, **values: Any) -> str:
    invoice = desk.office.invoice(
        customer,
        amount,
        invoice_date=desk.days_ago(days + 30),
        invoice_date_due=desk.days_ago(days),
        invoice_payment_term_id=False,
        **values,
    )
    return str(desk.office.read("account.move", invoice, "name")["name"])


@pytest.fixture
def ready_mat(desk: Desk) -> int:
    return desk.customer("Ready Mat")


def test_one_message_by_currency_in_the_customers_language_and_to_nobody_else(
    desk: Desk, ready_mat: int
) -> None:
    speaks_french(desk, ready_mat)
    in_euros = late_invoice(desk, ready_mat, 330, 70, currency_id=desk.office.currency("EUR"))
    colleague = desk.office.customer("Colleague", email="colleague@example.com")
    desk.office.call("res.partner", "message_subscribe", ids=[ready_mat], partner_ids=[colleague])
    queued = len(desk.mails())

    report = desk.sync("--mode", "auto")

    assert {each["kind"] for each in report["delivered"]} >= {"note", "message", "hold"}
    euros, dollars = sorted(desk.messages("Ready Mat"), key=lambda each: "USD" in each["body"])
    for message, subject in ((euros, "330,00\xa0EUR"), (dollars, "2\u202f470,50\xa0USD")):
        assert message["partner_ids"] == [ready_mat]
        assert message["subject"].startswith("Rappel : ")
        assert plain(subject) in plain(message["subject"])
        assert "Bonjour Ready Mat," in message["body"]
        assert "Échéance" in message["body"]
    assert in_euros in euros["body"]
    assert plain("1 850,00 USD") in plain(dollars["body"])
    assert plain("620,50 USD") in plain(dollars["body"])
    assert in_euros not in dollars["body"]
    mails = desk.mails()[queued:]
    to_ready_mat = [each for each in mails if each["mail_message_id"][0] in (euros["id"], dollars["id"])]
    assert len(to_ready_mat) == 2
    assert all(each["recipient_ids"] == [ready_mat] for each in to_ready_mat)
    assert {(each["email_to"], each["state"]) for each in mails} == {(False, "outgoing")}
    # No task beside the message, and nobody is reminded twice.
    assert not desk.activities("Ready Mat")
    desk.proxy.reset()
    desk.sync("--mode", "auto")
    assert not desk.proxy.writes


def plain(text: str) -> str:
    return " ".join(text.replace("&nbsp;", " ").split())


def test_nothing_leaves_in_assist(desk: Desk) -> None:
    queued = len(desk.mails())
    desk.sync()
    assert len(desk.mails()) == queued
    assert not desk.messages("Ready Mat")
    assert [each["summary"] for each in desk.activities("Ready Mat")] == ["Write to Ready Mat"]


def test_who_has_no_address_becomes_a_task_with_the_letter(desk: Desk, ready_mat: int) -> None:
    desk.office.change("res.partner", ready_mat, email=False)
    report = desk.sync("--mode", "auto")
    assert report["failed"] == []
    reminder = decided(report, "Ready Mat")["remind"]
    assert reminder["channel"] == "letter"
    assert "no_email" in codes(reminder)
    assert "Enter an address in the customer's file" in " ".join(each["text"] for each in reminder["reasons"])
    (task,) = desk.activities("Ready Mat")
    assert task["summary"] == "Send a letter to Ready Mat"
    assert "Text to send, ready" in task["note"]
    assert not desk.messages("Ready Mat")
    # The others get theirs.
    assert len(desk.messages("Joel Willis")) == 1


def test_a_message_whose_invoice_was_paid_meanwhile_does_not_leave(desk: Desk) -> None:
    desk.sync("--mode", "observe")
    # The process dies with the very message in hand: after the note, before anything was sent.
    desk.proxy.cut_before(2)
    assert desk.kill("sync", "--mode", "auto", at_call=2, writes_only=True)
    assert [call.fate for call in desk.proxy.writes] == [Fate.PASSED, Fate.CUT_BEFORE]
    desk.proxy.reset()
    assert len(desk.messages("Ready Mat", "notification")) == 1
    assert not desk.messages("Ready Mat")
    desk.pay_all("Ready Mat")
    desk.sync("--mode", "auto")
    assert not desk.messages("Ready Mat")
    assert len(desk.messages("Joel Willis")) == 1
