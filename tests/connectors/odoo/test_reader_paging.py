"""Paging, cursors and changes during a pull, on an Odoo in memory whose clock and users a test moves."""

from __future__ import annotations

import doctest
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from relance_connectors.odoo import cursor
from relance_connectors.odoo.cursor import Cursor, Position
from relance_connectors.odoo.reader import Reader
from relance_mappings import load
from relance_sync.errors import Retry
from tests.connectors.odoo.reader_ledger import PulledLedger
from tests.connectors.odoo.reader_odoo import FakeOdoo


@pytest.fixture
def odoo() -> FakeOdoo:
    return FakeOdoo()


@pytest.fixture
def ledger() -> PulledLedger:
    return PulledLedger()


def reader(odoo: FakeOdoo, **options: Any) -> Reader:
    return Reader(odoo, load("odoo"), company_id=1, **options)


def residual(ledger: PulledLedger, invoice: int) -> Decimal:
    return sum((each.residual for each in ledger.records["invoice"][str(invoice)].installments), Decimal(0))


@pytest.mark.parametrize("invoices", [0, 1, 2, 3, 4, 5])
def test_pages_that_end_exactly_at_their_size(odoo: FakeOdoo, ledger: PulledLedger, invoices: int) -> None:
    customer = odoo.customer()
    made = {str(odoo.invoice(customer)) for _ in range(invoices)}
    odoo.wait(60)
    ledger.pull(reader(odoo, page_size=2))
    assert set(ledger.records["invoice"]) == made
    assert odoo.calls["account.move"] <= invoices // 2 + 5


@pytest.mark.parametrize("page_size", [1, 2, 1000])
def test_a_pull_goes_on_after_any_page(odoo: FakeOdoo, page_size: int) -> None:
    for _ in range(3):
        customer = odoo.customer()
        contact = odoo.customer(parent_id=[customer, "Dupont"], is_company=False)
        odoo.invoice(customer)
        odoo.entry(contact, 20)
        odoo.entry(contact, -30, payment=7)
        odoo.order(contact)
    whole = PulledLedger()
    whole.pull(reader(odoo, page_size=page_size))
    pages = list(reader(odoo, page_size=page_size).changes(None))
    for cut in range(len(pages)):
        ledger = PulledLedger()
        for page in pages[: cut + 1]:
            ledger.save(page)
        ledger.pull(reader(odoo, page_size=page_size))
        assert ledger.records == whole.records
    assert whole.owed() == whole.stated()


def test_a_pull_that_broke_off_goes_on_where_it_was(odoo: FakeOdoo, ledger: PulledLedger) -> None:
    for _ in range(10):
        odoo.invoice(odoo.customer())
    reached = 0

    def break_off(model: str, _: str) -> None:
        nonlocal reached
        reached += model == "account.move"
        if reached == 4:
            reached = -100
            raise Retry("Odoo did not answer.")

    odoo.before_call = break_off
    with pytest.raises(Retry):
        ledger.pull(reader(odoo, page_size=2))
    read = len(ledger.records["invoice"])
    assert 0 < read < 10
    position = json.loads(ledger.cursor or "")["at"]
    assert position["step"] == "invoice"
    odoo.calls.clear()
    ledger.pull(reader(odoo, page_size=2))
    assert len(ledger.records["invoice"]) == 10
    assert ledger.owed() == ledger.stated()


def test_a_row_paid_after_its_page_was_read_makes_no_difference(odoo: FakeOdoo, ledger: PulledLedger) -> None:
    customer = odoo.customer()
    invoices = [odoo.invoice(customer) for _ in range(6)]
    odoo.wait(60)

    def pay_the_first(model: str, method: str) -> None:
        if (model, method) == ("account.move.line", "search_read"):
            odoo.before_call = lambda *_: None
            odoo.wait(1)
            odoo.pay(invoices[0], 40)

    pages = reader(odoo, page_size=2).changes(None)
    for page in pages:
        ledger.save(page)
        if page.kind == "invoice" and page.records:
            odoo.before_call = pay_the_first
            break
    for page in pages:
        ledger.save(page)
    assert residual(ledger, invoices[0]) == 60
    assert ledger.owed() == ledger.stated() == {str(customer): Decimal(560)}


def test_a_row_posted_during_the_pull_makes_no_difference(odoo: FakeOdoo, ledger: PulledLedger) -> None:
    customer = odoo.customer()
    odoo.invoice(customer)
    odoo.wait(60)
    for page in reader(odoo).changes(None):
        ledger.save(page)
        if page.kind == "order":
            odoo.wait(1)
            odoo.invoice(odoo.customer(), 5)
    assert ledger.owed() == ledger.stated()
    ledger.pull(reader(odoo))
    assert ledger.owed() == ledger.stated()
    assert len(ledger.records["invoice"]) == 2


