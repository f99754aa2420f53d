"""What is particular to writing into Odoo: who gets it, who is told, what people wrote before us."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from relance_connectors.odoo.rpc import Rpc, Value
from relance_connectors.odoo.writer import Writer
from relance_sync.errors import Skip, Stop, Unclear
from relance_sync.ports import EffectKind, Target
from relance_sync.rules.hold_rules import Level
from tests.connectors.odoo.rig import OdooRig, odoo_rig
from tests.contracts.connector_rig import effect
from tests.real_odoo import RealOdoo

BY_HAND = [
    "Call first.",
    "  two spaces before\n\n\nand lines after\n",
    "<p>Old <b>HTML</b> &amp; such</p>",
    "\ttab\r\nand Windows lines\r\n",
    "--- Relance\nnot ours\n--- /Relance",
]


@pytest.fixture
def rig(odoo: RealOdoo) -> Iterator[OdooRig]:
    with odoo_rig(odoo, "json2") as rig:
        yield rig


def number(reference: str) -> int:
    return int(reference.rpartition(":")[2])


def row(rig: OdooRig, model: str, record: int, *fields: str) -> dict[str, Any]:
    context = {"active_test": False, "allowed_company_ids": [1]}
    (found,) = rig.odoo.call(model, "read", ids=[record], fields=list(fields), load=None, context=context)
    return dict(found)


# -- notes and activities ------------------------------------------------------------------------------


def test_a_note_is_internal_and_tells_nobody(rig: OdooRig) -> None:
    receipt = rig.connector.deliver(effect(rig, EffectKind.NOTE))
    said = row(rig, "mail.message", number(receipt.reference), "subtype_id", "notified_partner_ids", "body")
    assert row(rig, "mail.message.subtype", said["subtype_id"], "internal")["internal"]
    assert said["notified_partner_ids"] == []
    assert "&lt;overdue&gt;" in said["body"]
    assert "<table" in said["body"]


@pytest.mark.parametrize(
    ("channel", "type_"),
    [("call", "Call"), ("email", "Email"), ("letter", "To-Do"), ("todo", "To-Do")],
)
def test_an_activity_has_the_native_type_of_its_channel(rig: OdooRig, channel: str, type_: str) -> None:
    wanted = effect(rig, EffectKind.ACTIVITY, channel=channel)
    receipt = rig.connector.deliver(wanted)
    found = row(
        rig, "mail.activity", number(receipt.reference), "activity_type_id", "date_deadline", "summary"
    )
    named = row(rig, "mail.activity.type", found["activity_type_id"], "name")
    assert named["name"] == type_
    assert wanted.deadline is not None
    assert found["date_deadline"] == wanted.deadline.isoformat()
    assert found["summary"] == wanted.text.title


def test_who_gets_an_activity(rig: OdooRig) -> None:
    users = {
        each["login"]: each["id"]
        for each in rig.odoo.call("res.users", "search_read", fields=["login"], domain=[])
    }
    (gone,) = rig.odoo.call(
        "res.users", "create", vals_list=[{"name": "Gone", "login": f"gone{id(rig)}", "active": False}]
    )

    def given_to(wanted: str | None, configured: str | None) -> int:
        writer = Writer(_rpc(rig), company_id=1, url=rig.odoo.url, responsible=configured)
        receipt = writer.deliver(effect(rig, EffectKind.ACTIVITY, responsible=wanted))
        return int(row(rig, "mail.activity", number(receipt.reference), "user_id")["user_id"])

    admin, relance, clerk = users["admin"], users["relance"], users["clerk"]
    assert given_to(str(admin), None) == admin
    assert given_to("admin", "clerk") == admin
    assert given_to(str(gone), "clerk") == clerk
    assert given_to(None, str(clerk)) == clerk
    assert given_to(str(gone), "nobody") == relance
    assert given_to(None, None) == relance


def test_an_activity_stands_on_an_order(rig: OdooRig) -> None:
    (order,) = rig.odoo.call("sale.order", "search", domain=[["company_id", "=", 1]], limit=1)
    wanted = effect(rig, EffectKind.ACTIVITY, target=Target(kind="order", id=str(order)))
    receipt = rig.connector.deliver(wanted)
    found = row(rig, "mail.activity", number(receipt.reference), "res_model", "res_id")
    assert (found["res_model"], found["res_id"]) == ("sale.order", order)
    assert receipt.url == f"{rig.odoo.url}/odoo/sale.order/{order}"


def test_the_chatter_says_why_a_task_was_closed(rig: OdooRig) -> None:
    closing = effect(rig, EffectKind.CLOSE)
    rig.connector.deliver(closing)
    (said,) = rig.odoo.call(
        "mail.message", "search_read", domain=[["body", "ilike", closing.marker]], fields=["body"]
    )
    assert "Call about &lt;overdue&gt; invoices" in said["body"]


def test_a_task_that_a_person_deleted_is_closed(rig: OdooRig) -> None:
    closing = effect(rig, EffectKind.CLOSE)
    rig.odoo.call("mail.activity", "unlink", ids=[number(closing.closes)])
    rig.proxy.reset()
    assert rig.connector.deliver(closing).found
    assert rig.proxy.writes == []


def test_only_an_activity_can_be_closed(rig: OdooRig) -> None:
    with pytest.raises(Skip, match="no activity"):
        rig.connector.deliver(effect(rig, EffectKind.CLOSE, closes="mail.message:1"))


# -- messages ------------------------------------------------------------------------------------------


def test_a_message_is_queued_for_the_customer_alone(rig: OdooRig) -> None:
    customer = rig.customer()
    (colleague,) = rig.odoo.call("res.partner", "create", vals_list=[{"name": "C", "email": "c@example.com"}])
    rig.odoo.call("res.partner", "message_subscribe", ids=[int(customer)], partner_ids=[colleague])
    wanted = effect(rig, EffectKind.MESSAGE, customer=customer)
    receipt = rig.connector.deliver(wanted)
    message = number(receipt.reference)
    notified = rig.odoo.call(
        "mail.notification",
        "search_read",
        domain=[["mail_message_id", "=", message]],
        fields=["res_partner_id", "notification_type", "notification_status"],
        load=None,
    )
    assert [(each["res_partner_id"], each["notification_type"]) for each in notified] == [
        (int(customer), "email")
    ]
    assert notified[0]["notification_status"] == "ready"
    (mail,) = rig.odoo.call(
        "mail.mail",
        "search_read",
        domain=[["mail_message_id", "=", message]],
        fields=["state", "subject", "recipient_ids", "body_html"],
    )
    assert (mail["state"], mail["recipient_ids"]) == ("outgoing", [int(customer)])
    assert mail["subject"] == wanted.text.title
    assert "1,234.50" in mail["body_html"]
    of_customer = [["res_model", "=", "res.partner"], ["res_id", "=", int(customer)]]
    followers = rig.odoo.call(
        "mail.followers", "search_read", domain=of_customer, fields=["partner_id"], load=None
    )
    (api_user,) = rig.odoo.call(
        "res.users", "search_read", domain=[["login", "=", "relance"]], fields=["partner_id"]
    )
    assert api_user["partner_id"][0] not in {each["partner_id"] for each in followers}


def test_a_customer_without_an_address_is_left_out(rig: OdooRig) -> None:
    wanted = effect(rig, EffectKind.MESSAGE, customer=rig.customer(email=False, name="Silent"))
    with pytest.raises(Skip) as caught:
        rig.connector.deliver(wanted)
    assert caught.value.user_message.startswith("Silent has no e-mail address in Odoo")
    assert rig.count(wanted) == 0


# -- holds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", BY_HAND)
def test_what_people_wrote_and_tagged_comes_back_exactly(rig: OdooRig, text: str) -> None:
    (tag,) = rig.odoo.call("res.partner.category", "create", vals_list=[{"name": "VIP"}])
    customer = rig.customer(sale_warn_msg=text, category_id=[[4, tag]])
    before = rig.seen(customer)
    rig.connector.deliver(effect(rig, EffectKind.HOLD, customer=customer))
    held = rig.seen(customer)
    assert held["sale_warn_msg"].startswith(before["sale_warn_msg"])
    assert tag in held["category_id"]
    assert len(held["category_id"]) == 2
    rig.connector.deliver(effect(rig, EffectKind.RELEASE, customer=customer))
    assert rig.seen(customer) == before


def test_words_written_during_a_hold_stay(rig: OdooRig) -> None:
    customer = rig.customer(sale_warn_msg="Call first.")
    rig.connector.deliver(effect(rig, EffectKind.HOLD, customer=customer))
    during = f"{rig.seen(customer)['sale_warn_msg']}\nAsk Jane."
    rig.odoo.call("res.partner", "write", ids=[int(customer)], vals={"sale_warn_msg": during})
    rig.connector.deliver(effect(rig, EffectKind.RELEASE, customer=customer))
    assert rig.seen(customer)["sale_warn_msg"] == "Call first.\nAsk Jane."


def test_a_release_that_a_person_did_already_writes_nothing(rig: OdooRig) -> None:
    customer = rig.customer()
    rig.connector.deliver(effect(rig, EffectKind.HOLD, customer=customer))
    by_hand = {"sale_warn_msg": False, "category_id": [[5]]}
    rig.odoo.call("res.partner", "write", ids=[int(customer)], vals=by_hand)
    release = replace(effect(rig, EffectKind.NOTE, customer=customer), kind=EffectKind.RELEASE)
    rig.proxy.reset()
    assert rig.connector.deliver(release).found
    assert rig.proxy.writes == []


def test_a_warning_has_no_tag_and_takes_an_older_one_off(rig: OdooRig) -> None:
    customer = rig.customer()
    strict = effect(rig, EffectKind.HOLD, customer=customer)
    assert strict.hold is not None
    mild = effect(rig, EffectKind.HOLD, customer=customer, hold=replace(strict.hold, level=Level.WARN))
    rig.connector.deliver(mild)
    assert rig.seen(customer)["category_id"] == []
    rig.connector.deliver(strict)
    assert len(rig.seen(customer)["category_id"]) == 1
    mild = effect(rig, EffectKind.HOLD, customer=customer, hold=replace(strict.hold, level=Level.WARN))
    rig.connector.deliver(mild)
    assert rig.seen(customer)["category_id"] == []
    assert rig.count(mild) == 1


def test_two_companies_hold_the_same_customer(rig: OdooRig) -> None:
    customer = rig.customer()
    other = Writer(_rpc(rig), company_id=2, url=rig.odoo.url)
    rig.connector.deliver(effect(rig, EffectKind.HOLD, customer=customer))
    other.deliver(effect(rig, EffectKind.HOLD, customer=customer))
    held = rig.seen(customer)
    assert held["sale_warn_msg"].count("--- /Relance") == 2
    release = replace(effect(rig, EffectKind.NOTE, customer=customer), kind=EffectKind.RELEASE)
    rig.connector.deliver(release)
    left = rig.seen(customer)
    assert left["sale_warn_msg"].count("--- /Relance") == 1
    assert left["category_id"] == held["category_id"]
    other.deliver(release)
    assert rig.seen(customer)["category_id"] == []


def test_a_crash_after_making_the_tag_makes_no_second_one(fresh_odoo: RealOdoo) -> None:
    with odoo_rig(fresh_odoo, "json2") as rig:
        wanted = effect(rig, EffectKind.HOLD)
        rig.proxy.cut_after(1)
        with pytest.raises(Unclear):
            rig.connector.deliver(wanted)
        assert rig.proxy.writes[0].name == "res.partner.category/create"
        assert rig.connector.find(wanted) is None
        rig.connector.deliver(wanted)
        assert rig.count(wanted) == 1
        assert len(rig.tags()) == 1
        french = Writer(_rpc(rig), company_id=1, url=rig.odoo.url, language="fr")
        french.deliver(effect(rig, EffectKind.HOLD))
        assert len(rig.tags()) == 1


def test_the_tag_speaks_the_configured_language(fresh_odoo: RealOdoo) -> None:
    with odoo_rig(fresh_odoo, "json2") as rig:
        Writer(_rpc(rig), company_id=1, url=rig.odoo.url, language="fr").deliver(effect(rig, EffectKind.HOLD))
        (tag,) = rig.tags()
        assert row(rig, "res.partner.category", tag, "name")["name"] == "Commandes bloquées (Relance)"


def test_without_the_sales_app_a_hold_is_a_tag_and_a_note(rig: OdooRig) -> None:
    writer = Writer(_WithoutSales(_rpc(rig)), company_id=1, url=rig.odoo.url)
    wanted = effect(rig, EffectKind.HOLD)
    assert writer.find(wanted) is None
    assert not writer.deliver(wanted).found
    assert writer.deliver(wanted).found
    assert writer.find(wanted) is not None
    assert rig.seen(wanted.customer)["sale_warn_msg"] is False
    assert len(rig.seen(wanted.customer)["category_id"]) == 1
    assert rig.odoo.call("mail.message", "search_count", domain=[["body", "ilike", wanted.marker]]) == 1


# -- trust ---------------------------------------------------------------------------------------------


def test_trust_goes_back_to_what_a_person_chose(rig: OdooRig) -> None:
    customer = rig.customer(trust="good")
    lowered = rig.connector.deliver(effect(rig, EffectKind.TRUST, customer=customer))
    assert rig.seen(customer)["trust"] == "bad"
    back = effect(rig, EffectKind.TRUST, customer=customer, trust="normal", closes=lowered.reference)
    rig.connector.deliver(back)
    assert rig.seen(customer)["trust"] == "good"


@pytest.mark.parametrize(("first", "later", "expected"), [("bad", None, "bad"), ("normal", "good", "good")])
def test_trust_that_a_person_set_stays(rig: OdooRig, first: str, later: str | None, expected: str) -> None:
    customer = rig.customer(trust=first)
    lowered = rig.connector.deliver(effect(rig, EffectKind.TRUST, customer=customer))
    if later:
        rig.odoo.call("res.partner", "write", ids=[int(customer)], vals={"trust": later})
    back = effect(rig, EffectKind.TRUST, customer=customer, trust="normal", closes=lowered.reference)
    rig.connector.deliver(back)
    assert rig.seen(customer)["trust"] == expected


# -- what cannot be written ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [kind for kind in EffectKind if kind not in {EffectKind.CLOSE, EffectKind.EXPECT, EffectKind.GRADE}],
)
def test_a_customer_that_was_deleted_is_left_out(rig: OdooRig, kind: EffectKind) -> None:
    wanted = effect(rig, kind)
    rig.odoo.call("res.partner", "unlink", ids=[int(wanted.customer)])
    with pytest.raises(Skip, match="deleted"):
        rig.connector.deliver(wanted)


@pytest.mark.parametrize("target", [Target(kind="customer", id="x"), Target(kind="ship", id="1")])
def test_a_target_odoo_does_not_have(rig: OdooRig, target: Target) -> None:
    with pytest.raises(Skip, match="no record of Odoo"):
        rig.connector.deliver(effect(rig, EffectKind.NOTE, target=target))


def test_a_company_the_user_may_not_see(rig: OdooRig) -> None:
    writer = Writer(_rpc(rig), company_id=99, url=rig.odoo.url)
    with pytest.raises(Stop, match="company_id"):
        writer.deliver(effect(rig, EffectKind.NOTE))


def test_a_user_without_the_right_to_write(rig: OdooRig) -> None:
    with pytest.raises(Skip, match="may not change customers"):
        rig.with_secret(rig.odoo.clerk_key).deliver(effect(rig, EffectKind.NOTE))


class _WithoutSales:
    """The same Odoo as it is when the sales app is not installed."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc

    @property
    def major(self) -> int:
        return self._rpc.major

    def call(self, model: str, method: str, /, **arguments: Value) -> Value:
        result = self._rpc.call(model, method, **arguments)
        return {} if (model, method) == ("res.partner", "fields_get") else result


def _rpc(rig: OdooRig) -> Rpc:
    return rig.rpc(rig.transport(), rig.secret)


def test_holds_need_a_customer(rig: OdooRig) -> None:
    with pytest.raises(Skip, match="stands on a customer"):
        rig.connector.deliver(effect(rig, EffectKind.HOLD, target=Target(kind="order", id="1")))
