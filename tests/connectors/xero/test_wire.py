"""The client against the simulator's books: pages, changes, notes that are written once whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from relance_connectors.xero.client import LONGEST_NOTE, Client
from relance_sync.errors import Skip, Unclear
from tests.connectors.xero.rig import Company
from tests.simulators.xero import Kind, Organisation, Simulator, Trouble
from tests.simulators.xero.records import Record

SALES = 'Type=="ACCREC"'
DONE_BUT_LOST = [Kind.RESET_AFTER_COMMIT, Kind.TRUNCATED, Kind.CUT_BODY, Kind.HTML_502, Kind.DUPLICATE]
NOT_DONE = [
    Kind.RESET_BEFORE,
    Kind.HTML_503,
    Kind.EXPIRED,
    Kind.THROTTLED_MINUTE,
    Kind.THROTTLED_CONCURRENT,
    Kind.THROTTLED_APPMINUTE,
]


@pytest.fixture
def xero(acme: Company) -> Iterator[Client]:
    with acme.client() as client:
        yield client


@pytest.fixture
def dupont(organisation: Organisation) -> Record:
    return organisation.contact("Dupont SARL", email="compta@dupont.example")


@pytest.fixture
def invoice(organisation: Organisation, dupont: Record) -> Record:
    return organisation.invoice(dupont, "1000.10", due="2026-11-01")


def notes(xero: Client, kind: str, record: Record) -> list[str]:
    return [each["Details"] for each in xero.history(kind, record.id) if each["Changes"] == "Note"]


def test_many_invoices_come_in_pages_of_a_thousand(
    xero: Client, organisation: Organisation, dupont: Record, simulator: Simulator
) -> None:
    for _ in range(1001):
        organisation.invoice(dupont, "1.10")
    before = len(simulator.world.log.calls())
    first = xero.page("Invoices", where=SALES)
    second = xero.page("Invoices", 2, where=SALES)
    assert (len(first.rows), first.last, first.items) == (1000, False, 1001)
    assert (len(second.rows), second.last) == (1, True)
    assert first.rows[0]["Total"] == Decimal("1.10")
    made = simulator.world.log.calls()[before:]
    assert len(made) == 2
    assert made[0].received < made[0].plain / 5


def test_only_changes_are_told(
    xero: Client, organisation: Organisation, invoice: Record, dupont: Record, acme: Company
) -> None:
    acme.sleep(60)
    since = acme.now()
    assert xero.page("Invoices", since=since, where=SALES).rows == ()
    organisation.pay(invoice, "400.10")
    other = organisation.invoice(dupont, "5")
    found = {row["InvoiceID"]: row["AmountDue"] for row in xero.page("Invoices", since=since).rows}
    assert found == {invoice.id: Decimal("600.00"), other.id: Decimal("5.00")}


def test_some_records_by_their_ids(xero: Client, organisation: Organisation, dupont: Record) -> None:
    asked = [organisation.invoice(dupont, "1").id for _ in range(3)]
    organisation.invoice(dupont, "2")
    page = xero.page("Invoices", i_ds=asked, statuses=["AUTHORISED", "PAID"], summary_only=True)
    assert {row["InvoiceID"] for row in page.rows} == set(asked)
    assert xero.page("Contacts", i_ds=[dupont.id], include_archived=True).rows[0]["Name"] == "Dupont SARL"


@pytest.mark.parametrize("kind", ["Contacts", "Invoices", "Quotes"])
def test_a_note_is_written_on_each_kind(
    xero: Client, organisation: Organisation, invoice: Record, dupont: Record, kind: str
) -> None:
    record = {"Contacts": dupont, "Invoices": invoice, "Quotes": organisation.quote(dupont, "10")}[kind]
    text = "Relance: on hold · é".ljust(LONGEST_NOTE, ".")
    xero.add_history(kind, record.id, text, key="k1")
    assert notes(xero, kind, record) == [text]


@pytest.mark.parametrize("trouble", [*DONE_BUT_LOST, *NOT_DONE])
def test_a_note_is_written_once_whatever_happens(
    xero: Client, invoice: Record, simulator: Simulator, trouble: Kind
) -> None:
    simulator.world.troubles.order(Trouble(kind=trouble, method="PUT"))
    xero.add_history("Invoices", invoice.id, "Held [rl#7f3a9c12]", key="k1")
    assert notes(xero, "Invoices", invoice) == ["Held [rl#7f3a9c12]"]


def test_an_error_that_is_told_again_for_its_key_is_unclear_until_the_key_is_forgotten(
    xero: Client, invoice: Record, simulator: Simulator, acme: Company
) -> None:
    simulator.world.troubles.order(Trouble(kind=Kind.SERVER_ERROR, method="PUT"))
    with pytest.raises(Unclear):
        xero.add_history("Invoices", invoice.id, "Held", key="k1")
    assert notes(xero, "Invoices", invoice) == []
    acme.sleep(3600)
    xero.add_history("Invoices", invoice.id, "Held", key="k1")
    assert notes(xero, "Invoices", invoice) == ["Held"]


def test_the_same_key_with_other_words_is_unclear(xero: Client, invoice: Record) -> None:
    xero.add_history("Invoices", invoice.id, "Held", key="k1")
    with pytest.raises(Unclear):
        xero.add_history("Invoices", invoice.id, "Held again", key="k1")
    assert notes(xero, "Invoices", invoice) == ["Held"]


def test_a_date_that_a_customer_promised_is_written(xero: Client, invoice: Record) -> None:
    day = date(2026, 12, 24)
    assert xero.update("Invoices", invoice.id, key="k1", expected_payment_date=day)
    assert invoice.data["ExpectedPaymentDate"] == day
    assert invoice.data["Total"] == Decimal("1000.10")


def test_an_invoice_of_a_closed_period_is_left_as_it_is(
    xero: Client, organisation: Organisation, invoice: Record
) -> None:
    organisation.lock_period("2026-12-31")
    with pytest.raises(Skip, match="books are closed for that period"):
        xero.update("Invoices", invoice.id, key="k1", expected_payment_date=date(2026, 12, 24))


def test_an_email_goes_out_once(
    xero: Client, organisation: Organisation, invoice: Record, simulator: Simulator
) -> None:
    simulator.world.troubles.order(Trouble(kind=Kind.RESET_AFTER_COMMIT, path="/Email"))
    with pytest.raises(Unclear):
        xero.email_invoice(invoice.id, key="k1")
    assert len(organisation.outbox()) == 1
    found = xero.row("Invoices", invoice.id)
    assert found
    assert found["SentToContact"] is True


def test_a_contact_enters_a_group_and_leaves_it(
    xero: Client, organisation: Organisation, dupont: Record
) -> None:
    other = organisation.contact("Martin")
    theirs = organisation.contact_group("VIP", [other])
    made = xero.create_group("Credit hold (Relance)", key="k1")
    xero.add_to_group(made["ContactGroupID"], [dupont.id], key="k2")
    names = {row["ContactGroupID"]: row["Name"] for row in xero.page("ContactGroups").rows}
    assert names == {theirs.id: "VIP", made["ContactGroupID"]: "Credit hold (Relance)"}
    group = xero.row("ContactGroups", made["ContactGroupID"])
    assert group
    assert [each["ContactID"] for each in group["Contacts"]] == [dupont.id]
    for _ in range(2):
        xero.remove_from_group(made["ContactGroupID"], dupont.id)
    assert xero.row("ContactGroups", made["ContactGroupID"])["Contacts"] == []  # type: ignore[index]


def test_xeros_own_reminders_are_noticed(xero: Client, organisation: Organisation) -> None:
    organisation.reminders_on()
    assert xero.reminds()


def test_a_slow_minute_is_waited_out(acme: Company, xero: Client, simulator: Simulator) -> None:
    simulator.world.troubles.order(Trouble(kind=Kind.THROTTLED_MINUTE, retry_after=23))
    before = acme.now()
    assert xero.organisation()
    assert acme.now() - before == timedelta(seconds=23)
