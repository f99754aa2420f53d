"""Contacts and contact groups: what may be written, what is refused and in which form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.simulators.xero_tests.desk import Desk

ZEROS = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_creating_and_changing_a_contact(desk: Desk) -> None:
    made = desk.done("PUT", "/Contacts", {"Contacts": [{"Name": "Amy", "EmailAddress": "a@example.com"}]})
    assert made["ContactStatus"] == "ACTIVE"
    desk.wait(minutes=1)
    phone = {"PhoneType": "MOBILE", "PhoneNumber": "7"}
    sent = {"Contacts": [{"ContactID": made["ContactID"], "Phones": [phone]}]}
    changed = desk.done("POST", "/Contacts", sent)
    assert changed["EmailAddress"] == "a@example.com"
    assert {
        "PhoneType": "MOBILE",
        "PhoneNumber": "7",
        "PhoneAreaCode": "",
        "PhoneCountryCode": "",
    } in changed["Phones"]
    assert changed["UpdatedDateUTC"] > made["UpdatedDateUTC"]
    terms = {"PaymentTerms": {"Sales": {"Day": 0, "Type": "DAYSAFTERBILLDATE"}}}
    by_id = desk.done("POST", f"/Contacts/{made['ContactID']}", {"Contacts": [terms]})
    assert by_id["PaymentTerms"] == terms["PaymentTerms"]


def test_names_are_unique_among_active_contacts(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    for method in ("PUT", "POST"):
        answer = desk.answer(method, "/Contacts", {"Contacts": [{"Name": "AMY"}]})
        (element,) = json.loads(answer.body)["Elements"]
        assert (element["ContactID"], element["Name"]) == (ZEROS, "AMY")
        assert "already assigned to another contact" in element["ValidationErrors"][0]["Message"]
    desk.books.archive(amy)
    again = desk.done("PUT", "/Contacts", {"Contacts": [{"Name": "Amy"}]})
    assert again["ContactID"] != amy.id


def test_a_contact_number_finds_a_contact_by_post_only(desk: Desk) -> None:
    amy = desk.books.contact("Amy", ContactNumber="7")
    sent = {"Contacts": [{"ContactNumber": "7", "Name": "Amy & Co"}]}
    assert desk.done("POST", "/Contacts", sent)["ContactID"] == amy.id
    assert desk.refused("PUT", "/Contacts", {"Contacts": [{"ContactNumber": "7", "Name": "Bob"}]})


@pytest.mark.parametrize(
    "wrong",
    [
        {"Name": "n" * 256},
        {"AccountNumber": "7" * 51},
        {"EmailAddress": "nobody"},
        {"Name": ""},
        {"PaymentTerms": {"Sales": {"Day": 0, "Type": "OFCURRENTMONTH"}}},
        {"ContactPersons": [{"FirstName": str(each)} for each in range(6)]},
        {"DefaultCurrency": "XAU"},
        {"ContactStatus": "SLEEPING"},
        {"ContactPersons": "Bo"},
        {"PaymentTerms": 30},
    ],
)
def test_wrong_fields_of_a_contact(desk: Desk, wrong: dict[str, Any]) -> None:
    assert desk.refused("PUT", "/Contacts", {"Contacts": [{"Name": "Amy", **wrong}]})
    assert desk.get("Contacts") == []


def test_an_archived_contact_stays_as_it_is(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    sent = {"Contacts": [{"ContactID": amy.id, "ContactStatus": "ARCHIVED"}]}
    assert desk.done("POST", "/Contacts", sent)["ContactStatus"] == "ARCHIVED"
    for fields in ({"ContactStatus": "ACTIVE"}, {"FirstName": "Amy"}):
        (told,) = desk.refused("POST", f"/Contacts/{amy.id}", {"Contacts": [fields]})
        assert told.startswith("The specified contact details matched an archived contact")
    sent = {"Type": "ACCREC", "Contact": {"ContactID": amy.id}}
    assert desk.refused("PUT", "/Invoices", sent) == ["The contact is archived and cannot be used."]


def test_a_contact_that_is_not_there(desk: Desk) -> None:
    nobody = "7" * 8 + "-0000-4000-8000-000000000000"
    assert desk.answer("POST", "/Contacts", {"Contacts": [{"ContactID": nobody}]}).status == 404
    assert desk.answer("POST", f"/Contacts/{nobody}", {"Contacts": [{"Name": "x"}]}).status == 404


def test_contact_groups(desk: Desk) -> None:
    amy, bob = desk.books.contact("Amy"), desk.books.contact("Bob")
    made = desk.done("PUT", "/ContactGroups", {"ContactGroups": [{"Name": "Credit hold"}]})
    path = f"/ContactGroups/{made['ContactGroupID']}"
    before = desk.one("Contacts", amy.id)["UpdatedDateUTC"]
    desk.wait(minutes=1)
    both = {"Contacts": [{"ContactID": amy.id}, {"ContactID": bob.id}]}
    for _ in range(2):
        assert len(desk.ask("PUT", f"{path}/Contacts", both)["Contacts"]) == 2
    (shown,) = desk.ask("GET", path)["ContactGroups"]
    assert [each["Name"] for each in shown["Contacts"]] == ["Amy", "Bob"]
    assert desk.get("ContactGroups")[0]["Contacts"] == []
    seen = desk.one("Contacts", amy.id)
    assert [each["Name"] for each in seen["ContactGroups"]] == ["Credit hold"]
    assert seen["UpdatedDateUTC"] == before
    assert desk.answer("DELETE", f"{path}/Contacts/{amy.id}").status == 204
    assert desk.answer("DELETE", f"{path}/Contacts/{amy.id}").status == 204
    assert desk.answer("DELETE", f"{path}/Contacts/{made['ContactGroupID']}").status == 404
    assert len(desk.one("ContactGroups", made["ContactGroupID"])["Contacts"]) == 1
    assert desk.answer("DELETE", f"{path}/Contacts").status == 204
    assert desk.refused("PUT", "/ContactGroups", {"ContactGroups": [{"Name": "credit HOLD"}]})
    assert desk.refused("PUT", f"{path}/Contacts", {"Contacts": [{"ContactID": ZEROS}]})
    gone = desk.done("POST", path, {"ContactGroups": [{"Status": "DELETED"}]})
    assert gone["Status"] == "DELETED"
    assert desk.get("ContactGroups") == []
    assert desk.answer("PUT", f"{path}/Contacts", both).status == 404


def test_a_hundred_contact_groups_at_most(desk: Desk) -> None:
    for number in range(100):
        desk.books.contact_group(f"Group {number}")
    (told,) = desk.refused("PUT", "/ContactGroups", {"ContactGroups": [{"Name": "One more"}]})
    assert told == "You've reached the limit of 100 contact groups."
