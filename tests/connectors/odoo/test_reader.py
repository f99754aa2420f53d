"""The reader on a real Odoo 19: what is in its books is what the ledger says, in few calls."""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import Decimal

import pytest

from relance_connectors.odoo.jsonrpc import JsonRpc
from relance_connectors.transport import Transport
from relance_sync.errors import Stop
from relance_sync.rules.ledger import Kind, OrderState
from relance_sync.rules.money import money
from tests.connectors.odoo.reader_books import COMPANY, Office
from tests.connectors.odoo.reader_desk import Desk
from tests.real_odoo import RealOdoo

ALL_COMPANIES = (1, 2, 3)
CALLS_FOR_NOTHING = 13


@pytest.fixture
def desk(fresh_odoo: RealOdoo) -> Desk:
    return Desk(fresh_odoo)


@pytest.mark.parametrize("company", ALL_COMPANIES)
def test_the_demo_companies_add_up(odoo: RealOdoo, company: int) -> None:
    desk = Desk(odoo, company=company)
    desk.pull()
    assert desk.ledger.records["invoice"]
    assert desk.ledger.records["credit"]
    assert desk.ledger.owed()
    assert desk.reconciles()
    assert desk.ledger.by_customer().keys() == desk.ledger.records["customer"].keys()
    assert not desk.ledger.skipped


def test_books(odoo: RealOdoo) -> None:
    books = Desk(odoo, company=2).reader.books()
    assert (books.name, books.currency, books.country, books.language) == ("FR Company", "EUR", "FR", "en")
    assert books.bank_day
    assert books.url == "https://odoo.test"


def test_calls_of_a_whole_pull_are_rows_by_page_and_a_constant(odoo: RealOdoo) -> None:
    wide, narrow = Desk(odoo), Desk(odoo, page_size=4)
    wide.pull()
    narrow.pull()
    assert narrow.ledger.records == wide.ledger.records
    rows = {
        "res.partner": len(wide.ledger.records["customer"]),
        "account.move": len(wide.ledger.records["invoice"]),
        "sale.order": len(wide.ledger.records["order"]),
    }
    for model, count in rows.items():
        assert narrow.rpc.calls[model] <= math.ceil(count / 4) + wide.rpc.calls[model]


def test_a_pull_after_nothing_happened(odoo: RealOdoo) -> None:
    desk = Desk(odoo, overlap=timedelta(0))
    desk.pull()
    desk.rpc.calls.clear()
    assert desk.pull() == set()
    assert desk.rpc.calls.total() <= CALLS_FOR_NOTHING


def test_a_pull_goes_on_after_any_page(odoo: RealOdoo) -> None:
    desk = Desk(odoo, page_size=5)
    pages = list(desk.reader.changes(None))
    desk.pull()
    assert len(pages) > 10
    for cut in range(len(pages)):
        other = Desk(odoo, page_size=5)
        for page in pages[: cut + 1]:
            other.ledger.save(page)
        other.pull()
        assert other.ledger.records == desk.ledger.records


def test_several_installments(desk: Desk) -> None:
    customer = desk.office.customer()
    invoice = desk.office.invoice(customer, 100, invoice_payment_term_id=desk.office.in_two_parts())
    desk.office.pay(invoice, 60)
    desk.pull()
    first, second = desk.one("invoice", invoice).installments
    assert (first.due, second.due) == (date(2026, 10, 1), date(2026, 10, 31))
    assert (first.amount, second.amount) == (Decimal(50), Decimal(50))
    assert (first.residual, second.residual) == (Decimal(0), Decimal(40))
    assert desk.reader.residuals([first.id, second.id, "999999", "gone"]) == {
        first.id: Decimal(0),
        second.id: Decimal(40),
    }


def test_foreign_currency(desk: Desk) -> None:
    office = desk.office
    yen = office.currency("JPY")
    office.make(
        "res.currency.rate", name="2026-01-01", currency_id=yen, company_id=COMPANY, inverse_company_rate=0.01
    )
    customer = office.customer()
    invoice = office.invoice(customer, 1000, currency_id=yen)
    desk.pull()
    assert desk.one("invoice", invoice).currency == "JPY"
    (item,) = desk.one("invoice", invoice).installments
    assert (item.amount, item.residual, item.booked) == (Decimal(1000), Decimal(1000), Decimal("10.00"))
    assert desk.one("rate", "JPY 2026-01-01").value == pytest.approx(Decimal("0.01"))
    assert desk.reconciles()
    # Paid at another rate, Odoo books the difference; nothing of it is left to collect.
    office.make(
        "res.currency.rate", name="2026-11-01", currency_id=yen, company_id=COMPANY, inverse_company_rate=0.02
    )
    office.pay(invoice, 1000, currency_id=yen, payment_date="2026-11-02")
    assert desk.pull() == {str(customer)}
    assert desk.residuals(invoice) == [Decimal(0)]
    assert desk.reconciles()