def test_a_busy_odoo_does_not_keep_the_pull_going_for_ever(odoo: FakeOdoo, ledger: PulledLedger) -> None:
    customer = odoo.customer()
    invoice = odoo.invoice(customer, 10_000)

    def someone_pays(model: str, method: str) -> None:
        if method == "formatted_read_group" and model == "account.move.line":
            odoo.wait(1)
            odoo.pay(invoice, 1)

    odoo.before_call = someone_pays
    ledger.pull(reader(odoo))
    odoo.before_call = lambda *_: None
    ledger.pull(reader(odoo))
    assert ledger.owed() == ledger.stated()


def test_two_changes_in_one_second(odoo: FakeOdoo, ledger: PulledLedger) -> None:
    customer = odoo.customer()
    first, second = odoo.invoice(customer), odoo.invoice(customer)
    odoo.pay(second, 10)
    ledger.pull(reader(odoo, overlap=timedelta(0)))
    odoo.pay(first, 10)  # The clock has not moved since.
    ledger.pull(reader(odoo, overlap=timedelta(0)))
    assert residual(ledger, first) == residual(ledger, second) == 90


def test_a_long_transaction_shows_late(odoo: FakeOdoo, ledger: PulledLedger) -> None:
    invoice = odoo.invoice(odoo.customer())
    odoo.wait(3600)
    began = odoo.clock
    odoo.wait(300)
    ledger.pull(reader(odoo))
    (line,) = odoo.lines(invoice)
    rest: Any = {"amount_residual": Decimal(70), "amount_residual_currency": Decimal(70)}
    odoo.change("account.move.line", line, at=began, **rest)
    odoo.wait(60)
    ledger.pull(reader(odoo))
    assert residual(ledger, invoice) == 70


def test_old_rows_are_not_read_again(odoo: FakeOdoo, ledger: PulledLedger) -> None:
    for _ in range(50):
        odoo.invoice(odoo.customer())
    odoo.wait(3600)
    ledger.pull(reader(odoo, page_size=10))
    odoo.wait(3600)
    ledger.pull(reader(odoo, page_size=10))
    odoo.calls.clear()
    pages = list(reader(odoo, page_size=10).changes(ledger.cursor))
    assert [(page.kind, len(page.records)) for page in pages] == [("credit", 0), ("rate", 0), ("balance", 50)]
    assert odoo.calls.total() <= 25


def test_a_cursor_of_something_else_begins_anew(odoo: FakeOdoo, ledger: PulledLedger) -> None:
    odoo.invoice(odoo.customer())
    for strange in ("", "nonsense", "[]", "{}", '{"format": 1}', Cursor(reading="another").text()):
        ledger.cursor = strange
        ledger.records.clear()
        ledger.pull(reader(odoo))
        assert len(ledger.records["invoice"]) == 1


def test_a_cursor_survives_as_text() -> None:
    at = Position(step="invoice", after=12, started="2026-11-24 08:00:00", full=True)
    kept = Cursor(reading="x", since={"customer": "2026-11-23 08:00:00"}, at=at)
    assert Cursor.of(kept.text(), "x") == kept
    assert Cursor.of(kept.text().replace("2026-11-23", "yesterday"), "x") == Cursor(reading="x")


@pytest.mark.parametrize("kind", ["customer", "invoice", "credit", "payment", "order"])
def test_a_full_pull_tells_what_exists(odoo: FakeOdoo, ledger: PulledLedger, kind: str) -> None:
    kept, other = odoo.customer(), odoo.customer()
    for customer, payment in ((kept, 1), (other, 2)):
        odoo.invoice(customer)
        odoo.entry(customer, 20)
        odoo.entry(customer, -30, payment=payment)
        odoo.order(customer)
    ledger.pull(reader(odoo))
    before = len(ledger.records[kind])
    for model in ("account.move", "account.move.line", "sale.order"):
        for id_, row in list(odoo.tables[model].items()):
            if other in [(row.get(name) or [0])[0] for name in ("partner_id", "partner_invoice_id")] or (
                (row.get("commercial_partner_id") or [0])[0] == other
            ):
                del odoo.tables[model][id_]
    odoo.wait(3600)
    ledger.pull(reader(odoo), full=True)
    assert len(ledger.records[kind]) == before / 2
    assert ledger.owed() == ledger.stated()


def test_a_full_pull_that_broke_off_stays_full(odoo: FakeOdoo, ledger: PulledLedger) -> None:
    invoices = [odoo.invoice(odoo.customer()) for _ in range(4)]
    ledger.pull(reader(odoo))
    odoo.wait(3600)
    pages = reader(odoo, page_size=1).changes(ledger.cursor, full=True)
    for page in pages:
        ledger.save(page)
        if page.kind == "invoice":
            break
    pages.close()  # type: ignore[attr-defined]
    for line in odoo.lines(invoices[3]):
        del odoo.tables["account.move.line"][line]
    del odoo.tables["account.move"][invoices[3]]
    ledger.pull(reader(odoo, page_size=1))
    assert set(ledger.records["invoice"]) == {str(each) for each in invoices[:3]}


