"""What the reader makes of records that hang on others: lines, credits, debtors, estimates, the company."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from relance_connectors.state_file import StateFile
from relance_sync.rules.ledger import OrderState
from relance_sync.rules.money import money
from tests.connectors.quickbooks.reader_office import Office, ids, started

Opened = Callable[..., Office]


@pytest.mark.parametrize("book", ["deposit_from", "journal"])
def test_lines_that_were_handed_out_before_a_process_died(office: Office, book: str) -> None:
    started(office)
    document = getattr(office.books, book)(office.books.customer("Bill"), "5.00")
    for page in office.reader.changes(office.pulled.cursor):
        office.pulled.save(page)
        if any(":" in record.id for record in page.records):
            break
    assert office.pulled.records["credit" if book == "deposit_from" else "invoice"]
    # The next process only hears that there was such a document, not which lines it had.
    office.new_reader()
    office.books.delete(document)
    office.pull()
    office.assert_agrees()


def test_a_payment_that_leaves_a_journal_line(office: Office) -> None:
    started(office)
    bill = office.books.customer("Bill")
    journal = office.books.journal(bill, "30.00")
    payment = office.books.receive(bill, "30.00", [(journal, "30.00")])
    office.pull()
    line = f"JournalEntry:{journal.id}/0"
    (allocation,) = office.one("payment", f"Payment:{payment.id}").allocations
    assert (allocation.installment, allocation.amount) == (line, money("30.00", "USD"))
    assert office.one("invoice", line).installments[0].residual == 0
    office.later(days=1)
    office.metered()
    office.books.edit(payment, Line=[], TotalAmt="30.00")
    office.pull()
    assert office.metered() == 2  # the entry, which did not change, is asked for
    office.assert_agrees()
    assert office.one("invoice", line).installments[0].residual == Decimal("30.00")


def test_a_payment_that_is_deleted_leaves_a_journal_line(office: Office) -> None:
    started(office)
    bill = office.books.customer("Bill")
    journal = office.books.journal(bill, "30.00")
    payment = office.books.receive(bill, "20.00", [(journal, "20.00")])
    office.pull()
    office.later(days=1)
    office.metered()
    office.books.delete(payment)
    office.pull()
    assert office.metered() == 2
    office.assert_agrees()
    assert office.one("invoice", f"JournalEntry:{journal.id}/0").installments[0].residual == Decimal("30.00")


def test_a_credit_that_is_used_is_no_money(office: Office) -> None:
    first, *_ = started(office)
    amy = office.books.company.tables["Customer"]["1"]
    memo = office.books.credit_memo(amy, "30.00")
    use = office.books.use_credit(memo, first, "20.00")
    both = office.books.receive(amy, "50.00", [(first, "60.00"), (memo, "10.00")])
    office.pull()
    office.assert_agrees()
    assert f"Payment:{use.id}" not in ids(office, "payment")
    paid = office.one("payment", f"Payment:{both.id}")
    assert (paid.amount, [each.amount for each in paid.allocations]) == (
        money("50.00", "USD"),
        [money("50.00", "USD")],
    )


def test_who_owes_for_whom(office: Office) -> None:
    books = office.books
    parent = books.customer("Parent")
    below = books.customer("Site", parent=parent, BillWithParent=True)
    deeper = books.customer("Floor", parent=below, BillWithParent=True)
    beside = books.customer("Yard", parent=parent, BillWithParent=True)
    alone = books.customer("Branch", parent=parent)
    for each in (parent, below, deeper, beside, alone):
        books.invoice(each, "10.00")
    office.pull()
    office.assert_agrees()
    assert ids(office, "customer") == {parent.id, alone.id}
    assert office.one("balance", parent.id).amount == Decimal("40.00")
    # A payment of the parent's for one that owes for itself.
    (owed,) = [
        each for each in books.company.living("Invoice") if each.data["CustomerRef"]["value"] == alone.id
    ]
    office.later(days=1)
    office.pull()
    office.metered()
    books.receive(parent, "10.00", [(owed, "10.00")])
    books.invoice(deeper, "1.00")
    office.pull()
    office.assert_agrees()
    assert office.metered() == 2  # the one that did not change is asked for
    for changed in (below, alone):
        office.later(days=1)
        books.edit(changed, BillWithParent=not changed.data.get("BillWithParent"))
        office.pull()
        office.assert_agrees()
    assert ids(office, "customer") == {parent.id, below.id}


def test_a_customer_that_was_merged_into_another(office: Office) -> None:
    """The simulator merges nobody: one is marked as deleted, and what it had is the other's in silence."""
    started(office)
    bill, william = office.books.customer("Bill"), office.books.customer("William")
    estimate = office.books.estimate(bill, "10.00")
    office.pull()
    office.later(days=1)
    estimate.data, estimate.written = {**estimate.data, "CustomerRef": {"value": william.id}}, None
    bill.deleted, bill.written, bill.updated = True, None, office.now()
    office.pull()
    office.assert_agrees()
    assert office.one("order", estimate.id).customer == william.id
    assert bill.id not in ids(office, "customer")
    # That was once: the same tombstone comes again for some minutes.
    for _ in range(2):
        office.later(minutes=1)
        office.metered()
        office.pull()
        assert office.metered() == 1


