"""Creating, changing, voiding and deleting: versions, sparse and full updates, names, lengths, references."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulators.quickbooks import Books
from tests.simulators.quickbooks_tests.client import Client, code, exact, line


def head(record: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"Id": record["Id"], "SyncToken": record["SyncToken"], **fields}


def test_a_new_record_has_id_version_and_times(client: Client) -> None:
    made = client.done("customer", {"DisplayName": "Amy", "Notes": "likes red"})
    assert (made["Id"], made["SyncToken"], made["domain"], made["sparse"]) == ("1", "0", "QBO", False)
    assert made["MetaData"] == {
        "CreateTime": "2026-11-24T12:00:00-08:00",
        "LastUpdatedTime": "2026-11-24T12:00:00-08:00",
    }
    assert (made["FullyQualifiedName"], made["PrintOnCheckName"], made["Active"]) == ("Amy", "Amy", True)
    assert (made["Balance"], made["BalanceWithJobs"]) == (0, 0)
    assert client.read("Customer", "1") == made


def test_a_name_is_made_of_its_parts(client: Client) -> None:
    assert client.done("customer", {"GivenName": "Amy", "FamilyName": "Lee"})["DisplayName"] == "Amy Lee"
    assert client.refused("customer", {"CompanyName": "Lee"}) == "6000"


def test_a_sparse_update_leaves_the_rest(client: Client) -> None:
    made = client.done("customer", {"DisplayName": "Amy", "Notes": "keep", "CompanyName": "A"})
    new = client.done("customer", head(made, sparse=True, CompanyName="B"))
    assert (new["Notes"], new["CompanyName"], new["SyncToken"]) == ("keep", "B", "1")
    new = client.done("customer", head(new, sparse=True, CompanyName=""))
    assert "CompanyName" not in new
    assert new["Notes"] == "keep"


def test_a_full_update_empties_what_is_not_sent(client: Client) -> None:
    made = client.done("customer", {"DisplayName": "Amy", "Notes": "lost", "CompanyName": "A"})
    new = client.done("customer", head(made, DisplayName="Amy"))
    assert "Notes" not in new
    assert "CompanyName" not in new


def test_a_full_update_replaces_all_lines(client: Client) -> None:
    customer = client.done("customer", {"DisplayName": "Amy"})
    sent = {"CustomerRef": {"value": customer["Id"]}, "Line": [line(10), line(20)], "PrivateNote": "x"}
    made = client.done("invoice", sent)
    assert [each.get("Id") for each in made["Line"]] == ["1", "2", None]
    assert made["Line"][2]["DetailType"] == "SubTotalLineDetail"
    assert client.refused("invoice", head(made, CustomerRef=made["CustomerRef"])) == "2020"
    new = client.done("invoice", head(made, sparse=True, Line=[{"Id": "2", **line(5)}]))
    assert (new["TotalAmt"], new["Line"][0]["Id"], new["PrivateNote"]) == (5, "2", "x")


def test_a_stale_version_is_refused(client: Client) -> None:
    made = client.done("customer", {"DisplayName": "Amy"})
    client.done("customer", head(made, sparse=True, Notes="a person's"))
    answer = client.post("customer", head(made, sparse=True, Notes="ours"))
    assert (answer.status_code, code(answer)) == (400, "5010")
    assert exact(answer)["Fault"]["Error"][0]["Message"] == "Stale Object Error"
    assert client.read("Customer", "1")["Notes"] == "a person's"
    assert client.refused("customer", {"Id": "1", "sparse": True, "Notes": "x"}) == "2020"


def test_what_is_not_there(client: Client) -> None:
    assert code(client.get("customer/9")) == "610"
    assert code(client.get("customer/nine")) == "2030"
    assert client.refused("customer", {"Id": "9", "SyncToken": "0", "Notes": "x"}) == "610"
    assert code(client.get("nothing/1")) == "500"
    assert code(client.get("customer")) == "2020"


def test_names_are_taken_once_among_customers_and_vendors(client: Client) -> None:
    client.done("customer", {"DisplayName": "Amy"})
    assert client.refused("customer", {"DisplayName": "AMY"}) == "6240"
    assert client.refused("vendor", {"DisplayName": "Amy"}) == "6240"
    assert client.refused("customer", {"DisplayName": "A:B"}) == "6000"


@pytest.mark.parametrize(
    ("path", "field", "limit"),
    [("customer", "Notes", 2000), ("customer", "DisplayName", 500), ("customer", "GivenName", 100)],
)
def test_texts_have_a_longest_length(client: Client, path: str, field: str, limit: int) -> None:
    sent = {"DisplayName": "Amy", field: "😀" * limit}
    assert client.done(path, sent)[field] == "😀" * limit
    answer = client.post(path, {"DisplayName": "Bob", field: "x" * (limit + 1)})
    assert code(answer) == "2050"
    assert f"Max:{limit:,} supported. Supplied length:{limit + 1:,}" in answer.text


def test_values_of_the_wrong_kind(client: Client, books: Books) -> None:
    amy = {"CustomerRef": {"value": books.customer("Amy").id}}
    assert client.refused("customer", {"DisplayName": "B", "Foo": 1}) == "2010"
    assert client.refused("customer", {"DisplayName": "B", "Active": "perhaps"}) == "2010"
    assert client.refused("customer", {"DisplayName": "B", "PrimaryEmailAddr": {"Address": "no"}}) == "2210"
    assert client.refused("invoice", {**amy, "Line": [line("much")]}) == "2090"
    assert client.refused("invoice", {**amy, "Line": [line(1)], "TxnDate": "24.11.2026"}) == "2040"
    assert client.refused("invoice", {**amy, "Line": [line(1)], "EmailStatus": "Sent"}) == "2170"
    assert client.refused("invoice", {**amy, "Line": [line(1)], "EmailStatus": "NeedToSend"}) == "2020"
    assert client.refused("invoice", {**amy, "Line": []}) == "2020"
    assert client.refused("invoice", {"Line": [line(1)]}) == "2020"
    assert client.refused("estimate", {**amy, "Line": [line(1)], "TxnStatus": "Frozen"}) == "2170"
    assert client.refused("invoice", []) == "2010"
    answer = client.session.post(f"{client.root}/customer", data="{nonsense", timeout=5)
    assert code(answer) == "2010"
    assert "failed to parse json object" in answer.text


def test_a_line_is_quantity_times_price(client: Client, books: Books) -> None:
    amy = {"CustomerRef": {"value": books.customer("Amy").id}}
    priced = line("30.00")
    priced["SalesItemLineDetail"] |= {"Qty": 3, "UnitPrice": 10}
    assert client.done("invoice", {**amy, "Line": [priced]})["TotalAmt"] == 30
    priced["Amount"] = 31
    assert client.refused("invoice", {**amy, "Line": [priced]}) == "6070"


def test_references_must_lead_somewhere_active(client: Client, books: Books) -> None:
    zoe = books.customer("Zoe")
    invoice = books.invoice(zoe, 10)
    books.deactivate(zoe)
    assert client.refused("invoice", {"CustomerRef": {"value": "99"}, "Line": [line(1)]}) == "2500"
    assert client.refused("invoice", {"CustomerRef": {"value": zoe.id}, "Line": [line(1)]}) == "2500"
    changed = client.done(
        "invoice",
        {"Id": invoice.id, "SyncToken": str(invoice.token), "sparse": True, "PrivateNote": "still open"},
    )
    assert changed["PrivateNote"] == "still open"


def test_an_inactive_customer_frees_its_name_and_can_come_back(client: Client) -> None:
    made = client.done("customer", {"DisplayName": "Zoe"})
    gone = client.done("customer", head(made, sparse=True, Active=False))
    assert gone["DisplayName"] == "Zoe (deleted)"
    assert client.find("Customer") == []
    other = client.done("customer", {"DisplayName": "Zoe"})
    assert client.refused("customer", head(gone, sparse=True, Active=True)) == "6240"
    client.done("customer", head(other, sparse=True, DisplayName="Zoe 2"))
    assert client.done("customer", head(gone, sparse=True, Active=True))["DisplayName"] == "Zoe"


def test_list_records_cannot_be_deleted(client: Client) -> None:
    made = client.done("customer", {"DisplayName": "Amy"})
    assert client.refused("customer", head(made), operation="delete") == "500"
    assert client.refused("taxcode", {"Name": "x"}) == "500"


def test_sub_customers_carry_full_names_and_balances(client: Client, books: Books) -> None:
    parent = books.customer("Group")
    child = books.customer("Branch", parent=parent)
    grandchild = books.customer("Shop", parent=child)
    books.invoice(grandchild, "30.50")
    books.invoice(parent, "5")
    shown = client.read("Customer", parent.id)
    assert (str(shown["Balance"]), str(shown["BalanceWithJobs"])) == ("5.00", "35.50")
    shown = client.read("Customer", grandchild.id)
    assert (shown["FullyQualifiedName"], shown["Level"], shown["Job"]) == ("Group:Branch:Shop", 2, True)
    books.edit(parent, DisplayName="Holding")
    assert client.read("Customer", grandchild.id)["FullyQualifiedName"] == "Holding:Branch:Shop"
    moved = client.done("customer", head(client.read("Customer", grandchild.id), sparse=True, Job=False))
    assert "ParentRef" not in moved
    assert str(client.read("Customer", parent.id)["BalanceWithJobs"]) == "5.00"
    assert (
        client.refused("customer", head(client.read("Customer", parent.id), sparse=True, Job=True)) == "2020"
    )


def test_a_customer_is_not_below_itself_nor_too_deep(client: Client, books: Books) -> None:
    top = books.customer("C0")
    below = books.customer("C1", parent=top)
    sent = {"Id": top.id, "SyncToken": str(top.token), "sparse": True, "Job": True}
    assert client.refused("customer", {**sent, "ParentRef": {"value": below.id}}) == "6000"
    for number in range(2, 5):
        below = books.customer(f"C{number}", parent=below)
    assert (
        client.refused("customer", {"DisplayName": "C5", "Job": True, "ParentRef": {"value": below.id}})
        == "6000"
    )


@pytest.mark.parametrize(
    ("term", "issued", "due"),
    [
        ({"Name": "A", "DueDays": 45}, "2026-11-24", "2027-01-08"),
        ({"Name": "B", "DayOfMonthDue": 31}, "2026-11-24", "2026-11-30"),
        ({"Name": "C", "DayOfMonthDue": 5, "DueNextMonthDays": 20}, "2026-11-24", "2027-01-05"),
        ({"Name": "D", "DayOfMonthDue": 25, "DueNextMonthDays": 5}, "2026-11-24", "2026-12-25"),
    ],
)
def test_due_days_follow_the_terms(client: Client, term: dict[str, Any], issued: str, due: str) -> None:
    made = client.done("term", term)
    assert made["Type"] == ("STANDARD" if "DueDays" in term else "DATE_DRIVEN")
    customer = client.done("customer", {"DisplayName": "Amy", "SalesTermRef": {"value": made["Id"]}})
    sent = {"CustomerRef": {"value": customer["Id"]}, "Line": [line(1)], "TxnDate": issued}
    assert client.done("invoice", sent)["DueDate"] == due


def test_document_numbers_count_up_and_are_unique(client: Client, books: Books) -> None:
    amy = {"CustomerRef": {"value": books.customer("Amy").id}, "Line": [line(1)]}
    assert [client.done("invoice", amy)["DocNumber"], client.done("estimate", amy)["DocNumber"]] == [
        "1001",
        "1002",
    ]
    assert client.refused("invoice", {**amy, "DocNumber": "1001"}) == "6140"
    twice = client.done("invoice", {**amy, "DocNumber": "1001"}, include="allowduplicatedocnum")
    assert twice["DocNumber"] == "1001"
    assert client.refused("invoice", {**amy, "DocNumber": "x" * 22}) == "2050"


def test_an_own_numbering_leaves_numbers_empty(client: Client, books: Books) -> None:
    prefs = exact(client.get("preferences"))["Preferences"]
    client.done("preferences", head(prefs, SalesFormsPrefs={"CustomTxnNumbers": True}))
    amy = {"CustomerRef": {"value": books.customer("Amy").id}, "Line": [line(1)]}
    assert "DocNumber" not in client.done("invoice", amy)
    assert client.refused("preferences", head(prefs, SalesFormsPrefs={})) == "5010"
    assert exact(client.get("preferences"))["Preferences"]["SalesFormsPrefs"]["AllowDeposit"] is True


def test_an_estimate_is_closed_by_its_invoice(client: Client, books: Books) -> None:
    estimate = books.estimate(books.customer("Amy"), "80", status="Accepted")
    invoice = books.invoice_estimate(estimate)
    shown = client.read("Estimate", estimate.id)
    assert (shown["TxnStatus"], shown["SyncToken"]) == ("Closed", "1")
    assert shown["LinkedTxn"] == [{"TxnId": invoice.id, "TxnType": "Invoice"}]
    assert client.read("Invoice", invoice.id)["LinkedTxn"] == [{"TxnId": estimate.id, "TxnType": "Estimate"}]
    books.delete(invoice)
    assert client.read("Estimate", estimate.id)["TxnStatus"] == "Accepted"
    assert client.read("Estimate", estimate.id)["LinkedTxn"] == []


def test_a_hold_on_an_estimate_is_set_and_taken_back(client: Client, books: Books) -> None:
    estimate = books.estimate(books.customer("Amy"), "80")
    shown = client.read("Estimate", estimate.id)
    held = client.done("estimate", head(shown, sparse=True, TxnStatus="Rejected", PrivateNote="ON HOLD"))
    assert (held["TxnStatus"], held["TotalAmt"]) == ("Rejected", 80)
    assert client.done("estimate", head(held, sparse=True, TxnStatus="Pending"))["TxnStatus"] == "Pending"


def test_read_only_fields_are_ignored(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    books.invoice(amy, 10)
    shown = client.read("Customer", amy.id)
    assert client.done("customer", {**shown, "Balance": 999})["Balance"] == 10


def test_accounts_show_the_ledger(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    books.pay(books.invoice(amy, "100"), "60")
    found = {each["Name"]: each["CurrentBalance"] for each in client.find("Account")}
    assert (found["Accounts Receivable (A/R)"], found["Undeposited Funds"]) == (40, 60)


def test_an_account_is_placed_by_its_sub_type(client: Client) -> None:
    made = client.done("account", {"Name": "Petty cash", "AccountSubType": "CashOnHand", "AcctNum": "1000"})
    assert (made["AccountType"], made["Classification"]) == ("Bank", "Asset")
    assert client.refused("account", {"Name": "B"}) == "2020"
    assert client.refused("account", {"Name": "B", "AccountType": "Treasure"}) == "2170"
    assert client.refused("account", {"Name": "PETTY CASH", "AccountType": "Bank"}) == "6240"


def test_an_item_needs_its_income_account(client: Client) -> None:
    assert client.refused("item", {"Name": "Nails", "Type": "Service"}) == "2020"
    made = client.done("item", {"Name": "Nails", "UnitPrice": "0.015", "IncomeAccountRef": {"value": "79"}})
    assert (str(made["UnitPrice"]), made["IncomeAccountRef"]["name"]) == ("0.015", "Sales of Product Income")


def test_company_info_can_be_changed(client: Client, books: Books) -> None:
    shown = exact(client.get(f"companyinfo/{books.realm}"))["CompanyInfo"]
    changed = client.done("companyinfo", head(shown, sparse=True, CompanyName="New Name"))
    assert (changed["CompanyName"], changed["SyncToken"]) == ("New Name", "1")
    assert client.refused("companyinfo", head(changed, Foo="x")) == "2010"