def test_merged_customers(desk: Desk) -> None:
    kept, other = desk.office.customer("Dupont"), desk.office.customer("Dupond")
    invoice = desk.office.invoice(other, 100)
    entry = desk.office.opening_balance(other, 20)
    order = desk.office.order(other, 70)
    desk.pull()
    desk.office.merge(kept, other)
    desk.pull()
    assert desk.one("invoice", invoice).customer == str(kept)
    (line,) = desk.office.lines(entry)
    assert desk.one("invoice", f"line:{line}").customer == str(kept)
    assert desk.one("order", order).customer == str(kept)
    assert desk.has("customer", kept)
    assert desk.reconciles()
    desk.pull(full=True)
    assert not desk.has("customer", other)


def test_an_opening_balance_is_an_invoice_without_due_date(desk: Desk) -> None:
    customer = desk.office.customer()
    move = desk.office.opening_balance(customer, 80)
    (line,) = desk.office.lines(move)
    desk.pull()
    opening = desk.one("invoice", f"line:{line}")
    assert (opening.customer, opening.issued) == (str(customer), date(2026, 1, 1))
    assert [(each.id, each.due, each.residual) for each in opening.installments] == [
        (str(line), None, Decimal(80))
    ]
    assert not opening.chased  # Odoo excludes journal entries from follow-up unless told otherwise.
    desk.office.match(move, desk.office.credit_note(customer, 80))
    desk.pull()
    assert not desk.has("invoice", f"line:{line}")
    assert desk.reconciles()


def test_an_entry_without_a_customer_is_reported(desk: Desk) -> None:
    move = desk.office.opening_balance(False, 80)
    (line,) = desk.office.lines(move)
    desk.pull()
    problem = desk.ledger.skipped["invoice", f"line:{line}"]
    assert "partner_id" in problem
    assert desk.office.read("account.move", move, "name")["name"] in problem


def test_customers(desk: Desk) -> None:
    company = desk.office.customer("ACME", email="pay@acme.test", phone="+33 1", user_id=2)
    person = desk.office.customer("Jeanne", company=False)
    nobody = desk.office.customer("Never ordered")
    desk.office.invoice(company, 10)
    desk.office.order(person, 10)
    desk.pull()
    found = desk.one("customer", company)
    assert (found.name, found.kind, found.email, found.phone) == (
        "ACME",
        Kind.ENTITY,
        "pay@acme.test",
        "+33 1",
    )
    assert (found.salesperson, found.collector, found.language) == ("2", None, "en")
    assert found.url == f"https://odoo.test/odoo/res.partner/{company}"
    assert desk.one("customer", person).kind is Kind.PERSON
    assert not desk.has("customer", nobody)
    desk.office.change("res.partner", company, name="ACME SA")
    assert desk.pull() == {str(company)}
    assert desk.one("customer", company).name == "ACME SA"


def test_tags_by_their_names_without_ours(desk: Desk) -> None:
    office = desk.office
    names = ("Joinery", "Orders on hold (Relance)")
    made = [office.make("res.partner.category", name=name) for name in names]
    customer = office.customer(category_id=[[6, 0, made]])
    office.invoice(customer, 10)
    desk.pull()
    assert desk.one("customer", customer).tags == ("Joinery",)
    office.change("res.partner", customer, category_id=[[3, made[0]]])
    assert desk.pull() == {str(customer)}
    assert desk.one("customer", customer).tags == ()
    office.change("res.partner", customer, category_id=[[3, made[1]]])
    assert desk.pull() == set()


def test_an_archived_customer_still_owes(desk: Desk) -> None:
    customer = desk.office.customer()
    desk.office.invoice(customer, 10)
    desk.office.change("res.partner", customer, active=False)
    desk.pull()
    assert desk.has("customer", customer)
    assert desk.reconciles()


