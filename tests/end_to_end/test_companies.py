"""Several companies, currencies and languages in one workspace, sharing their contacts as Odoo does."""

from __future__ import annotations

import pytest

from tests.end_to_end.desk import Desk, codes, decided

LYON = {"allowed_company_ids": [2]}


@pytest.fixture
def both(empty_desk: Desk) -> Desk:
    """YourCompany (USD, English) and FR Company (EUR, French); OpenWood is late in both."""
    empty_desk.open_company()
    empty_desk.open_company("lyon", company_id=2, more='language = "fr"', odoo='language = "fr"')
    line = {"name": "Travaux", "quantity": 1, "price_unit": 1500, "tax_ids": [[6, 0, []]]}
    for company in (1, 2):
        context = {"allowed_company_ids": [company]}
        values = {
            "move_type": "out_invoice",
            "partner_id": empty_desk.customer("OpenWood"),
            "invoice_date": empty_desk.days_ago(100),
            "invoice_date_due": empty_desk.days_ago(70),
            "invoice_payment_term_id": False,
            "invoice_line_ids": [[0, 0, line]],
        }
        made = empty_desk.odoo.call("account.move", "create", vals_list=[values], context=context)
        empty_desk.odoo.call("account.move", "action_post", ids=made, context=context)
    return empty_desk


def test_each_company_decides_for_itself_in_its_currency_and_language(both: Desk) -> None:
    acme, lyon = both.json("sync")["companies"]
    assert decided(acme, "OpenWood")["remind"]["total"]["currency"] == "USD"
    # Not its amount: invoices of Odoo's own demo fall due as the days go by.
    assert decided(lyon, "OpenWood")["remind"]["total"]["currency"] == "EUR"
    english, french = both.activities("OpenWood")
    assert english["summary"] == "Write to OpenWood"
    assert french["summary"] == "Écrire à OpenWood"
    assert "70 jours de retard" in french["note"]
    (note,) = [m for m in both.messages("OpenWood", "notification") if "Bloquer les commandes" in m["body"]]
    assert "Niveau" in note["body"]
    listed = [both.json("worklist", "--company", name)["company"] for name in ("acme", "lyon")]
    assert listed == ["acme", "lyon"]
    assert "Ready Mat" not in both.relance("worklist", "--company", "lyon")
    said = both.relance("--language", "fr", "explain", "OpenWood", "--company", "lyon")
    assert "Bloquer les commandes" in said


def test_one_contact_held_by_two_companies_is_released_by_each_for_itself(both: Desk) -> None:
    both.json("sync")
    openwood = both.customer("OpenWood")

    def warning() -> str:
        return str(both.office.read("res.partner", openwood, "sale_warn_msg")["sale_warn_msg"])

    tagged = both.office.read("res.partner", openwood, "category_id")["category_id"]
    assert (warning().count("] (1)"), warning().count("] (2)")) == (1, 1)
    both.pay_all("OpenWood")
    both.json("sync")
    assert (warning().count("] (1)"), warning().count("] (2)")) == (0, 1)
    assert both.office.read("res.partner", openwood, "category_id")["category_id"] == tagged
    english, french = both.activities("OpenWood")
    assert (english["active"], french["active"]) == (False, True)


def test_a_currency_without_rate_is_named_and_the_rest_goes_on(both: Desk) -> None:
    francs = both.office.currency("CHF")
    known = both.office.call("res.currency.rate", "search", domain=[["currency_id", "=", francs]])
    both.office.call("res.currency.rate", "unlink", ids=known)
    customer = both.office.customer("Uhrwerk", email="kasse@example.com")
    both.office.invoice(
        customer,
        800,
        currency_id=francs,
        invoice_date=both.days_ago(100),
        invoice_date_due=both.days_ago(70),
        invoice_payment_term_id=False,
    )
    report = both.json("sync", "acme")["companies"][0]
    assert codes(decided(report, "Uhrwerk")["wait"]) == ["rate_missing"]
    assert "remind" in decided(report, "Ready Mat")
    explained = both.json("explain", "Uhrwerk", "--company", "acme")
    assert explained["missing_rates"] == ["CHF"]
    said = both.relance("explain", "Uhrwerk", "--company", "acme")
    assert "No exchange rate" in said
    assert "CHF" in said
    both.relance("check-order", "Uhrwerk", "10", "--currency", "CHF", "--company", "acme", status=2)

    rate = {"currency_id": francs, "company_id": 1, "inverse_company_rate": 1.25}
    both.office.make("res.currency.rate", name=both.days_ago(0), **rate)
    report = both.json("sync", "acme")["companies"][0]
    assert decided(report, "Uhrwerk")["remind"]["total"] == {"amount": "800.00", "currency": "CHF"}
    assert both.json("explain", "Uhrwerk", "--company", "acme")["exposure"]["amount"] == "1000.00"
