"""Those who work in Odoo, and do what a story of tests/scenarios says; names of the story, numbers of Odoo.

Nothing is compared here. What Relance decides is overheard where the addon asks the rules.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

from relance_sync.rules.calibration import KeptCalibration, card_digest, due_on
from relance_sync.rules.decisions import Alert, CloseTask, Hold, Remind, Wait
from relance_sync.rules.score import Calibration, Limits, Portfolio

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.relance.inside import run
from odoo.addons.relance.inside.office import Office

_NAME = "Brasserie du Port"
_EMAIL = "compta@brasserie.example"
_PHONE = "+33 2 00 00 00 00"
_MANAGER = "base.group_user,base.group_partner_manager,relance.group_credit_manager"


class Untellable(Exception):
    """What happens in the story cannot be done in this Odoo."""


@dataclass(frozen=True)
class Heard:
    """One question to the rules: what they were shown, and what they answered."""

    account: object
    assessment: object


class StoryPeople:
    """The people of one story.

    Attributes:
        case: The test whose company they work in.
        customer: The story's customer.
        heard: Every question of the day, oldest first.
    """

    def __init__(self, case, story) -> None:
        self.case, self.env, self.company = case, case.env, case.company
        self.heard: list[Heard] = []
        self.measured: Calibration | None = None
        self.names: dict[str, str] = {}
        self.tasks: dict[str, str] = {}
        self.moves, self.orders, self.agreements, self.alerted = {}, {}, {}, set()
        told = {"name": _NAME, "email": _EMAIL, "phone": _PHONE, **story.customer}
        values = {each: told[each] for each in ("name", "email", "phone")}
        # Odoo knows one number of a contact, and sends its text messages to it.
        values["phone"] = told.get("mobile") or values["phone"]
        values["is_company"] = told.get("kind") != "person"
        if "credit_limit" in told:
            self.company.account_use_credit_limit = True
            values |= {"use_partner_credit_limit": True, "credit_limit": float(told["credit_limit"])}
        self.customer = self.env["res.partner"].create(values)

    # What was heard

    def overhear(self, day: date):
        """Listen, within the block, to what the addon asks the rules about the customer."""
        self.heard = []
        plain_assess = run.assess

        def assess(account, *rest):
            assessment = plain_assess(account, *rest)
            if account.customer.id == str(self.customer.id):
                self.heard.append(Heard(account, assessment))
                self._remember(assessment, day)
            return assessment

        return patch.object(run, "assess", assess)

    def look(self) -> None:
        """Ask what is decided now; nothing may be left to be written."""
        for _, assessment, effects in run.preview(Office(self.company), self.case.file(self.customer)):
            self.case.assertFalse(effects)
            account = Office(self.company).accounts(self.customer)[self.customer.id]
            self.heard.append(Heard(account, assessment))

    def said(self) -> list:
        """Return what was decided: all of the first answer, and what news the later ones held."""
        first, *later = self.heard
        decisions = [*first.assessment.decisions, *(each for one in later for each in self._news(one))]
        said = [self._in_words(each) for each in decisions]
        for alert in (each for each in decisions if isinstance(each, Alert)):
            self.alerted.add((alert.kind, alert.subject))
        return said

    def news(self) -> list:
        """Return what was decided that is not so already."""
        return [self._in_words(each) for one in self.heard for each in self._news(one)]

    def _news(self, one: Heard) -> list:
        tonight = {
            (each.kind, each.subject)
            for before in self.heard[: self.heard.index(one)]
            for each in before.assessment.decisions
            if isinstance(each, Alert)
        }
        return [
            each
            for each in one.assessment.decisions
            if not isinstance(each, Wait)
            and not (isinstance(each, Hold) and _is_written(one.account, each))
            and not (isinstance(each, Alert) and (each.kind, each.subject) in self.alerted | tonight)
        ]

    def _remember(self, assessment, day: date) -> None:
        """Note by what names the story knows the tasks that follow from it."""
        for each in assessment.decisions:
            if isinstance(each, Remind):
                self.tasks[f"{day} {each.currency}"] = f"{each.plan}/{each.step.id} of {day}, {each.currency}"
            if isinstance(each, Alert):
                self.tasks[f"{day} {each.kind}"] = f"{each.kind} {self.names.get(each.subject, each.subject)}"

    def _task(self, key: str) -> str:
        receipt = self.case.file(self.customer).receipt_ids.filtered(lambda each: each.key == key)
        if receipt.alert:
            return self.tasks[f"{receipt.day} {receipt.alert}"]
        if receipt.steps:
            return self.tasks[f"{receipt.day} {receipt.currency}"]
        order = self.names.get(f"order {receipt.order_ref}")
        return f"hold {receipt.hold_cycle}, order {order}" if order else f"proposal {receipt.hold_cycle}"

    def _in_words(self, decision):
        """Return a decision with the story's names in place of Odoo's numbers."""
        match decision:
            case Remind() | Wait() | Alert():
                return replace(decision, items=tuple(self.names[each] for each in decision.items))
            case Hold():
                orders = tuple(self.names[f"order {each}"] for each in decision.orders)
                return replace(decision, orders=orders)
            case CloseTask():
                return replace(decision, key=self._task(decision.key))
        return decision

    # What they do

    def dawn(self, today: date) -> None:
        """Begin a day."""
        self._measure(today)

    def do(self, entry, today: date) -> None:
        """Do what one entry of a day says; its first key is the verb."""
        verb = next(iter(entry))
        if not hasattr(self, f"_do_{verb}"):
            raise Untellable(f"Nobody can do “{verb}” here.")
        getattr(self, f"_do_{verb}")(entry, today)

    def _move(self, kind: str, amount: float, issued: date, **values):
        line = {"name": "Work", "price_unit": amount, "tax_ids": [Command.clear()]}
        values |= {"move_type": kind, "partner_id": self.customer.id, "company_id": self.company.id}
        values |= {"invoice_date": issued, "date": issued, "invoice_line_ids": [Command.create(line)]}
        move = self.env["account.move"].create(values)
        move.action_post()
        return move

    def _lines(self, move):
        lines = move.line_ids.filtered(lambda each: each.account_type == "asset_receivable")
        return lines.sorted("id")

    def _do_bill(self, entry, today: date) -> None:
        name, issued = entry["bill"], entry.get("issued", today)
        parts = entry.get("parts", (entry,))
        total = sum(Decimal(each["amount"]) for each in parts)
        values = {"invoice_date_due": entry.get("due"), "invoice_payment_term_id": False}
        if len(parts) > 1:
            values = {"invoice_payment_term_id": self._term(parts, total, issued).id}
        move = self.moves[name] = self._move("out_invoice", float(total), issued, **values)
        for position, line in enumerate(self._lines(move), start=1):
            self.names[str(line.id)] = name if position == 1 else f"{name}/{position}"

    def _term(self, parts, total: Decimal, issued: date):
        lines = [
            {
                "value": "percent",
                "value_amount": float(100 * Decimal(each["amount"]) / total),
                "nb_days": (each["due"] - issued).days,
            }
            for each in parts
        ]
        return self.env["account.payment.term"].create(
            {"name": "Story", "line_ids": [Command.create(each) for each in lines]}
        )

    def _do_pay(self, entry, today: date) -> None:
        move = self.moves[entry["pay"]]
        self.paid = self._pay(move, float(entry.get("amount", move.amount_residual)), today)

    def _pay(self, move, amount: float, day: date):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        return wizard.create({"payment_date": day, "amount": amount})._create_payments()

    def _do_give_back(self, _entry, today: date) -> None:
        entry = self.paid.move_id
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=entry.ids
        )
        wizard.create({"date": today, "journal_id": entry.journal_id.id}).reverse_moves()

    def _do_credit(self, entry, today: date) -> None:
        self.moves[entry["credit"]] = self._move("out_refund", float(entry["amount"]), today)

    def _do_allocate(self, entry, _today: date) -> None:
        (self._lines(self.moves[entry["allocate"]]) | self._lines(self.moves[entry["to"]])).reconcile()

    def _do_quote(self, entry, _today: date) -> None:
        line = {
            "product_id": self.case.product_a.id,
            "price_unit": float(entry["amount"]),
            "tax_ids": [Command.clear()],
        }
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                # In the company's currency, whatever the price lists are in.
                "pricelist_id": False,
                "order_line": [Command.create(line)],
            }
        )
        self.orders[entry["quote"]] = order
        self.names[f"order {order.id}"] = entry["quote"]
        if entry.get("prepaid"):
            self.case.prepay(order)

    def _do_confirm(self, entry, _today: date) -> None:
        order = self.orders[entry["confirm"]]
        if entry.get("to_deliver") and "delivery_status" not in order._fields:
            raise Untellable("What is still to be delivered is known where stock is kept in Odoo.")
        # Relance would stop the one that is too much, as it should: it came in while Relance only observed.
        self.company.relance_mode = "observe"
        order.action_confirm()
        self.company.relance_mode = "assist"

    def _do_edit(self, entry, _today: date) -> None:
        self.orders[entry["edit"]].order_line.price_unit = float(entry["amount"])

    def _do_known(self, entry, today: date) -> None:
        """Have been paid once a month, and all customers been measured today, as the stories have it."""
        for months, late in enumerate(entry["known"], start=1):
            paid = today - timedelta(days=30 * months)
            due = paid - timedelta(days=late)
            issued = due - timedelta(days=30)
            move = self._move(
                "out_invoice", 100.0, issued, invoice_date_due=due, invoice_payment_term_id=False
            )
            self._pay(move, 100.0, paid)
        limits = Limits(ends=(Decimal(10), Decimal(30), Decimal(60)), on=today)
        self.measured = Calibration(on=today, portfolio=Portfolio(paid=100, late=20), limits=limits)
        self._measure(today)

    def _measure(self, today: date) -> None:
        """Let all customers together pay as the story has it, also when they are measured anew."""
        office = Office(self.company)
        card = office.ungraded_policy.score
        if self.measured and due_on(office.kept_calibration, card, today) <= today:
            kept = KeptCalibration(calibration=replace(self.measured, on=today), card=card_digest(card))
            office.env["relance.calibration"]._keep(self.company, kept)

    # What they write down about the customer

    def _record(self, model: str, by=None, **values):
        file = self.env["relance.account"]._of(self.customer, self.company)
        records = self.env[model].with_user(by or self.case.controller).with_company(self.company)
        return records.create({"account_id": file.id, **values})

    def _user(self, name: str):
        """Return a credit manager of this name."""
        found = self.env["res.users"].search([("login", "=", name.lower())])
        return found or new_test_user(
            self.env, login=name.lower(), name=name, groups=_MANAGER, company_id=self.company.id
        )

    def _invoices(self, entry) -> list:
        return [Command.set([self.moves[each].id for each in entry.get("invoices", ())])]

    def _named(self, record, name: str):
        self.agreements[name] = record
        self.names[f"{record._name}:{record.id}"] = name
        return record

    def _do_promise(self, entry, _today: date) -> None:
        number = sum(each.startswith("promise-") for each in self.agreements)
        promise = {"due": entry["promise"], "amount": float(entry.get("amount", 0))}
        made = self._record("relance.promise", invoice_ids=self._invoices(entry), **promise)
        self._named(made, f"promise-{number}")

    def _do_agree(self, entry, _today: date) -> None:
        parts = [
            Command.create({"due": each["due"], "amount": float(each["amount"])}) for each in entry["agree"]
        ]
        invoices = self._invoices(entry)
        plan = self._record("relance.payment.plan", part_ids=parts, invoice_ids=invoices)
        self._named(plan, "plan")

    def _do_waive(self, entry, _today: date) -> None:
        values = {"due": entry["waive"], "pays": float(entry["pays"]), "invoice_ids": self._invoices(entry)}
        self._named(self._record("relance.settlement", **values), "settlement")

    def _do_interrupt(self, entry, _today: date) -> None:
        values = {"ground": entry["interrupt"], "day": entry["on"], "proof": "a letter"}
        invoices = self._invoices(entry)
        self._record("relance.interruption", by=self._user(entry["by"]), invoice_ids=invoices, **values)

    def _do_dispute(self, entry, _today: date) -> None:
        invoice, reason = self.moves[entry["dispute"]], entry.get("reason", "other")
        dispute = self._record("relance.dispute", invoice_id=invoice.id, reason=reason)
        self._named(dispute, f"dispute-{entry['dispute']}")

    def _do_settle(self, entry, _today: date) -> None:
        self.agreements[f"dispute-{entry['settle']}"].action_end()

    def _do_pause(self, entry, _today: date) -> None:
        self._record("relance.pause", until=entry["pause"])

    def _do_approve(self, entry, _today: date) -> None:
        by = self._user(entry["approve"])
        self._record("relance.approval", by=by, until=entry["until"], note="Looked at")

    def _do_override(self, entry, _today: date) -> None:
        order = self.orders[entry["order"]].id if "order" in entry else False
        by = self._user(entry["override"])
        values = {"until": entry["until"], "reason": "A fair", "order_ref": str(order) if order else False}
        self._record("relance.override", by=by, **values)


def _is_written(account, hold: Hold) -> bool:
    """Tell whether a hold is in force and every order that waits for it has its task."""
    told_of = {task.order for task in account.tasks if task.hold_cycle == hold.cycle}
    in_force = account.hold is not None and account.hold.cycle == hold.cycle
    return in_force and (hold.proposal or set(hold.orders) <= told_of)