def test_credit_limits_count_where_odoo_uses_them(fresh_odoo: RealOdoo) -> None:
    desk = Desk(fresh_odoo)
    limited, free = desk.office.customer("Limited", credit_limit=500), desk.office.customer("Free")
    for each in (limited, free):
        desk.office.invoice(each, 10)
    desk.pull()
    assert desk.one("customer", limited).credit_limit is None
    desk.office.change("res.company", COMPANY, account_use_credit_limit=True)
    again = Desk(fresh_odoo)
    again.pull()
    assert again.one("customer", limited).credit_limit == Decimal(500)
    assert again.one("customer", free).credit_limit is None


def test_orders(desk: Desk) -> None:
    office = desk.office
    customer = office.customer()
    contact = office.customer("Jeanne", company=False, parent_id=customer)
    order = office.order(contact, 100, 2)
    desk.pull()
    quotation = desk.one("order", order)
    assert (quotation.customer, quotation.state) == (str(customer), OrderState.QUOTATION)
    assert quotation.total == money("200.00", "USD")
    office.confirm(order)
    assert desk.pull() == {str(customer)}
    assert desk.one("order", order).state is OrderState.CONFIRMED
    assert desk.one("order", order).uninvoiced == money("200.00", "USD")
    assert not desk.one("order", order).prepaid
    office.bill(order, 25)
    assert desk.pull() == {str(customer)}
    assert desk.one("order", order).uninvoiced == money("150.00", "USD")
    other = office.order(customer, 10)
    office.call("sale.order", "action_cancel", ids=[other])
    desk.pull()
    assert desk.one("order", other).state is OrderState.CANCELLED
    office.call("sale.order", "unlink", ids=[other])
    desk.pull(full=True)
    assert not desk.has("order", other)


SHIP = """
for picking in env["sale.order"].browse({order}).picking_ids:
    for move in picking.move_ids:
        move.write({{"quantity": move.product_uom_qty, "picked": True}})
    picking.button_validate()
"""


def test_what_is_still_to_be_delivered(fresh_odoo: RealOdoo) -> None:
    install = "env['ir.module.module'].search([('name', '=', 'sale_stock')]).button_immediate_install()"
    fresh_odoo.shell(install)
    desk, office = Desk(fresh_odoo), Office(fresh_odoo)
    customer = office.customer()
    order = office.order(customer, 10, 2, type="consu")
    desk.pull()
    assert not desk.one("order", order).to_deliver
    office.confirm(order)
    assert desk.pull() == {str(customer)}
    assert desk.one("order", order).to_deliver
    fresh_odoo.shell(SHIP.format(order=order))
    assert desk.pull() == {str(customer)}
    assert not desk.one("order", order).to_deliver


def test_a_custom_field_is_pulled_and_mapped(fresh_odoo: RealOdoo) -> None:
    office = Office(fresh_odoo)
    model = fresh_odoo.call("ir.model", "search", domain=[["model", "=", "res.partner"]])[0]
    office.make(
        "ir.model.fields", name="x_segment", model_id=model, ttype="char", field_description="Segment"
    )
    customer = office.customer(x_segment="gold")
    office.invoice(customer, 10)
    desk = Desk(fresh_odoo, overrides='[customer.segment]\nfrom = "x_segment"\n')
    desk.pull()
    assert desk.one("customer", customer).segment == "gold"


def test_a_custom_field_that_does_not_exist(odoo: RealOdoo) -> None:
    desk = Desk(odoo, overrides='[customer.segment]\nfrom = "x_nowhere"\n')
    with pytest.raises(Stop, match=r"acme\.toml: the key customer\.segment asks for the field x_nowhere"):
        desk.pull()


def test_another_mapping_reads_everything_again(odoo: RealOdoo) -> None:
    desk = Desk(odoo)
    desk.pull()
    other = Desk(odoo, overrides='[customer.segment]\nfrom = "city"\n')
    other.ledger.cursor = desk.ledger.cursor
    other.pull()
    assert any(each.segment for each in other.ledger.records["customer"].values())


def test_a_user_without_accounting_rights(odoo: RealOdoo) -> None:
    with pytest.raises(Stop, match="may not read"):
        Desk(odoo, key=odoo.clerk_key).pull()


def test_a_company_that_does_not_exist(odoo: RealOdoo) -> None:
    with pytest.raises(Stop, match="company_id"):
        Desk(odoo, company=999).pull()


def test_json_rpc_reads_the_same(odoo: RealOdoo) -> None:
    desk = Desk(odoo)
    transport = Transport(odoo.url, platform="Odoo")
    rpc = JsonRpc(transport, database=odoo.database, login="relance", key=odoo.key, major=19)
    other = Desk(odoo, rpc=rpc)
    desk.pull()
    other.pull()
    assert other.ledger.records == desk.ledger.records
