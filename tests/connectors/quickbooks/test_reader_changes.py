"""What the reader learns after the first reading: deletions, caps, and long pauses."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.connectors.quickbooks.reader_office import Office, ids, started
from tests.simulators.quickbooks import Limits, Simulator
from tests.simulators.quickbooks.company import Record

Opened = Callable[..., Office]


def estimated(office: Office, number: int) -> list[Record]:
    """Make estimates, pull them, and let a day pass."""
    bill = office.books.customer("Bill")
    made = [office.books.estimate(bill, "10.00") for _ in range(number)]
    office.later(hours=1)
    office.pull()
    office.later(days=1)
    office.metered()
    return made


def changes_at_once(office: Office, records: list[Record], *, deleted: int = 3, seconds: int = 1) -> None:
    for number, each in enumerate(records):
        if number < deleted:
            office.books.delete(each)
        else:
            office.books.edit(each, PrivateNote="moved")
        office.later(seconds=seconds)


def test_more_changes_than_one_answer_holds(office: Office) -> None:
    changes_at_once(office, estimated(office, 1203))
    office.pull()
    # The first answer is full, the second goes on from its last instant, the third is about the rest.
    assert office.metered() == 3
    office.assert_agrees()


def test_a_cap_that_is_for_all_entities_together() -> None:
    with Simulator(limits=Limits.none(), frozen=True, cap_whole=True) as quickbooks:
        office = Office(quickbooks, quickbooks.open())
        made = estimated(office, 850)
        invoices = started(office, invoices=100)
        for each in invoices:
            office.books.pay(each, "10.00")
        changes_at_once(office, made)
        estimate = office.books.estimate(office.books.customer("Carol"), "10.00")
        office.pull()
        office.assert_agrees()
        assert estimate.id in ids(office, "order")
        assert office.metered() < 10
        office.close()


def test_more_changes_in_one_second_than_an_answer_holds(office: Office) -> None:
    changes_at_once(office, estimated(office, 1100), deleted=0, seconds=0)
    office.pull()
    office.assert_agrees()
    assert json.loads(office.pulled.cursor or "")["full_due"]
    office.later(days=1)
    office.metered()
    office.pull()
    office.assert_agrees()
    assert not json.loads(office.pulled.cursor or "")["full_due"]
    office.metered()
    office.pull()
    assert office.metered() == 1


# QuickBooks says that it knows 30 days; the last of them is not relied on.
@pytest.mark.parametrize(("days", "whole"), [(28, False), (29.5, True), (31, True), (400, True)])
def test_a_long_pause(office: Office, days: float, *, whole: bool) -> None:
    first, second, _ = started(office)
    office.books.delete(first)
    office.books.void(second)
    office.later(days=days)
    assert office.pull()[-1].complete is whole
    office.assert_agrees()
    assert first.id not in ids(office, "invoice")
    assert office.one("invoice", second.id).installments[0].residual == 0


def test_a_full_reading_finds_what_changes_do_not_tell(office: Office) -> None:
    started(office)
    for kind in ("invoice", "credit", "payment", "order", "customer"):
        office.pulled.records[kind]["gone"] = object()
    office.pull()
    assert "gone" in ids(office, "invoice")
    pages = office.pull(full=True)
    office.assert_agrees()
    assert pages[-1].kind == "balance"
    assert pages[-1].complete


def test_a_full_reading_begins_once(office: Office) -> None:
    started(office, invoices=5)
    pages = office.reader.changes(office.pulled.cursor, full=True)
    office.pulled.save(next(pages))
    office.new_reader()
    assert office.pull(full=True)
    office.pulled.records["invoice"]["gone"] = object()
    # The process that went on had not seen everything: the next one reads all again, without being told.
    office.new_reader()
    office.pull()
    office.assert_agrees()


def test_what_was_deleted_before_anybody_knew_it(office: Office) -> None:
    started(office)
    amy = office.books.customer("Bill")
    for each in (
        office.books.invoice(amy, "1.00"),
        office.books.credit_memo(amy, "1.00"),
        office.books.receive(amy, "1.00"),
        office.books.journal(amy, "1.00"),
        office.books.deposit_from(amy, "1.00"),
        office.books.estimate(amy, "1.00"),
    ):
        office.books.delete(each)
    office.pull()
    office.assert_agrees()


def test_rows_that_come_again_cost_nothing(office: Office) -> None:
    first, *_ = started(office)
    office.books.pay(first, "10.00")
    assert any(page.records for page in office.pull())
    office.later(minutes=1)
    office.new_reader()
    assert not any(page.records for page in office.pull())
    # A balance may move twice within a second, without a new version of the customer.
    office.books.pay(first, "5.00")
    office.pull()
    office.metered()
    office.books.receive(office.books.company.tables["Customer"]["1"], "5.00")
    office.pull()
    assert office.metered() == 1
    office.assert_agrees()
