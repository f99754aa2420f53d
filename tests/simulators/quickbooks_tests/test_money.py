"""The ledger behind it: payments, credits, deposits, journal entries, currencies, closed periods, cents."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.simulators.quickbooks import Books, Simulator
from tests.simulators.quickbooks.company import Record
from tests.simulators.quickbooks_tests.client import Client, exact, line


def applied(document: Record, amount: Any) -> dict[str, Any]:
    return {"Amount": amount, "LinkedTxn": [{"TxnId": document.id, "TxnType": document.entity}]}


def payment(customer: Record, amount: Any, *lines: dict[str, Any]) -> dict[str, Any]:
    return {"CustomerRef": {"value": customer.id}, "TotalAmt": amount, "Line": list(lines)}


def head(record: Record, **fields: Any) -> dict[str, Any]:
    return {"Id": record.id, "SyncToken": str(record.token), **fields}


def test_a_payment_moves_balance_version_and_time(simulator: Simulator, client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    invoice = books.invoice(amy, "100.00")
    client.control("POST", "clock", {"minutes": 30})
    made = client.done("payment", payment(amy, "70.25", applied(invoice, "60.15")))
    assert (str(made["UnappliedAmt"]), str(made["TotalAmt"])) == ("10.10", "70.25")
    shown = client.read("Invoice", invoice.id)
    assert (str(shown["Balance"]), shown["SyncToken"]) == ("39.85", "1")
    assert shown["LinkedTxn"] == [{"TxnId": made["Id"], "TxnType": "Payment"}]
    assert shown["MetaData"]["LastUpdatedTime"] == "2026-11-24T12:30:00-08:00"
    customer = client.read("Customer", amy.id)
    assert (str(customer["Balance"]), customer["SyncToken"]) == ("29.75", "0")
    assert customer["MetaData"]["LastUpdatedTime"] == "2026-11-24T12:30:00-08:00"
    assert books.balance(amy) == Decimal("29.75")
    assert not simulator.world.crashes


def test_a_refused_payment_changes_nothing(client: Client, books: Books) -> None:
    amy, bob = books.customer("Amy"), books.customer("Bob")
    invoice = books.invoice(amy, "100")
    before = books.versions()
    assert client.refused("payment", payment(amy, "50", applied(invoice, "60"))) == "6000"
    assert client.refused("payment", payment(amy, "150", applied(invoice, "120"))) == "6000"
    assert client.refused("payment", payment(bob, "50", applied(invoice, "50"))) == "620"
    assert client.refused("payment", payment(amy, "-1")) == "6000"
    assert client.refused("payment", {"CustomerRef": {"value": amy.id}}) == "2020"
    assert (
        client.refused(
            "payment", payment(amy, 5, {"Amount": 5, "LinkedTxn": [{"TxnId": "77", "TxnType": "Invoice"}]})
        )
        == "620"
    )
    assert books.versions() == before
    assert books.balance(amy) == 100


def test_a_parent_pays_for_its_sub_customer(client: Client, books: Books) -> None:
    parent = books.customer("Group")
    child = books.customer("Branch", parent=parent)
    invoice = books.invoice(child, "40")
    client.done("payment", payment(parent, "50", applied(invoice, "40")))
    assert [books.balance(child), books.balance(parent)] == [0, -10]
    assert client.read("Customer", parent.id)["BalanceWithJobs"] == -10


def test_a_credit_memo_is_used_up_by_a_payment_of_nothing(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    invoice, credit = books.invoice(amy, "100"), books.credit_memo(amy, "30")
    assert books.balance(amy) == 70
    client.done("payment", payment(amy, 0, applied(invoice, "30"), applied(credit, "30")))
    shown = client.read("CreditMemo", credit.id)
    assert (shown["RemainingCredit"], shown["Balance"], shown["TotalAmt"]) == (0, 0, 30)
    assert client.read("Invoice", invoice.id)["Balance"] == 70
    assert books.balance(amy) == 70


def test_deleting_or_shrinking_an_invoice_frees_the_payment(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    invoice = books.invoice(amy, "100")
    paid = books.pay(invoice)
    client.done("invoice", head(invoice, sparse=True, Line=[line(40)]))
    assert (
        client.read("Payment", paid.id)["UnappliedAmt"],
        client.read("Invoice", invoice.id)["Balance"],
    ) == (60, 0)
    gone = client.done("invoice", head(invoice), operation="delete")
    assert gone == {"domain": "QBO", "status": "Deleted", "Id": invoice.id}
    shown = client.read("Payment", paid.id)
    assert (shown["UnappliedAmt"], shown["Line"]) == (100, [])
    assert books.balance(amy) == -100


def test_deleting_a_credit_takes_its_share_from_the_invoice(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    invoice, credit = books.invoice(amy, "100"), books.credit_memo(amy, "30")
    books.use_credit(credit, invoice, "30")
    books.delete(credit)
    assert client.read("Invoice", invoice.id)["Balance"] == 100


def test_a_payment_can_be_changed_and_deleted(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    first, second = books.invoice(amy, "100"), books.invoice(amy, "50")
    paid = books.pay(first, "100")
    client.done("payment", head(paid, sparse=True, Line=[applied(second, "50")]))
    assert [client.read("Invoice", each.id)["Balance"] for each in (first, second)] == [100, 0]
    client.done("payment", head(paid), operation="delete")
    assert [client.read("Invoice", each.id)["Balance"] for each in (first, second)] == [100, 50]


@pytest.mark.parametrize("params", [{"operation": "void"}, {"operation": "update", "include": "void"}])
def test_voiding_keeps_the_record_without_amounts(
    client: Client, books: Books, params: dict[str, str]
) -> None:
    amy = books.customer("Amy")
    invoice = books.invoice(amy, "100", PrivateNote="ours")
    paid = books.pay(invoice, "30")
    voided = client.done("invoice", head(invoice), **params)
    assert (voided["TotalAmt"], voided["Balance"], voided["PrivateNote"]) == (0, 0, "Voided - ours")
    assert voided["Line"][0]["Amount"] == 0
    assert client.read("Payment", paid.id)["UnappliedAmt"] == 30
    voided = client.done("payment", head(paid, sparse=True), **params)
    assert (voided["TotalAmt"], voided["UnappliedAmt"], voided["PrivateNote"]) == (0, 0, "Voided")
    assert books.balance(amy) == 0
    assert client.find("Invoice", "where Balance = 0")
    assert client.refused("estimate", head(books.estimate(amy, 1)), **params) == "500"


def test_deposited_payments_cannot_be_changed(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    invoice = books.invoice(amy, "100")
    paid = books.pay(invoice)
    deposit = books.deposit([paid])
    assert client.read("Deposit", deposit.id)["TotalAmt"] == 100
    assert client.refused("payment", head(paid), operation="delete") == "6540"
    assert client.refused("payment", head(paid, sparse=True), operation="void") == "6540"
    assert client.refused("payment", head(paid, sparse=True, TotalAmt=120)) == "6540"
    assert (
        client.done("payment", head(paid, sparse=True, PrivateNote="cheque 7"))["PrivateNote"] == "cheque 7"
    )
    sent = {"DepositToAccountRef": {"value": books.account("bank")}}
    link = {"TxnId": paid.id, "TxnType": "Payment", "TxnLineId": "0"}
    assert client.refused("deposit", {**sent, "Line": [{"Amount": 100, "LinkedTxn": [link]}]}) == "6000"
    books.delete(deposit)
    client.done("payment", head(paid), operation="delete")


def test_journal_entries_on_receivables_are_charges_and_credits(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    charge, credit = books.journal(amy, "80"), books.journal(amy, "-30")
    assert books.balance(amy) == 50
    used = client.done("payment", payment(amy, "10", applied(charge, "40"), applied(credit, "30")))
    assert used["UnappliedAmt"] == 0
    assert used["Line"][0]["LinkedTxn"][0]["TxnLineId"] == "0"
    assert client.refused("payment", payment(amy, "80", applied(charge, "50"))) == "6000"
    assert books.balance(amy) == 40


def test_a_journal_entry_must_balance_and_name_its_customer(client: Client, books: Books) -> None:
    def side(kind: str, role: str, amount: Any) -> dict[str, Any]:
        detail = {"PostingType": kind, "AccountRef": {"value": books.account(role)}}
        return {"Amount": amount, "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail}

    assert (
        client.refused("journalentry", {"Line": [side("Debit", "bank", 5), side("Credit", "income", 4)]})
        == "6000"
    )
    assert (
        client.refused(
            "journalentry", {"Line": [side("Debit", "receivable", 5), side("Credit", "income", 5)]}
        )
        == "6000"
    )
    assert client.refused("journalentry", {"Line": [side("Debit", "bank", 5)]}) == "2020"
    assert (
        client.refused("journalentry", {"Line": [side("Both", "bank", 5), side("Credit", "income", 5)]})
        == "2170"
    )
    made = client.done("journalentry", {"Line": [side("Debit", "bank", 5), side("Credit", "income", 5)]})
    assert [each["Id"] for each in made["Line"]] == ["0", "1"]


def test_a_deposit_against_receivables_is_a_credit(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    invoice, deposit = books.invoice(amy, "100"), books.deposit_from(amy, "60")
    assert books.balance(amy) == 40
    client.done("payment", payment(amy, 0, applied(invoice, "60"), applied(deposit, "60")))
    assert client.read("Invoice", invoice.id)["Balance"] == 40


def test_sales_receipts_and_refunds_leave_receivables_alone(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    sold, back = books.sales_receipt(amy, "30"), books.refund(amy, "10")
    assert [books.balance(amy), client.read("SalesReceipt", sold.id)["Balance"]] == [0, 0]
    assert client.read("RefundReceipt", back.id)["TotalAmt"] == 10


def test_a_deposit_on_an_invoice_is_paid_at_once(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    invoice = books.invoice(amy, "100", Deposit="25")
    assert [client.read("Invoice", invoice.id)["Balance"], books.balance(amy)] == [75, 75]


def test_tax_and_discount(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    taxed = line("100")
    taxed["SalesItemLineDetail"]["TaxCodeRef"] = {"value": "TAX"}
    discount = {
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 10},
    }
    sent = {"CustomerRef": {"value": amy.id}, "TxnTaxDetail": {"TxnTaxCodeRef": {"value": "1"}}}
    made = client.done("invoice", {**sent, "Line": [discount, taxed]})
    kinds = [each["DetailType"].removesuffix("LineDetail") for each in made["Line"]]
    assert kinds == ["SalesItem", "SubTotal", "Discount"]
    assert (made["TxnTaxDetail"]["TotalTax"], made["TotalAmt"]) == (Decimal("7.20"), Decimal("97.20"))
    sent["TxnTaxDetail"] = {"TotalTax": "3.33"}
    assert client.done("invoice", {**sent, "Line": [line("10")]})["TotalAmt"] == Decimal("13.33")


def test_foreign_currency_with_exchange_gain(simulator: Simulator) -> None:
    books = simulator.open("77", "Multi", currencies=("EUR", "JPY"))
    client = Client(simulator, books)
    with client.session:
        books.rate("EUR", "1.10", "2026-11-01")
        books.rate("EUR", "1.25", "2026-11-20")
        amy = books.customer("Amy", currency="EUR")
        invoice = books.invoice(amy, "99.99", day="2026-11-02")
        shown = client.read("Invoice", invoice.id)
        assert (shown["CurrencyRef"]["value"], str(shown["ExchangeRate"])) == ("EUR", "1.10")
        assert str(shown["HomeTotalAmt"]) == "109.99"
        books.pay(invoice, "33.33", day="2026-11-21")
        shown = client.read("Invoice", invoice.id)
        assert (str(shown["Balance"]), str(shown["HomeBalance"])) == ("66.66", "73.33")
        accounts = {each["Name"]: each["CurrentBalance"] for each in client.find("Account")}
        assert str(accounts["Undeposited Funds"]) == "41.66"
        sent = {"CustomerRef": {"value": amy.id}, "CurrencyRef": {"value": "USD"}, "Line": [line(1)]}
        assert client.refused("invoice", sent) == "6000"
        assert client.refused("customer", {"DisplayName": "B", "CurrencyRef": {"value": "XXX"}}) == "2500"
        got = exact(client.get("exchangerate", sourcecurrencycode="EUR", asofdate="2026-11-19"))
        assert str(got["ExchangeRate"]["Rate"]) == "1.10"
        made = client.done(
            "exchangerate", {"SourceCurrencyCode": "JPY", "Rate": "0.0067", "AsOfDate": "2026-11-24"}
        )
        assert (made["TargetCurrencyCode"], str(made["Rate"])) == ("USD", "0.0067")
    assert books.faults() == []


def test_one_currency_is_all_a_company_has_unless_it_asks(client: Client) -> None:
    assert client.refused("customer", {"DisplayName": "B", "CurrencyRef": {"value": "EUR"}}) == "6000"


def test_a_closed_period_stays_as_it_is(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    invoice = books.invoice(amy, "100", day="2026-09-30")
    books.close("2026-09-30")
    assert client.refused("invoice", head(invoice, sparse=True, PrivateNote="x")) == "6210"
    assert client.refused("invoice", head(invoice), operation="delete") == "6210"
    assert client.refused("invoice", head(invoice), operation="void") == "6210"
    sent = {"CustomerRef": {"value": amy.id}, "Line": [line(1)]}
    assert client.refused("invoice", {**sent, "TxnDate": "2026-09-30"}) == "6210"
    client.done("invoice", {**sent, "TxnDate": "2026-10-01"})
    client.done("payment", payment(amy, 100, applied(invoice, 100)))


@pytest.mark.parametrize("text", ["0.01", "1234567.89", "0.10", "99999999999.99", "12.345"])
def test_amounts_lose_no_cent(client: Client, books: Books, text: str) -> None:
    amy = books.customer("Amy")
    answer = client.post("invoice", {"CustomerRef": {"value": amy.id}, "Line": [line(text)]})
    expected = "12.35" if text == "12.345" else text
    assert f'"TotalAmt":{expected},' in answer.text
    assert books.balance(amy) == Decimal(expected)


def test_a_number_that_is_none_is_refused(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    wrong: Any
    for wrong in ("NaN", "1e99", True, {}):
        sent = {"CustomerRef": {"value": amy.id}, "Line": [line(wrong)]}
        assert client.refused("invoice", sent) == "2090"


def test_aged_receivables_say_what_the_invoices_say(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    books.invoice(amy, "100", day="2026-08-01", due="2026-08-31")
    books.pay(books.invoice(amy, "50", day="2026-11-01", due="2026-11-20"), "20")
    books.receive(amy, "7")
    report = client.get("reports/AgedReceivables").json()
    assert [each["ColTitle"] for each in report["Columns"]["Column"]][1:] == [
        "Current", "1 - 30", "31 - 60", "61 - 90", "91 and over", "Total",
    ]  # fmt: skip
    cells = [each["value"] for each in report["Rows"]["Row"][0]["ColData"]]
    assert cells == ["Amy", "-7.00", "30.00", "", "100.00", "", "123.00"]
    report = client.get("reports/CustomerBalance").json()
    assert report["Rows"]["Row"][-1]["Summary"]["ColData"][1]["value"] == "123.00"
    assert client.get("reports/BalanceSheet").status_code == 400


def test_profit_and_loss_by_day_says_what_was_sold(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    assert client.get("reports/ProfitAndLoss").json()["Rows"] == {}
    books.invoice(amy, "100", day="2026-11-01")
    books.pay(books.invoice(amy, "50.50", day="2026-11-03"), day="2026-11-04")
    books.credit_memo(amy, "10", day="2026-11-03")
    books.journal(amy, "-20", against="bad debts", day="2026-11-02")
    books.invoice(amy, "1000", day="2026-10-31")
    report = profit(client, start_date="2026-11-01", end_date="2026-11-03", summarize_column_by="Days")
    assert report["Total Income"] == ["100.00", "", "40.50", "140.50"]
    assert report["Total Expenses"] == ["", "20.00", "", "20.00"]
    assert report["Net Income"] == ["100.00", "-20.00", "40.50", "120.50"]
    report = profit(client, start_date="2026-10-15", end_date="2026-11-03", summarize_column_by="Month")
    assert report["Gross Profit"] == ["1000.00", "140.50", "1140.50"]
    report = profit(client, start_date="2026-11-03", end_date="2026-11-03", summarize_column_by="Days")
    assert report["Net Income"] == ["40.50", "40.50"]
    assert profit(client)["Net Income"] == ["1120.50"]
    assert client.get("reports/ProfitAndLoss", summarize_column_by="Moons").status_code == 400


def profit(client: Client, **params: str) -> dict[str, list[str]]:
    """Return the sums of the report by their titles; every row must be as wide as the heads."""
    report = client.get("reports/ProfitAndLoss", **params).json()
    sums = [each["Summary"]["ColData"] for each in report["Rows"]["Row"]]
    assert {len(each) for each in sums} == {len(report["Columns"]["Column"])}
    return {title["value"]: [each["value"] for each in row] for title, *row in sums}
