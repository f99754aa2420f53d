"""The query language: what it finds, how it pages and what it refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.simulators.quickbooks import Books, Simulator
from tests.simulators.quickbooks_tests.client import Client, code, exact


def names(client: Client, rest: str) -> list[str]:
    return [each["DisplayName"] for each in client.find("Customer", rest)]


def test_get_and_post_find_the_same(client: Client, books: Books) -> None:
    books.customer("Amy")
    text = "select * from Customer"
    posted = client.session.post(
        f"{client.root}/query", data=text, headers={"Content-Type": "application/text"}, timeout=5
    )
    assert exact(posted) == exact(client.get("query", query=text))
    found = exact(posted)["QueryResponse"]
    assert (found["startPosition"], found["maxResults"], len(found["Customer"])) == (1, 1, 1)


def test_nothing_found_is_an_empty_response(client: Client) -> None:
    assert client.query("select * from Invoice") == {}
    assert client.query("select count(*) from Invoice") == {"totalCount": 0}


def test_pages_hold_100_unless_more_are_asked_for_and_1000_at_most(client: Client, books: Books) -> None:
    for number in range(1010):
        books.customer(f"C{number:04}")
    assert client.query("select * from Customer")["maxResults"] == 100
    assert client.query("select * from Customer maxresults 2000")["maxResults"] == 1000
    rest = client.query("SELECT * FROM Customer STARTPOSITION 1001 MAXRESULTS 1000")
    assert (rest["startPosition"], rest["maxResults"]) == (1001, 10)
    assert client.query("select * from Customer startposition 1011") == {}
    assert client.query("select count(*) from Customer") == {"totalCount": 1010}


def test_a_start_of_0_is_the_first(client: Client, books: Books) -> None:
    books.customer("Amy")
    assert client.query("select * from Customer StartPosition 0 MaxResults 500")["startPosition"] == 1


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("DisplayName = 'amy'", ["Amy"]),
        ("DisplayName LIKE 'B%'", ["Bob", "Bo"]),
        ("DisplayName like '%o%'", ["Bob", "Bo"]),
        ("DisplayName IN ('Amy', 'Bo')", ["Amy", "Bo"]),
        ("Id IN ('1','3')", ["Amy", "Bo"]),
        ("Id > '1'", ["Bob", "Bo"]),
        ("Balance > 0", ["Bob"]),
        ("Balance >= '50.00' AND Balance < 51", ["Bob"]),
        ("Balance <= 0", ["Amy", "Bo"]),
        ("Active = true", ["Amy", "Bob", "Bo"]),
        ("Active = false", ["Zoe (deleted)"]),
        ("Active IN (true, false)", ["Amy", "Bob", "Bo", "Zoe (deleted)"]),
        ("PrimaryEmailAddr = 'bob@example.com'", ["Bob"]),
        ("Metadata.LastUpdatedTime >= '2026-11-24T12:00:00-08:00'", ["Amy", "Bob", "Bo"]),
        ("MetaData.LastUpdatedTime > '2026-11-24T20:00:00Z'", []),
        ("MetaData.CreateTime >= '2026-11-24'", ["Amy", "Bob", "Bo"]),
        ("MetaData.CreateTime < '2026-11-24'", []),
    ],
)
def test_conditions(client: Client, books: Books, condition: str, found: list[str]) -> None:
    books.customer("Amy")
    bob = books.customer("Bob", email="bob@example.com")
    books.customer("Bo")
    books.deactivate(books.customer("Zoe"))
    books.invoice(bob, "50.00")
    assert names(client, f"where {condition}") == found


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("ORDERBY DisplayName", ["Amy", "Bob", "Cy"]),
        ("ORDER BY DisplayName DESC", ["Cy", "Bob", "Amy"]),
        ("ORDERBY CompanyName, DisplayName DESC", ["Bob", "Cy", "Amy"]),
        ("ORDERBY CompanyName DESC, DisplayName ASC", ["Amy", "Cy", "Bob"]),
        ("ORDERBY MetaData.LastUpdatedTime DESC STARTPOSITION 1 MAXRESULTS 1", ["Amy"]),
    ],
)
def test_order(simulator: Simulator, client: Client, books: Books, order: str, found: list[str]) -> None:
    for name, company in (("Cy", "Z"), ("Bob", "A"), ("Amy", "Z")):
        books.customer(name, CompanyName=company)
        simulator.world.clock.advance(timedelta(seconds=1))
    assert names(client, order) == found


def test_quotes_backslashes_and_emoji(client: Client, books: Books) -> None:
    for name in ("Joe's", "back\\slash", "50% off", "Smörgås 😀"):
        books.customer(name)
    assert names(client, r"where DisplayName = 'Joe\'s'") == ["Joe's"]
    assert names(client, r"where DisplayName = 'back\\slash'") == ["back\\slash"]
    assert names(client, "where DisplayName = '50% off'") == ["50% off"]
    assert names(client, "where DisplayName = 'Smörgås 😀'") == ["Smörgås 😀"]


def test_days_and_references_of_transactions(client: Client, books: Books) -> None:
    amy, bob = books.customer("Amy"), books.customer("Bob")
    books.invoice(amy, 10, day="2026-10-01", due="2026-10-31")
    books.invoice(bob, 20, day="2026-11-01", due="2026-12-01")
    found = client.query("select * from Invoice where DueDate < '2026-11-24'")["Invoice"]
    assert [each["CustomerRef"]["name"] for each in found] == ["Amy"]
    found = client.find("Invoice", f"where CustomerRef = '{bob.id}' and TxnDate >= '2026-11-01'")
    assert [each["TotalAmt"] for each in found] == [20]


def test_chosen_properties_come_alone(client: Client, books: Books) -> None:
    books.customer("Amy", notes="secret")
    (row,) = client.query("select DisplayName, MetaData.CreateTime from Customer")["Customer"]
    assert set(row) == {"DisplayName", "MetaData", "Id", "domain", "sparse"}
    assert row["sparse"] is True
    (row,) = client.query("select *, Sku from Item where Name = 'Pest Control'")["Item"]
    assert row["UnitPrice"] == 35


def test_notes_of_several_records_at_once(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    invoices = [books.invoice(amy, 10) for _ in range(3)]
    for each in invoices:
        books.note(each, f"about {each.id}")
    books.note(amy, "about Amy")
    path = "AttachableRef.EntityRef"
    found = client.find("Attachable", f"where {path}.Type = 'Invoice' and {path}.value in ('1', '3')")
    assert [each["Note"] for each in found] == ["about 1", "about 3"]


@pytest.mark.parametrize(
    ("text", "expected", "told"),
    [
        ("", "4000", "The query provided was empty"),
        ("selekt * from Customer", "4000", 'Encountered " <IDENTIFIER> "selekt "" at line 1, column 1.'),
        ("select *", "4000", 'Encountered "<EOF>"'),
        ("select * from Customer where", "4000", "<EOF>"),
        (
            "select * from Vendor where DisplayName = 'Cutlery 'R Us'",
            "4000",
            'Encountered " <IDENTIFIER> "R "" at line 1, column 52.\nWas expecting one of:\n    <EOF> ',
        ),
        ('select * from Customer where DisplayName = "Amy"', "4000", "Lexical error at line 1, column 44."),
        ("select * from Customer where DisplayName like %a", "4000", 'Encountered: "%" (37), after : ""'),
        ("select * from Customer where DisplayName != 'a'", "4000", 'Encountered: "!" (33)'),
        ("select * from Customer maxresults many", "4000", "<INTEGER>"),
        ("select * from Customer where Id in ()", "4000", "Encountered"),
        ("select * from Customer, Invoice", "4000", "Encountered"),
        (
            "select * from TaxService",
            "4001",
            "QueryValidationError: Metadata not found for Entity: TaxService",
        ),
        ("select * from Customer where Foo = '1'", "4001", "Property Foo not found for Entity Customer"),
        ("select * from Customer where Notes like '%a%'", "4001", "Property Notes not found"),
        ("select * from Invoice orderby Line", "4001", "Property Line not found"),
        ("select * from Customer where Active = '1'", "4001", "is not valid for property Active"),
        ("select * from Customer where Balance > 'much'", "4001", "is not valid for property Balance"),
        ("select * from Invoice where TxnDate > 'today'", "4001", "is not valid for property TxnDate"),
        ("select * from Customer where MetaData.CreateTime > 'x'", "4001", "is not valid for property"),
        ("select * from Customer where Id = '1' or Id = '2'", "4001", "OR operator is not supported"),
    ],
)
def test_what_it_refuses(client: Client, text: str, expected: str, told: str) -> None:
    answer = client.get("query", query=text)
    assert answer.status_code == 400
    assert code(answer) == expected
    assert told in exact(answer)["Fault"]["Error"][0]["Detail"]
    assert exact(answer)["Fault"]["type"] == "ValidationFault"


def test_entities_the_books_do_not_use_are_empty(client: Client) -> None:
    assert client.query("select * from Bill where MetaData.LastUpdatedTime > '2020-01-01'") == {}
    assert client.query("select count(*) from Purchase") == {"totalCount": 0}


def test_settings_can_be_queried(client: Client, books: Books) -> None:
    assert client.query("select * from CompanyInfo")["CompanyInfo"][0]["CompanyName"] == "Sandbox Company"
    assert client.query("select * from Preferences")["Preferences"][0]["CurrencyPrefs"]["HomeCurrency"]
    books.rate("EUR", "1.10", "2026-11-01")
    text = "select * from exchangerate where sourcecurrencycode in ('EUR') and asofdate = '2026-11-20'"
    assert str(client.query(text)["ExchangeRate"][0]["Rate"]) == "1.10"
