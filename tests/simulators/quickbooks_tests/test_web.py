"""The pages on which people look at the books."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from tests.simulators import web_parts
from tests.simulators.quickbooks import Books, Kind, Simulator, Trouble


@pytest.fixture
def see(simulator: Simulator) -> Any:
    """Open a page as a browser does; return what a person reads on it, its links left out."""

    def look(path: str, status: int = 200) -> str:
        answer = requests.get(simulator.url + path, timeout=10)
        assert answer.status_code == status, answer.text
        assert answer.headers["Content-Type"].startswith("text/html")
        body = answer.text.partition("<main>")[2]
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())

    return look


def test_who_owes_most_stands_first(books: Books, see: Any) -> None:
    amy, bill = books.customer("Amy"), books.customer("Bill")
    books.invoice(amy, "300.00", due="2026-12-31")
    books.invoice(bill, "120.50", day="2026-10-01", due="2026-10-15")
    books.receive(bill, "20.00")
    books.deactivate(books.customer("Gone"))
    seen = see("/app/customers")
    assert "2 customers. Today is 24 Nov 2026. 400.50 USD Open balance 120.50 USD Overdue" in seen
    assert "Bill 100.50 USD 120.50 USD 40 days late Amy 300.00 USD" in seen
    assert "Gone" not in seen


def test_a_customer_with_all_that_is_open(books: Books, see: Any) -> None:
    yard = books.customer("Yard", email="yard@example.com", term="Net 30", notes="Closed on Mondays.")
    late = books.invoice(yard, "80.00", day="2026-10-01")
    books.pay(late, "30.00")
    books.journal(yard, "12.00", day="2026-11-01")
    books.credit_memo(yard, "7.00")
    books.email(late, "boss@example.com")
    books.pay(books.invoice(yard, "999.99"))
    books.estimate(yard, "55.00", status="Accepted")
    books.invoice_estimate(books.estimate(yard, "66.66"))
    shed = books.customer("Shed", parent=yard)
    books.invoice(shed, "5.00")
    seen = see(f"/app/customerdetail?nameId={yard.id}")
    assert "121.66 USD Open balance 62.00 USD Overdue" in seen
    assert "1001 31 Oct 2026 24 days late 80.00 USD 50.00 USD Sent" in seen
    assert "1 1 Nov 2026 23 days late 12.00 USD 12.00 USD" in seen
    assert "Credit memo 1002 24 Nov 2026 7.00 USD" in seen
    assert "1004 24 Nov 2026 Accepted 55.00 USD" in seen
    assert "1005" not in seen, "a closed estimate"
    assert "999.99" not in seen, "a paid invoice"
    assert "Yard:Shed 5.00 USD" in seen
    assert "Closed on Mondays." in seen
    assert "yard@example.com" in seen
    assert books.faults() == []


def test_what_an_app_marked_off_in_the_notes_is_set_apart(books: Books, see: Any) -> None:
    amy = books.customer("Amy", notes="Call first.\n--- App 7\nOrders wait.\nTwo lines.\n--- /App\nThe end.")
    assert "Orders wait. Call first. The end." in see("/app/customers")
    seen = see(f"/app/customerdetail?nameId={amy.id}")
    assert "Notes Call first. App 7 Orders wait. Two lines. The end." in seen


def test_a_mark_without_its_end_is_somebodys_text(books: Books, see: Any) -> None:
    amy = books.customer("Amy", notes="--- App 7\nOrders wait.")
    assert "Notes --- App 7 Orders wait." in see(f"/app/customerdetail?nameId={amy.id}")


def test_attached_notes_with_their_time(simulator: Simulator, books: Books, see: Any) -> None:
    amy = books.customer("Amy")
    invoice, estimate = books.invoice(amy, "10.00"), books.estimate(amy, "20.00")
    for record in (amy, invoice, estimate):
        books.note(record, f"on the {record.entity}")
    changed = books.note(amy, "to be done")
    simulator.world.clock.set(datetime(2026, 11, 25, 20, 5, tzinfo=UTC))
    books.edit(changed, Note="done", AttachableRef=changed.data["AttachableRef"])
    seen = see(f"/app/customerdetail?nameId={amy.id}")
    assert "24 Nov 2026, 12:00, changed 25 Nov 2026, 12:05 done 24 Nov 2026, 12:00 on the Customer" in seen
    assert "Pending 20.00 USD 1 note" in seen
    assert "on the Invoice" in see(f"/app/invoice?txnId={invoice.id}")
    assert "on the Estimate" in see(f"/app/estimate?txnId={estimate.id}")


def test_an_invoice(books: Books, see: Any) -> None:
    amy = books.customer("Amy", term="Net 30")
    invoice = books.invoice(
        amy, "90.00", day="2026-11-01", CustomerMemo={"value": "Thank you."}, PrivateNote="Discussed."
    )
    seen = see(f"/app/invoice?txnId={invoice.id}")
    assert "Amy Invoice 1001 90.00 USD Balance due 90.00 USD Total Open Status" in seen
    assert "Invoice date 1 Nov 2026 Due 1 Dec 2026 Terms Net 30 E-mail Not sent" in seen
    assert "Services 90.00 USD Total 90.00 USD Message to the customer Thank you." in seen
    assert "Discussed." in seen
    books.pay(invoice)
    books.email(invoice, "amy@example.com")
    seen = see(f"/app/invoice?txnId={invoice.id}")
    assert "0.00 USD Balance due 90.00 USD Total Paid Status" in seen
    assert "Sent to amy@example.com on 24 Nov 2026, 12:00" in seen


def test_an_estimate(books: Books, see: Any) -> None:
    estimate = books.estimate(books.customer("Amy"), "90.00", status="Rejected", ExpirationDate="2026-12-24")
    seen = see(f"/app/estimate?txnId={estimate.id}")
    assert "Estimate 1001 90.00 USD Total" in seen
    assert "Estimate date 24 Nov 2026 Valid until 24 Dec 2026 Status Rejected E-mail Not sent" in seen


def test_each_company_has_its_pages(simulator: Simulator, books: Books, see: Any) -> None:
    books.customer("Amy")
    other = simulator.open("5", "Cinq", currency="EUR", zone="Europe/Paris")
    books.invoice(books.customer("Ben"), "10.00")
    other.invoice(other.customer("Chloé"), "7.50", day="2026-11-20")
    seen = see("/")
    assert "Sandbox Company 10.00 USD Open balance 0.00 USD Overdue 2 customers" in seen
    assert "Cinq 7.50 EUR Open balance 7.50 EUR Overdue 1 customers · Europe/Paris · realm 5" in seen
    assert "Chloé" in see("/app/customerdetail?nameId=1&realm=5")
    assert "Amy" in see("/app/customerdetail?nameId=1")
    links = requests.get(f"{simulator.url}/app/customers?realm=5", timeout=10).text
    assert 'href="/app/customerdetail?nameId=1&amp;realm=5"' in links


def test_currencies_are_not_added_up(simulator: Simulator, see: Any) -> None:
    books = simulator.open("6", "Six", currencies=("EUR",))
    books.rate("EUR", "1.1", "2026-01-01")
    books.invoice(books.customer("Amy"), "10.00")
    books.invoice(books.customer("Chloé", currency="EUR"), "4.00")
    assert "10.00 USD + 4.00 EUR Open balance 0.00 USD Overdue" in see("/app/customers?realm=6")


def test_what_is_not_there(simulator: Simulator, books: Books, see: Any) -> None:
    invoice = books.invoice(books.customer("Amy"), "10.00")
    assert "There is no company 99." in see("/app/customers?realm=99", 404)
    assert "Customer 77 is not in these books." in see("/app/customerdetail?nameId=77", 404)
    assert "Estimate 1 is not in these books." in see(f"/app/estimate?txnId={invoice.id}", 404)
    assert "is not in these books" in see("/app/invoice", 404)
    books.delete(invoice)
    assert "Invoice 1 was deleted." in see("/app/invoice?txnId=1", 404)
    assert requests.post(f"{simulator.url}/app/customers", timeout=10).status_code == 404
    assert requests.get(f"{simulator.url}/app/banking", timeout=10).status_code == 404


def test_nothing_that_people_write_runs(simulator: Simulator, books: Books) -> None:
    evil = "<script>alert('x')</script> & \"><img src=x>"
    amy = books.customer(evil, notes=f"{evil}\n--- {evil}\n{evil}\n--- /<script>alert('x')</script>")
    books.note(amy, evil)
    invoice = books.invoice(
        amy, "10.00", PrivateNote=evil, CustomerMemo={"value": evil}, DocNumber="<i>1</i>"
    )
    for path in (
        "/app/customers",
        f"/app/customerdetail?nameId={amy.id}",
        f"/app/invoice?txnId={invoice.id}",
        "/app/customers?realm=<script>",
    ):
        answer = requests.get(simulator.url + path, timeout=10)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "&lt;script&gt;" in answer.text
        assert not [tag for tag in ("<script", "<img", "<i>") if tag in answer.text]


def test_a_long_list_shows_those_who_owe_most(
    books: Books, see: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_parts, "LONGEST_LIST", 2)
    for name, amount in (("Amy", 10), ("Ben", 30), ("Chloé", 20)):
        books.invoice(books.customer(name), amount, day="2026-10-01")
    seen = see("/app/customers")
    assert "The 2 of 3 customers with most overdue." in seen
    assert "60.00 USD Open balance" in seen
    assert "Ben 30.00" in seen
    assert "Amy" not in seen


def test_looking_is_neither_logged_nor_troubled(simulator: Simulator, books: Books, see: Any) -> None:
    simulator.world.troubles.order(Trouble(kind=Kind.SERVER_ERROR, times=0))
    books.customer("Amy")
    assert "Amy" in see("/app/customers")
    assert simulator.world.log.calls() == []
