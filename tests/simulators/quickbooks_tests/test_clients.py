"""Other people's clients against the simulator: python-quickbooks and intuit-oauth, at another address."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from tests.simulators.quickbooks import Books, Simulator

with warnings.catch_warnings():  # the libraries' own, at import
    warnings.simplefilter("ignore")
    from intuitlib.client import AuthClient
    from intuitlib.enums import Scopes
    from intuitlib.exceptions import AuthClientError
    from quickbooks import QuickBooks, exceptions
    from quickbooks.batch import batch_create, batch_delete, batch_update
    from quickbooks.cdc import change_data_capture
    from quickbooks.objects import (
        Attachable,
        AttachableRef,
        CompanyInfo,
        CreditMemo,
        Customer,
        Estimate,
        Invoice,
        Item,
        JournalEntry,
        Payment,
        PaymentLine,
        Preferences,
        SalesItemLine,
        SalesItemLineDetail,
        Term,
    )

BACK = "http://localhost:8000/callback"


@pytest.fixture
def auth(simulator: Simulator, books: Books, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    discovery = f"{simulator.url}/.well-known/openid_sandbox_configuration"
    with AuthClient(simulator.client_id, simulator.client_secret, BACK, environment=discovery) as made:
        asked = made.get_authorization_url([Scopes.ACCOUNTING])
        decision = {"decision": "connect", "realm": books.realm}
        answer = requests.post(asked, data=decision, timeout=5, allow_redirects=False)
        back = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
        assert back["state"] == made.state_token
        made.get_bearer_token(back["code"], back["realmId"])
        yield made


@pytest.fixture
def qb(simulator: Simulator, books: Books, auth: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(QuickBooks, "api_url_v3", f"{simulator.url}/v3")
    made = QuickBooks(
        auth_client=auth, refresh_token=auth.refresh_token, company_id=books.realm, minorversion=75
    )
    with made.session:
        yield made


def invoice_for(customer: Any, amount: float, qb: Any) -> Any:
    line = SalesItemLine()
    line.Amount = amount
    line.SalesItemLineDetail = SalesItemLineDetail()
    line.SalesItemLineDetail.ItemRef = Item.get(1, qb=qb).to_ref()
    invoice = Invoice()
    invoice.CustomerRef = customer.to_ref()
    invoice.Line.append(line)
    return invoice.save(qb=qb)


def new_customer(name: str, qb: Any) -> Any:
    customer = Customer()
    customer.DisplayName = name
    return customer.save(qb=qb)


def test_records_are_saved_read_changed_and_deleted(qb: Any) -> None:
    customer = new_customer("Joe's \\ 😀", qb)
    customer.Notes = "rings on Mondays"
    customer = customer.save(qb=qb)
    assert (customer.SyncToken, Customer.get(customer.Id, qb=qb).Notes) == ("1", "rings on Mondays")
    invoice = invoice_for(customer, 100, qb)
    assert (invoice.TotalAmt, invoice.Balance, invoice.DueDate) == (100, 100, "2026-11-24")
    payment = Payment()
    payment.CustomerRef = customer.to_ref()
    payment.TotalAmt = 70.1
    line = PaymentLine()
    line.Amount = 60.25
    line.LinkedTxn.append(invoice.to_linked_txn())
    payment.Line.append(line)
    payment = payment.save(qb=qb)
    assert payment.UnappliedAmt == 9.85
    invoice = Invoice.get(invoice.Id, qb=qb)
    assert (invoice.Balance, invoice.SyncToken, invoice.LinkedTxn[0].TxnType) == (39.75, "1", "Payment")
    assert invoice.void(qb=qb)["Invoice"]["PrivateNote"] == "Voided"
    payment = Payment.get(payment.Id, qb=qb)
    assert payment.void(qb=qb)["Payment"]["TotalAmt"] == 0
    assert Payment.get(payment.Id, qb=qb).delete(qb=qb)["Payment"]["status"] == "Deleted"


def test_lists_are_filtered_paged_and_counted(qb: Any) -> None:
    for number in range(5):
        new_customer(f"C'{number}", qb)
    assert [each.DisplayName for each in Customer.filter(DisplayName="C'3", qb=qb)] == ["C'3"]
    assert len(Customer.all(max_results=3, qb=qb)) == 3
    page = Customer.where(
        "Active = true", order_by="DisplayName DESC", start_position=2, max_results=2, qb=qb
    )
    assert [each.DisplayName for each in page] == ["C'3", "C'2"]
    assert len(Customer.choose(["1", "4"], qb=qb)) == 2
    assert Customer.count("Active = true", qb=qb) == 5
    assert {each.Name for each in Term.all(qb=qb)} >= {"Net 30"}
    assert [each.Id for each in Item.all(qb=qb)] == ["1", "2", "10"]
    assert CompanyInfo.get(1, qb=qb).CompanyName == "Sandbox Company"
    assert Preferences.get(qb=qb).CurrencyPrefs.MultiCurrencyEnabled is False


def test_batches_of_30_with_faults_of_their_own(simulator: Simulator, qb: Any) -> None:
    made = []
    for number in range(35):
        customer = Customer()
        customer.DisplayName = f"C{number % 34}"
        made.append(customer)
    done = batch_create(made, qb=qb)
    assert (len(done.successes), len(done.faults)) == (34, 1)
    assert done.faults[0].Error[0].code == "6240"
    assert simulator.world.log.summary()["batches"] == 2
    for each in done.successes[:3]:
        each.Notes = "x"
    assert len(batch_update(done.successes[:3], qb=qb).successes) == 3
    invoices = [invoice_for(done.successes[0], amount, qb) for amount in (1, 2)]
    assert len(batch_delete(invoices, qb=qb).successes) == 2


def test_changes_are_objects(qb: Any, books: Books) -> None:
    customer = new_customer("Amy", qb)
    invoice_for(customer, 5, qb).delete(qb=qb)
    estimate = books.estimate(books.company.tables["Customer"]["1"], 7)
    books.journal(books.company.tables["Customer"]["1"], 8)
    books.credit_memo(books.company.tables["Customer"]["1"], 2)
    kinds = [Customer, Invoice, Estimate, JournalEntry, CreditMemo]
    since = books.company.clock.now().replace(tzinfo=None) - timedelta(days=1)
    found = change_data_capture(kinds, since, qb=qb)
    assert found.Invoice[0].status == "Deleted"
    assert found.Estimate[0].Id == estimate.id
    assert (found.Customer[0].Balance, found.CreditMemo[0].RemainingCredit) == (6, 2)
    assert found.JournalEntry[0].Line[0].JournalEntryLineDetail.PostingType == "Debit"


def test_documents_are_sent_printed_and_noted(qb: Any, books: Books) -> None:
    invoice = invoice_for(new_customer("Amy", qb), 5, qb)
    assert invoice.send(qb=qb, send_to="amy+books@example.com")["Invoice"]["EmailStatus"] == "EmailSent"
    assert books.company.outbox[0].to == "amy+books@example.com"
    assert invoice.download_pdf(qb=qb).startswith(b"%PDF")
    note = Attachable()
    note.Note = "hello"
    reference = AttachableRef()
    reference.EntityRef = invoice.to_ref()
    note.AttachableRef.append(reference)
    assert note.save(qb=qb).Note == "hello"
    file = Attachable()
    file.FileName, file.ContentType, file._FileBytes = "a.txt", "text/plain", b"hello"
    saved = file.save(qb=qb)
    assert books.company.files[saved.Id] == b"hello"


@pytest.mark.parametrize(
    ("do", "kind", "code"),
    [
        (lambda qb: Customer.get(99, qb=qb), exceptions.ObjectNotFoundException, 610),
        (lambda qb: qb.query("select"), exceptions.ValidationException, 4000),
        (lambda qb: Customer().save(qb=qb), exceptions.QuickbooksException, 6000),
        (
            lambda qb: qb.update_object("Customer", '{"Id": "1", "SyncToken": "7"}'),
            exceptions.QuickbooksException,
            5010,
        ),
    ],
)
def test_refusals_are_the_clients_exceptions(qb: Any, do: Any, kind: type[Exception], code: int) -> None:
    new_customer("Amy", qb)
    with pytest.raises(kind) as caught:
        do(qb)
    assert caught.value.error_code == code  # type: ignore[attr-defined]


def test_tokens_expire_are_refreshed_and_revoked(simulator: Simulator, qb: Any, auth: Any) -> None:
    simulator.world.clock.advance(timedelta(hours=2))
    with pytest.raises(exceptions.AuthorizationException):
        Customer.all(qb=qb)
    auth.refresh()
    qb._start_session()
    with qb.session:
        assert Customer.all(qb=qb) == []
    auth.revoke()
    with pytest.raises(AuthClientError) as caught:
        auth.refresh()
    assert (caught.value.status_code, b"invalid_grant" in caught.value.content) == (400, True)
    assert caught.value.intuit_tid
