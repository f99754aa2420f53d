"""Webhooks: intent to receive, signed events by Xero's published description, repeated tries, forgeries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.simulators.xero import Organisation, Simulator
from tests.simulators.xero.webhooks import Status, Subscription
from tests.simulators.xero.wire import Notice
from tests.simulators.xero_tests.client import Client
from tests.simulators.xero_tests.receiver import Receiver

KEY = "a key of the app"
ORACLE = Path(__file__).resolve().parents[2] / "oracles" / "xero-webhooks.yaml"
RECORD = "55d84274-a3da-4829-a7c0-0cab601b95cc"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver(KEY) as running:
        yield running


@pytest.fixture
def to(client: Client, receiver: Receiver) -> Subscription:
    """A subscription of a connected organisation that has shown its intent to receive."""
    made = client.simulator.webhooks.register(receiver.url, client.simulator.client_id, key=KEY)
    client.simulator.webhooks.ask_intent(made)
    receiver.taken.clear()
    receiver.bodies.clear()
    return made


def notice(organisation: Organisation, category: str = "CONTACT", **more: Any) -> None:
    at = organisation.notices[-1].at if organisation.notices else datetime(2026, 11, 24, 12, tzinfo=UTC)
    organisation.notices.append(Notice(category=category, kind="UPDATE", record=RECORD, at=at, **more))


def standing(to: Subscription) -> str:
    return to.status.value


def wrongs(deliveries: list[Any]) -> list[str]:
    return [each.wrong for each in deliveries]


def test_intent_to_receive(client: Client, receiver: Receiver) -> None:
    webhooks = client.simulator.webhooks
    made = webhooks.register(receiver.url, client.simulator.client_id, key=KEY)
    notice(client.organisation)
    assert webhooks.deliver(made) == []  # nothing before it has passed
    sent = webhooks.ask_intent(made)
    assert [(each.signed, each.status, each.wrong) for each in sent] == [
        (False, 401, ""),
        (True, 200, ""),
    ] * 2
    assert made.status == Status.OK
    assert all(each["events"] == [] and each["lastEventSequence"] == 0 for each in receiver.taken)
    assert len({each["entropy"] for each in receiver.taken}) == 2
    assert [each.events for each in webhooks.deliver(made)] == [1]


@pytest.mark.parametrize(
    ("mood", "wrong"),
    [
        ("credulous", "answered 200, expected 401"),
        ("closed", "answered 500, expected 401"),
        ("chatty", "the answer has a body"),
        ("cookies", "the answer sets a cookie"),
    ],
)
def test_a_receiver_that_does_not_pass(client: Client, receiver: Receiver, mood: str, wrong: str) -> None:
    made = client.simulator.webhooks.register(receiver.url, client.simulator.client_id, key=KEY)
    receiver.mood = mood
    assert wrong in wrongs(client.simulator.webhooks.ask_intent(made))
    assert made.status == Status.INTENT_REQUIRED


def test_a_receiver_with_the_wrong_key(client: Client, receiver: Receiver) -> None:
    made = client.simulator.webhooks.register(receiver.url, client.simulator.client_id, key="another")
    assert "answered 401, expected 200" in wrongs(client.simulator.webhooks.ask_intent(made))


def test_what_people_do_is_told_in_order(client: Client, to: Subscription, receiver: Receiver) -> None:
    contact = client.organisation.contact("Amy")
    client.organisation.invoice(contact, "100.00")
    told = client.simulator.webhooks.deliver(to)
    assert wrongs(told) == [""]
    (payload,) = receiver.taken
    first = payload["events"][0]
    assert [each["eventCategory"] for each in payload["events"]][:2] == ["CONTACT", "INVOICE"]
    assert (first["eventType"], first["tenantType"]) == ("CREATE", "ORGANISATION")
    assert first["tenantId"] == client.organisation.tenant_id
    assert first["eventDateUtc"] == "2026-11-24T12:00:00.000"
    assert first["resourceUrl"] == f"{client.simulator.api_url}/Contacts/{first['resourceId']}"
    token = client.simulator.tokens()["access_token"]
    client.use(token)
    path = first["resourceUrl"].removeprefix(f"{client.simulator.api_url}/")
    assert client.get(path)["Contacts"][0]["Name"] == "Amy"
    assert (payload["firstEventSequence"], payload["lastEventSequence"]) == (1, len(payload["events"]))
    notice(client.organisation)
    client.simulator.webhooks.deliver(to)
    assert receiver.taken[1]["firstEventSequence"] == payload["lastEventSequence"] + 1
    assert client.simulator.webhooks.deliver(to) == []


def test_events_are_as_the_published_description_says(
    client: Client, to: Subscription, receiver: Receiver
) -> None:
    for category in ("CONTACT", "INVOICE"):
        notice(client.organisation, category)
    notice(client.organisation, "CREDITNOTE", data={"Type": "ACCRECCREDIT", "Status": "PAID"})
    client.simulator.webhooks.deliver(to)
    schemas = yaml.load(ORACLE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["components"]["schemas"]
    event = schemas["WebhookEvent"]
    items = event["properties"]["events"]["items"]
    (payload,) = receiver.taken
    assert set(payload) == set(event["required"])
    for each in payload["events"]:
        assert set(items["required"]) <= set(each) <= {*items["properties"], "data"}
        for name in ("eventType", "eventCategory", "tenantType"):
            assert each[name] in [one["const"] for one in items["properties"][name]["oneOf"]]
    assert payload["events"][2]["data"] == {"Type": "ACCRECCREDIT", "Status": "PAID"}
    assert [each["resourceUrl"].split("/")[-2] for each in payload["events"]] == [
        "Contacts",
        "Invoices",
        "CreditNotes",
    ]


def test_a_receiver_that_is_down_gets_the_same_again_for_a_day(
    client: Client, to: Subscription, receiver: Receiver
) -> None:
    webhooks, clock = client.simulator.webhooks, client.simulator.world.clock
    receiver.mood = "closed"
    notice(client.organisation)
    assert wrongs(webhooks.deliver(to)) == ["answered 500, expected 200"] * 2  # at once and once more
    assert standing(to) == "retry"
    notice(client.organisation)
    clock.advance(timedelta(minutes=14))
    assert webhooks.deliver(to) == []
    clock.advance(timedelta(minutes=1))
    assert len(webhooks.deliver(to)) == 1
    assert len(set(receiver.bodies)) == 1
    receiver.mood = "good"
    clock.advance(timedelta(minutes=15))
    assert wrongs(webhooks.deliver(to)) == ["", ""]  # what waited, then what came meanwhile
    assert [each["firstEventSequence"] for each in receiver.taken] == [1, 2]
    assert standing(to) == "ok"


def test_a_receiver_that_is_down_for_longer_is_cut_off_and_gets_it_all_later(
    client: Client, to: Subscription, receiver: Receiver
) -> None:
    webhooks, clock = client.simulator.webhooks, client.simulator.world.clock
    receiver.mood = "gone"
    notice(client.organisation)
    assert {each.status for each in webhooks.deliver(to)} == {0}
    clock.advance(timedelta(hours=24))
    webhooks.deliver(to)
    assert to.status == Status.DISABLED
    notice(client.organisation)
    clock.advance(timedelta(days=1))
    assert webhooks.deliver(to) == []
    receiver.mood = "good"
    webhooks.ask_intent(to)
    assert [each.events for each in webhooks.deliver(to)] == [2]
    receiver.mood = "gone"
    notice(client.organisation)
    webhooks.deliver(to)
    clock.advance(timedelta(hours=24))
    webhooks.deliver(to)
    clock.advance(timedelta(days=31))
    receiver.mood = "good"
    webhooks.ask_intent(to)
    assert webhooks.deliver(to) == []  # kept for 31 days


def test_only_connected_organisations_and_chosen_categories_are_told_of(
    simulator: Simulator, client: Client, receiver: Receiver
) -> None:
    stranger = simulator.open("Not connected")
    made = simulator.webhooks.register(receiver.url, simulator.client_id, key=KEY, categories=["INVOICE"])
    simulator.webhooks.ask_intent(made)
    receiver.taken.clear()
    for organisation in (stranger, client.organisation):
        notice(organisation, "INVOICE")
        notice(organisation, "CONTACT")
    simulator.webhooks.deliver(made)
    (payload,) = receiver.taken
    assert [(each["tenantId"], each["eventCategory"]) for each in payload["events"]] == [
        (client.organisation.tenant_id, "INVOICE")
    ]
    with pytest.raises(ValueError, match="PAYMENT"):
        simulator.webhooks.register(receiver.url, simulator.client_id, categories=["PAYMENT"])


def test_a_forgery(client: Client, to: Subscription, receiver: Receiver) -> None:
    (done,) = client.simulator.webhooks.forge(to)
    assert (done.status, done.wrong, done.events) == (401, "", 1)
    receiver.mood = "credulous"
    assert wrongs(client.simulator.webhooks.forge(to)) == ["answered 200, expected 401"]
    assert to.status == Status.OK


def test_over_the_control_endpoint(client: Client, receiver: Receiver) -> None:
    made = client.control("POST", "webhooks", {"url": receiver.url, "key": KEY, "categories": ["CONTACT"]})
    where = f"webhooks/{made['id']}"
    assert client.control("POST", f"{where}/intent")["status"] == "ok"
    client.control("POST", f"organisations/{client.organisation.tenant_id}/do/contact", {"name": "Amy"})
    (sent,) = client.control("POST", f"{where}/deliver")["deliveries"]
    assert (sent["events"], sent["signed"], sent["status"], sent["wrong"]) == (1, True, 200, "")
    assert client.control("POST", f"{where}/forge")["deliveries"][0]["status"] == 401
    (listed,) = client.control("GET", "webhooks")
    assert (listed["waiting"], len(listed["deliveries"])) == (0, 6)
    client.control("DELETE", where)
    assert client.control("GET", "webhooks") == []
