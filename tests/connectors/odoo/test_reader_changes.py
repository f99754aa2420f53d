"""The reader on a real Odoo 19: after what people do there, a pull touches whom it concerns and adds up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from relance_sync.rules.money import money
from tests.connectors.odoo.reader_desk import Desk
from tests.real_odoo import RealOdoo


@pytest.fixture
def desk(fresh_odoo: RealOdoo) -> Desk:
    return Desk(fresh_odoo)


def test_a_payment_touches_its_customer_only(desk: Desk) -> None:
    customer = desk.office.customer()
    invoice = desk.office.invoice(customer, 100)
    desk.pull()
    assert desk.residuals(invoice) == [Decimal(100)]
    desk.office.pay(invoice, 40)
    assert desk.pull() == {str(customer)}
    assert desk.residuals(invoice) == [Decimal(60)]
    (payment,) = [each for each in desk.ledger.records["payment"].values() if each.customer == str(customer)]
    assert payment.amount == money("40.00", "USD")
    (allocation,) = payment.allocations
    assert allocation.installment == desk.one("invoice", invoice).installments[0].id
    assert allocation.amount == money("40.00", "USD")
    desk.office.pay(invoice, 60)
    assert desk.pull() == {str(customer)}
    assert desk.residuals(invoice) == [Decimal(0)]
    assert desk.reconciles()


def test_a_matching_undone(desk: Desk) -> None:
    customer = desk.office.customer()
    invoice = desk.office.invoice(customer, 100)
    desk.office.pay(invoice, 100)
    desk.pull()
    desk.office.unmatch(invoice)
    assert desk.pull() == {str(customer)}
    assert desk.residuals(invoice) == [Decimal(100)]
    (credit,) = [each for each in desk.ledger.records["credit"].values() if each.customer == str(customer)]
    assert credit.residual == money("100.00", "USD")
    assert desk.reconciles()


def test_a_credit_note_set_against_an_invoice(desk: Desk) -> None:
    customer = desk.office.customer()
    invoice, note = desk.office.invoice(customer, 100), desk.office.credit_note(customer, 30)
    (line,) = desk.office.lines(note)
    desk.pull()
    assert desk.one("credit", line).residual == money("30.00", "USD")
    desk.office.match(invoice, note)
    assert desk.pull() == {str(customer)}
    assert not desk.has("credit", line)
    assert desk.residuals(invoice) == [Decimal(70)]
    assert desk.reconciles()


def test_a_prepayment_of_a_contact_is_its_companys_credit(desk: Desk) -> None:
    customer = desk.office.customer()
    contact = desk.office.customer("Jeanne", company=False, parent_id=customer)
    desk.office.prepay(contact, 25)
    desk.pull()
    (credit,) = [each for each in desk.ledger.records["credit"].values() if each.customer == str(customer)]
    assert credit.residual == money("25.00", "USD")
    assert desk.has("customer", customer)
    assert not desk.has("customer", contact)
    assert desk.reconciles()


def test_a_cancelled_payment(desk: Desk) -> None:
    customer = desk.office.customer()
    invoice = desk.office.invoice(customer, 100)
    payment = desk.office.pay(invoice, 100)
    desk.pull()
    desk.office.call("account.payment", "action_draft", ids=[payment])
    desk.office.call("account.payment", "action_cancel", ids=[payment])
    assert desk.pull() == {str(customer)}
    assert desk.residuals(invoice) == [Decimal(100)]
    assert str(customer) not in {each.customer for each in desk.ledger.records["payment"].values()}
    assert desk.reconciles()


def test_a_payment_that_came_back(desk: Desk) -> None:
    """Its entry is reversed: the payment stays in the books with the day, the invoice is open again."""
    customer = desk.office.customer()
    invoice = desk.office.invoice(customer, 100)
    payment = desk.office.pay(invoice, 100, payment_date="2026-11-02")
    desk.pull()
    assert desk.one("payment", payment).returned_on is None
    desk.office.reverse(desk.office.entry_of(payment), "2026-11-22")
    assert desk.pull() == {str(customer)}
    assert desk.one("payment", payment).returned_on == date(2026, 11, 22)
    assert desk.residuals(invoice) == [Decimal(100)]
    assert desk.reconciles()
    desk.pull(full=True)
    assert desk.one("payment", payment).returned_on == date(2026, 11, 22)


def test_a_bank_entry_that_came_back(desk: Desk) -> None:
    customer = desk.office.customer()
    invoice = desk.office.invoice(customer, 100)
    move = desk.office.bank_entry(customer, 100)
    waiting = desk.office.find("account.move.line", ["move_id", "=", move], ["balance", "<", 0])
    desk.office.change("account.move.line", waiting, account_id=desk.office.receivable(customer))
    desk.office.match(invoice, move)
    desk.pull()
    desk.office.reverse(move, "2026-11-22")
    assert desk.pull() == {str(customer)}
    assert desk.one("payment", f"line:{waiting}").returned_on == date(2026, 11, 22)
    assert desk.residuals(invoice) == [Decimal(100)]
    assert desk.reconciles()


def test_a_bank_entry_matched_with_an_invoice(desk: Desk) -> None:
    customer = desk.office.customer()
    invoice = desk.office.invoice(customer, 100)
    move = desk.office.bank_entry(customer, 100)
    desk.pull()
    assert desk.residuals(invoice) == [Decimal(100)]
    waiting = desk.office.find("account.move.line", ["move_id", "=", move], ["balance", "<", 0])
    desk.office.change("account.move.line", waiting, account_id=desk.office.receivable(customer))
    desk.office.match(invoice, move)
    assert desk.pull() == {str(customer)}
    assert desk.residuals(invoice) == [Decimal(0)]
    assert desk.one("payment", f"line:{waiting}").allocations[0].amount == money("100.00", "USD")
    assert desk.reconciles()


def test_back_to_draft_cancelled_and_posted_again(desk: Desk) -> None:
    customer = desk.office.customer()
    first, second = desk.office.invoice(customer, 100), desk.office.invoice(customer, 50)
    desk.pull()
    desk.office.to_draft(first)
    desk.office.cancel(second)
    assert desk.pull() == {str(customer)}
    assert not desk.has("invoice", first)
    assert not desk.has("invoice", second)
    desk.office.post(first)
    assert desk.pull() == {str(customer)}
    assert desk.residuals(first) == [Decimal(100)]
    assert desk.reconciles()


def test_a_deleted_invoice_leaves_with_the_next_full_pull(desk: Desk) -> None:
    customer = desk.office.customer()
    invoice, kept = desk.office.invoice(customer, 100), desk.office.invoice(customer, 50)
    desk.pull()
    desk.office.delete(invoice)
    desk.pull()
    assert not desk.reconciles()
    desk.pull(full=True)
    assert not desk.has("invoice", invoice)
    assert desk.has("invoice", kept)
    assert desk.reconciles()


def test_a_deleted_credit_leaves_with_the_next_pull(desk: Desk) -> None:
    customer = desk.office.customer()
    note = desk.office.credit_note(customer, 30)
    (line,) = desk.office.lines(note)
    desk.pull()
    desk.office.delete(note)
    assert desk.pull() == {str(customer)}
    assert not desk.has("credit", line)
    assert desk.reconciles()


def test_excluded_from_follow_up(desk: Desk) -> None:
    customer = desk.office.customer()
    invoice = desk.office.invoice(customer, 100)
    desk.pull()
    assert desk.one("invoice", invoice).chased
    desk.office.change("account.move.line", desk.office.lines(invoice)[0], no_followup=True)
    assert desk.pull() == {str(customer)}
    assert not desk.one("invoice", invoice).chased