def test_an_inactive_customer_still_owes(office: Office) -> None:
    started(office)
    office.books.deactivate(office.books.company.tables["Customer"]["1"])
    office.pull()
    office.assert_agrees()
    assert office.pull(full=True)
    office.assert_agrees()
    assert office.one("balance", "1").amount == Decimal("300.00")


def test_estimates_that_are_invoiced_in_parts(office: Office) -> None:
    books = office.books
    amy = books.customer("Amy")
    estimate = books.estimate(amy, "100.00", status="Accepted")
    closed = books.estimate(amy, "50.00", status="Accepted")
    link = [{"TxnId": estimate.id, "TxnType": "Estimate"}]
    part = books.invoice(amy, "30.00", LinkedTxn=link)
    books.edit(estimate, TxnStatus="Accepted")
    books.invoice_estimate(closed)
    office.pull()
    assert office.one("order", closed.id).uninvoiced == money(0, "USD")
    assert office.one("order", closed.id).state is OrderState.CONFIRMED
    assert office.one("order", estimate.id).uninvoiced == money("70.00", "USD")
    office.later(days=1)
    office.pull()
    office.metered()
    item = {"DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "1"}}}
    books.edit(part, Line=[{"Amount": "45.00", **item}])
    office.pull()
    assert office.one("order", estimate.id).uninvoiced == money("55.00", "USD")
    assert office.metered() == 2
    office.new_reader()
    office.pull(full=True)
    assert office.one("order", estimate.id).uninvoiced == money("55.00", "USD")


def test_other_currencies_are_not_compared(open_office: Opened) -> None:
    office = open_office(currencies=("EUR",))
    books = office.books
    books.rate("EUR", "1.10", "2026-01-01")
    hans, amy = books.customer("Hans", currency="EUR"), books.customer("Amy")
    invoice = books.invoice(hans, "100.00", day="2026-10-01")
    books.invoice(amy, "7.00")
    books.rate("EUR", "1.20", "2026-11-01")
    books.pay(invoice, "40.00", day="2026-11-02")
    office.pull()
    office.assert_agrees()
    assert office.one("invoice", invoice.id).currency == "EUR"
    assert office.one("rate", "EUR 2026-11-02").value == Decimal("1.20")
    assert ids(office, "balance") == {amy.id}


def test_the_newest_bank_day(office: Office) -> None:
    books = office.books
    amy = books.customer("Amy")
    assert office.pull()[-1].bank_day is None
    acts: list[tuple[Callable[[], Any], date]] = [
        (lambda: books.receive(amy, "1.00", day="2026-10-05"), date(2026, 10, 5)),
        (lambda: books.sales_receipt(amy, "1.00", day="2026-10-07"), date(2026, 10, 7)),
        (lambda: books.refund(amy, "1.00", day="2026-10-08"), date(2026, 10, 8)),
        (lambda: books.deposit_from(amy, "1.00", day="2026-10-09"), date(2026, 10, 9)),
        (
            lambda: books.use_credit(books.credit_memo(amy, "1.00"), books.invoice(amy, "1.00"), "1.00"),
            date(2026, 10, 9),
        ),
        # Dated ahead: it was seen on the day it was written.
        (lambda: books.receive(amy, "1.00", day="2027-10-05"), date(2026, 11, 24)),
    ]
    for act, day in acts:
        act()
        assert office.pull()[-1].bank_day == day
    office.later(days=1)
    assert office.pull()[-1].bank_day == date(2026, 11, 24)
    again = Office(office.simulator, books)
    assert again.pull()[-1].bank_day == date(2026, 11, 24)
    again.close()


def test_what_is_known_of_the_company_is_asked_once_a_week(open_office: Opened, tmp_path: Path) -> None:
    office = open_office(file=StateFile(tmp_path / "acme.books.json"))
    started(office)
    office.new_reader()
    books = office.reader.books()
    office.pull()
    assert books.name == "Sandbox Company"
    assert office.metered() == 1
    office.later(days=7)
    office.new_reader()
    office.reader.books()
    assert office.metered() == 1
    office.new_reader()
    office.reader.books()
    assert office.metered() == 0
    for spoiled in ("", "{", "[]", '{"format": 1}'):
        (tmp_path / "acme.books.json").write_text(spoiled)
        office.new_reader()
        assert office.reader.books() == books
    assert office.metered() == 4


def test_what_is_open_now(office: Office) -> None:
    first, second, third = started(office)
    office.books.pay(first, "40.00")
    office.books.delete(third)
    office.metered()
    asked = [first.id, second.id, third.id, "999", "JournalEntry:7/0"]
    assert office.reader.residuals(asked) == {first.id: Decimal("60.00"), second.id: Decimal("100.00")}
    assert office.metered() == 1
    assert office.reader.residuals([]) == {}
    assert office.metered() == 0


def test_watermarks_follow_the_platforms_clock(office: Office) -> None:
    first, *_ = started(office)
    office.books.pay(first, "10.00")
    office.later(days=1)
    office.pull()
    told = json.loads(office.pulled.cursor or "")["since"]
    zone = office.books.company.zone
    assert told == office.now().astimezone(zone).isoformat(timespec="seconds")
    assert office.overlap == timedelta(minutes=5)
