"""The stories of tests/scenarios, played on a real Odoo; see `people`.

Odoo's demo company counts in dollars: amounts are compared without their currency. A prepaid quotation is
left out: how Odoo knows that an order is paid has tests of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from relance_sync.rules.ledger import Kind
from tests.connectors.odoo.reader_books import COMPANY
from tests.end_to_end.desk import WORKSPACE, Desk
from tests.end_to_end.people import People, play
from tests.scenarios.story import open_books
from tests.scenarios.telling import Story, read_story, stories

# How well one paid so far is graded against all customers; a payment that came back is cancelled there, and
# what is still to be delivered is not read.
_NOT_IN_ODOO = {"known", "give_back", "edit", "expect"}


def playable() -> list[Path]:
    """The stories that can be told in Odoo; see `_NOT_IN_ODOO` for the others."""
    return [
        path
        for path in stories()
        if not any(_NOT_IN_ODOO & set(entry) for day in read_story(path).days for entry in day.books)
    ]


@pytest.mark.parametrize("path", playable(), ids=lambda path: path.stem)
def test_odoo_tells_the_same_story(empty_desk: Desk, path: Path) -> None:
    story = read_story(path)
    play(story, lambda: OdooPeople(empty_desk, story), lambda day: setattr(empty_desk, "today", day))


class OdooPeople(People):
    """Those who work in Odoo, and the bookkeeper; they do what a story says."""

    def __init__(self, desk: Desk, story: Story) -> None:
        super().__init__(desk)
        self.odoo, self.office = desk, desk.office
        self.invoices: dict[str, int] = {}
        self.credits: dict[str, int] = {}
        customer = open_books(story).customer
        desk.policy(story.policy)
        desk.open_company()
        (desk.folder / "relance.toml").write_text(
            (desk.folder / "relance.toml").read_text("utf-8").replace(WORKSPACE, _WEEKDAYS), encoding="utf-8"
        )
        values: dict[str, Any] = {"email": customer.email, "phone": customer.mobile or customer.phone}
        if customer.credit_limit is not None:
            self.office.change("res.company", COMPANY, account_use_credit_limit=True)
            values |= {"use_partner_credit_limit": True, "credit_limit": float(customer.credit_limit)}
        self.name = f"{customer.name} of the story"
        self.partner = self.office.customer(self.name, company=customer.kind is not Kind.PERSON, **values)
        self.customer = str(self.partner)

    def number(self, invoice: str) -> str:
        return str(self.office.read("account.move", self.invoices[invoice], "name")["name"])

    def order_number(self, order: str) -> str:
        return str(self.office.read("sale.order", int(self.orders[order]), "name")["name"])

    def invoice_id(self, invoice: str) -> str:
        return str(self.invoices[invoice])

    def left_behind(self) -> dict[str, Any]:
        """What stands in Odoo: our sales warning, and our open activities on the customer and its orders."""
        warning = self.office.read("res.partner", self.partner, "sale_warn_msg")["sale_warn_msg"]
        mine = [
            each
            for each in self.odoo.activities(active=True)
            if (each["res_model"], each["res_id"]) == ("res.partner", self.partner)
            or (each["res_model"] == "sale.order" and str(each["res_id"]) in self.orders.values())
        ]
        return {"held": "[rl#" in (warning or ""), "tasks": len(mine)}

    def _bill(self, entry: Mapping[str, Any], today: date) -> None:
        issued = entry.get("issued", today)
        parts = entry.get("parts", (entry,))
        total = sum(Decimal(each["amount"]) for each in parts)
        values: dict[str, Any] = {"invoice_date": issued.isoformat(), "date": issued.isoformat()}
        if len(parts) == 1:
            values |= {"invoice_date_due": entry["due"].isoformat(), "invoice_payment_term_id": False}
        else:
            values["invoice_payment_term_id"] = self._term(parts, total, issued)
        number = entry["bill"]
        self.invoices[number] = self.office.invoice(self.partner, float(total), **values)
        for position, line in enumerate(self.office.lines(self.invoices[number]), start=1):
            self.items[str(line)] = number if position == 1 else f"{number}/{position}"

    def _term(self, parts: Any, total: Decimal, issued: date) -> int:
        lines = [
            {
                "value": "percent",
                "value_amount": float(100 * Decimal(each["amount"]) / total),
                "nb_days": (each["due"] - issued).days,
            }
            for each in parts
        ]
        return self.office.make(
            "account.payment.term", name="Story", line_ids=[[0, 0, each] for each in lines]
        )

    def _pay(self, entry: Mapping[str, Any], today: date) -> None:
        invoice = self.invoices[entry["pay"]]
        left = self.office.read("account.move", invoice, "amount_residual")["amount_residual"]
        self.office.pay(invoice, float(entry.get("amount", left)), payment_date=today.isoformat())

    def _credit(self, entry: Mapping[str, Any], _today: date) -> None:
        self.credits[entry["credit"]] = self.office.credit_note(self.partner, float(entry["amount"]))

    def _allocate(self, entry: Mapping[str, Any], _today: date) -> None:
        self.office.match(self.credits[entry["allocate"]], self.invoices[entry["to"]])

    def _quote(self, entry: Mapping[str, Any], _today: date) -> None:
        if not entry.get("prepaid"):
            self.orders[entry["quote"]] = str(self.office.order(self.partner, float(entry["amount"])))

    def _confirm(self, entry: Mapping[str, Any], _today: date) -> None:
        self.office.confirm(int(self.orders[entry["confirm"]]))


# Odoo's demo company has public holidays of its own country; the stories know only weekends.
_WEEKDAYS = WORKSPACE.replace("closed_weekdays = []\n", 'country = "none"\n')
