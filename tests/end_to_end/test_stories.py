"""The stories of tests/scenarios, played on a real Odoo: people work in Odoo, the bookkeeper presses sync.

Each told day is played twice, in the books of the tests and in Odoo, and both must say the same and leave the
same behind. Odoo's demo company counts in dollars: amounts are compared without their currency. A prepaid
quotation is left out: how Odoo knows that an order is paid has tests of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from relance_sync.rules.ledger import Kind
from tests.builders import Ledger
from tests.connectors.odoo.reader_books import COMPANY
from tests.end_to_end.desk import WORKSPACE, Desk, assessed
from tests.scenarios.story import Story, happen, night, open_books, policy_of, read_story, stories, told

# How well one paid so far is graded against all customers; a payment that came back is cancelled there, and
# what is still to be delivered is not read.
_NOT_IN_ODOO = {"known", "give_back", "edit"}
# What a decision is called in the stories, with the name it has in `--json`.
_VERBS = {"remind": "remind", "wait": "wait", "release": "release", "close": "close_task", "alert": "alert"}


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
    people = People(empty_desk, story)
    ledger = open_books(story)
    for day in story.days:
        empty_desk.today = day.on
        for entry in day.books:
            happen(ledger, entry, day.on)
            people.do(entry, day.on)
        heard = night(ledger, day.on, policy_of(story.policy))
        said = people.night()
        expected = [plain(told(each)) for each in heard.assessment.decisions]
        assert [people.plain(each) for each in said] == expected, f"{day.on}: {day.note}"
        assert people.left_behind() == left_behind(ledger), f"{day.on}: {day.note}"


def plain(told_: Mapping[str, Any]) -> dict[str, Any]:
    """What both tell in the same words: the names of our tasks differ."""
    kind = next(_VERBS.get(key, "hold") for key in told_)
    if kind == "close_task":
        return {"kind": kind}
    if kind == "wait":
        return {"kind": kind, "because": [told_["wait"]], "items": told_.get("items", [])}
    plain_ = {"kind": kind, "because": told_["because"]}
    if kind == "remind":
        amount, _ = told_["total"].split()
        plain_ |= {"step": told_["remind"], "by": told_["by"], "items": told_["items"], "total": amount}
    if kind == "hold":
        plain_ |= {"level": told_.get("hold", told_.get("propose")), "proposal": "propose" in told_}
        plain_ |= {"orders": told_["orders"]}
    return plain_


def left_behind(ledger: Ledger) -> dict[str, Any]:
    """What stands on the platform after a night: the hold, and how many tasks are open."""
    held = ledger.hold is not None and not ledger.hold.proposal
    return {"held": held, "tasks": len(ledger.tasks)}


class People:
    """Those who work in Odoo, and the bookkeeper; they do what a story says."""

    def __init__(self, desk: Desk, story: Story) -> None:
        self.desk, self.office = desk, desk.office
        self.invoices: dict[str, int] = {}
        self.credits: dict[str, int] = {}
        self.orders: dict[str, int] = {}
        self.items: dict[str, str] = {}
        customer = open_books(story).customer
        desk.policy(story.policy)
        desk.open_company()
        (desk.folder / "relance.toml").write_text(
            (desk.folder / "relance.toml").read_text("utf-8").replace(WORKSPACE, _WEEKDAYS), encoding="utf-8"
        )
        values: dict[str, Any] = {"email": customer.email, "phone": customer.phone}
        if customer.credit_limit is not None:
            self.office.change("res.company", COMPANY, account_use_credit_limit=True)
            values |= {"use_partner_credit_limit": True, "credit_limit": float(customer.credit_limit)}
        self.name = f"{customer.name} of the story"
        self.customer = self.office.customer(self.name, company=customer.kind is not Kind.PERSON, **values)

    def do(self, entry: Mapping[str, Any], today: date) -> None:
        """Do what one entry of a day says; its first key is the verb."""
        verb = next(iter(entry))
        getattr(self, f"_{verb}")(entry, today)

    def night(self) -> list[dict[str, Any]]:
        """Sync; return what was decided about the customer."""
        found = assessed(self.desk.sync()).get(self.name)
        if found is None:
            found = self.desk.json("explain", str(self.customer))
        return list(found["decisions"])

    def plain(self, decision: Mapping[str, Any]) -> dict[str, Any]:
        """A decision of `--json` in the words of `plain`."""
        kind = decision["kind"]
        if kind == "close_task":
            return {"kind": kind}
        because = [each["code"] for each in decision["reasons"]]
        items = [self.items[each] for each in decision.get("items", ())]
        if kind == "wait":
            return {"kind": kind, "because": because[:1], "items": items}
        found = {"kind": kind, "because": because}
        if kind == "remind":
            total = f"{Decimal(decision['total']['amount']):.2f}"
            found |= {"step": decision["step"], "by": decision["channel"], "items": items, "total": total}
        if kind == "hold":
            numbers = {str(id_): number for number, id_ in self.orders.items()}
            found |= {"level": decision["level"], "proposal": decision["proposal"]}
            found |= {"orders": [numbers[each] for each in decision["orders"]]}
        return found

    def left_behind(self) -> dict[str, Any]:
        """What stands in Odoo: our sales warning, and our open activities on the customer and its orders."""
        warning = self.office.read("res.partner", self.customer, "sale_warn_msg")["sale_warn_msg"]
        mine = [
            each
            for each in self.desk.activities(active=True)
            if (each["res_model"], each["res_id"]) == ("res.partner", self.customer)
            or (each["res_model"] == "sale.order" and each["res_id"] in self.orders.values())
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
        self.invoices[number] = self.office.invoice(self.customer, float(total), **values)
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
        self.credits[entry["credit"]] = self.office.credit_note(self.customer, float(entry["amount"]))

    def _allocate(self, entry: Mapping[str, Any], _today: date) -> None:
        self.office.match(self.credits[entry["allocate"]], self.invoices[entry["to"]])

    def _quote(self, entry: Mapping[str, Any], _today: date) -> None:
        if not entry.get("prepaid"):
            self.orders[entry["quote"]] = self.office.order(self.customer, float(entry["amount"]))

    def _confirm(self, entry: Mapping[str, Any], _today: date) -> None:
        self.office.confirm(self.orders[entry["confirm"]])

    def _promise(self, entry: Mapping[str, Any], _today: date) -> None:
        amount = ["--amount", entry["amount"]] if "amount" in entry else []
        words = ["--due", entry["promise"].isoformat(), *amount, *self._named(entry)]
        self.desk.json("promise", "add", str(self.customer), *words)

    def _agree(self, entry: Mapping[str, Any], _today: date) -> None:
        parts = [
            part
            for each in entry["agree"]
            for part in ("--part", f"{each['due'].isoformat()}={each['amount']}")
        ]
        self.desk.json("plan", "add", str(self.customer), *parts, *self._named(entry))

    def _waive(self, entry: Mapping[str, Any], _today: date) -> None:
        words = ["--pays", entry["pays"], "--due", entry["waive"].isoformat(), *self._named(entry)]
        self.desk.json("settlement", "add", str(self.customer), *words)

    def _named(self, entry: Mapping[str, Any]) -> list[str]:
        return [part for each in entry.get("invoices", ()) for part in ("--invoice", self._number(each))]

    def _dispute(self, entry: Mapping[str, Any], _today: date) -> None:
        reason = ["--reason", entry["reason"]] if "reason" in entry else []
        words = ["--invoice", self._number(entry["dispute"]), *reason]
        self.desk.json("dispute", "add", str(self.customer), *words)

    def _settle(self, entry: Mapping[str, Any], _today: date) -> None:
        invoice = str(self.invoices[entry["settle"]])
        running = self.desk.json("dispute", "list", str(self.customer))["disputes"]
        (dispute,) = [each for each in running if each["invoice"] == invoice]
        self.desk.json("dispute", "close", dispute["id"])

    def _pause(self, entry: Mapping[str, Any], _today: date) -> None:
        self.desk.json("pause", "add", str(self.customer), "--until", entry["pause"].isoformat())

    def _approve(self, entry: Mapping[str, Any], _today: date) -> None:
        until = entry["until"].isoformat()
        self.desk.json("hold", "confirm", str(self.customer), "--by", entry["approve"], "--until", until)

    def _override(self, entry: Mapping[str, Any], _today: date) -> None:
        words = ["--by", entry["override"], "--reason", "a fair", "--until", entry["until"].isoformat()]
        if "order" in entry:
            number = self.office.read("sale.order", self.orders[entry["order"]], "name")["name"]
            words += ["--order", str(number)]
        self.desk.json("override", "add", str(self.customer), *words)

    def _interrupt(self, entry: Mapping[str, Any], _today: date) -> None:
        words = ["--ground", entry["interrupt"], "--day", entry["on"].isoformat(), "--proof", "a letter"]
        words += ["--confirmed-by", entry["by"]]
        self.desk.json("limitation", "interrupt", str(self.customer), *words)

    def _number(self, invoice: str) -> str:
        return str(self.office.read("account.move", self.invoices[invoice], "name")["name"])


# Odoo's demo company has public holidays of its own country; the stories know only weekends.
_WEEKDAYS = WORKSPACE.replace("closed_weekdays = []\n", 'country = "none"\n')