def test_rows_expected_in_a_whole_pull(odoo: FakeOdoo) -> None:
    customer = odoo.customer()
    odoo.invoice(customer)
    odoo.entry(customer, -30, payment=1)
    odoo.order(customer)
    odoo.wait(60)
    pages = list(reader(odoo).changes(None))
    assert {page.expected for page in pages if not page.complete} == {5}
    assert {page.expected for page in reader(odoo).changes(pages[-1].cursor)} == {None}


def test_a_bad_row_is_reported_and_the_others_go_on(odoo: FakeOdoo, ledger: PulledLedger) -> None:
    customer = odoo.customer()
    bad, good = odoo.invoice(customer, invoice_date=False), odoo.invoice(customer)
    nameless = odoo.customer(name=False)
    odoo.order(nameless)
    strange = odoo.order(customer, state="dreaming")
    ledger.pull(reader(odoo))
    assert set(ledger.records["invoice"]) == {str(good)}
    assert set(ledger.skipped) == {
        ("invoice", str(bad)),
        ("customer", str(nameless)),
        ("order", str(strange)),
    }
    problem = ledger.skipped["invoice", str(bad)]
    assert "INV/1" in problem
    assert "invoice_date" in problem


def test_without_due_date(odoo: FakeOdoo, ledger: PulledLedger) -> None:
    invoice = odoo.invoice(odoo.customer())
    (line,) = odoo.lines(invoice)
    odoo.change("account.move.line", line, date_maturity=False)
    ledger.pull(reader(odoo))
    assert ledger.records["invoice"][str(invoice)].installments[0].due is None


def test_an_exchange_difference_is_open_in_the_companys_currency(
    odoo: FakeOdoo, ledger: PulledLedger
) -> None:
    line = odoo.entry(odoo.customer(), 7)
    zero: Any = {"amount_residual_currency": Decimal(0), "amount_currency": Decimal(0)}
    odoo.change("account.move.line", line, currency_id=[2, "USD"], **zero)
    ledger.pull(reader(odoo))
    entry = ledger.records["invoice"][f"line:{line}"]
    assert (entry.currency, entry.installments[0].residual) == ("EUR", Decimal(7))
    assert ledger.owed() == ledger.stated()
    assert reader(odoo).residuals([str(line)]) == {str(line): Decimal(7)}


@pytest.mark.parametrize("major", [16, 17, 18, 19])
def test_every_version_is_asked_in_its_own_words(ledger: PulledLedger, major: int) -> None:
    odoo = FakeOdoo(major=major)
    customer = odoo.customer()
    contact = odoo.customer(parent_id=[customer, "Dupont"], is_company=False)
    odoo.invoice(customer)
    odoo.entry(contact, -30)
    odoo.order(contact)
    ledger.pull(reader(odoo, url="https://odoo.test"))
    assert ledger.owed() == ledger.stated() == {str(customer): Decimal(70)}
    assert set(ledger.records["customer"]) == {str(customer)}
    tail = f"/odoo/res.partner/{customer}" if major >= 18 else f"/web#id={customer}&model=res.partner"
    assert ledger.records["customer"][str(customer)].url.startswith(f"https://odoo.test{tail}")


def test_without_the_sales_app_there_are_no_orders(ledger: PulledLedger) -> None:
    odoo = FakeOdoo(sale=False)
    odoo.order(odoo.customer())
    ledger.pull(reader(odoo))
    assert not ledger.records["order"]
    assert not odoo.calls["sale.order"]


def test_the_sales_app_installed_later_is_read_from_its_beginning(ledger: PulledLedger) -> None:
    odoo = FakeOdoo(sale=False)
    odoo.order(odoo.customer())
    ledger.pull(reader(odoo))
    odoo.wait(3600)
    (module,) = odoo.tables["ir.module.module"]
    odoo.change("ir.module.module", module, state="installed")
    ledger.pull(reader(odoo))
    assert len(ledger.records["order"]) == 1


def test_newest_rates_of_every_currency(odoo: FakeOdoo, ledger: PulledLedger) -> None:
    for id_, code in ((2, "USD"), (3, "GBP")):
        odoo.add("res.currency", id=id_, name=code, active=True)
    days = [(2, f"2026-11-{day:02}") for day in range(1, 11)] + [(3, "2020-01-01")]
    for currency, day in days:
        values: Any = {"name": day, "inverse_company_rate": Decimal("0.9"), "company_id": False}
        odoo.add("res.currency.rate", currency_id=[currency, {2: "USD", 3: "GBP"}[currency]], **values)
    ledger.pull(reader(odoo, page_size=4))
    assert "GBP 2020-01-01" in ledger.records["rate"]
    assert "USD 2026-11-10" in ledger.records["rate"]
    assert "USD 2026-11-01" not in ledger.records["rate"]


def test_examples_in_docstrings_hold() -> None:
    outcome = doctest.testmod(cursor)
    assert outcome.attempted
    assert not outcome.failed
