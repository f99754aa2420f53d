"""Whether an order may go on, asked of the rules each time: nothing stored can be got round by a copy.

What follows from the answer is in `sale_order_confirmation` and `sale_order_change`.
"""

import logging
from dataclasses import replace
from decimal import Decimal

from relance_connectors.block import without_block
from relance_sync.errors import RelanceError
from relance_sync.plan import Mode
from relance_sync.rules.account import Account
from relance_sync.rules.assess import assess
from relance_sync.rules.explain import explain, format_money
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import OrderState
from relance_sync.rules.money import Money, quantize
from relance_sync.rules.order_check import OrderAnswer, check_order

from odoo import api, fields, models

from odoo.addons.relance.inside.office import Office, batches

_logger = logging.getLogger(__name__)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # Salespeople see the answer and its reasons, not the accounts it rests on.
    relance_level = fields.Selection(
        [("none", "Not held"), ("warn", "Warning"), ("hold", "On hold")],
        string="Credit Control",
        compute="_compute_relance",
    )
    relance_text = fields.Text(string="Credit Control Reasons", compute="_compute_relance")

    @api.depends("partner_invoice_id", "amount_total", "currency_id", "company_id", "state")
    @api.depends_context("lang")
    def _compute_relance(self):
        answers = self.filtered("order_line").filtered(_is_open)._relance_answers()
        for order in self:
            answer = answers.get(order)
            order.relance_level = _level(answer) if answer else "none"
            order.relance_text = order._relance_sentences(answer) if answer else False

    @api.depends("relance_level")
    def _compute_sale_warning_text(self):
        """Leave out what our banner says already; what people wrote beside it stays."""
        done = super()._compute_sale_warning_text()
        for order in self.filtered(lambda each: each.sale_warning_text and each.relance_level != "none"):
            told = order.sale_warning_text
            for each in order.partner_id | order.partner_id.parent_id:
                name, said = each.name or each.display_name, each.sale_warn_msg or ""
                rest = without_block(said, str(order.company_id.id)).strip()
                told = told.replace(f"{name} - {said}", f"{name} - {rest}" if rest else "")
            order.sale_warning_text = "\n".join(each for each in told.split("\n") if each.strip())
        return done

    def _relance_debtor(self):
        """Return who owes what this order brings."""
        return self.partner_invoice_id.commercial_partner_id._origin

    def _relance_answers(self, *, in_turn: bool = False) -> dict[models.Model, OrderAnswer]:
        """Ask the rules whether these orders may go on now.

        A fault of ours stops nobody's business: it is logged, and the order goes on.

        Args:
            in_turn: Whether each is asked as if those before it were confirmed already.

        Returns:
            The answer by order; none for an order of whose customer nothing is known that speaks of it.
        """
        found = {}
        for company, orders in (
            self.filtered(lambda each: each._relance_debtor()).grouped("company_id").items()
        ):
            ahead: set[str] = set()
            office = Office(company)
            debtors = {each: each._relance_debtor().id for each in orders}
            accounts = _accounts(office, set(debtors.values()))
            for order, debtor in debtors.items():
                answer = debtor in accounts and order._relance_ask(office, accounts[debtor], ahead)
                if answer:
                    found[order] = answer
                if in_turn:
                    ahead.add(str(order.id))
        return found

    def _relance_ask(self, office: Office, account: Account, ahead: set[str]) -> OrderAnswer | None:
        currency = self.currency_id.name
        orders = {each.id: each for each in account.orders}
        for each in ahead & orders.keys():
            orders[each] = replace(orders[each], state=OrderState.CONFIRMED)
        known = orders.get(str(self._origin.id))
        if known and self._relance_paid():
            known = orders[known.id] = replace(known, prepaid=True)
        account = replace(account, orders=tuple(orders.values()))
        # No savepoint: nothing is written, and undoing one would wipe out the form that is being filled in.
        try:
            assessment = assess(account, office.policy, office.calendar, office.today)
            return check_order(
                account,
                office.policy,
                assessment.stage,
                assessment.risk,
                office.today,
                Money(amount=quantize(Decimal(repr(self.amount_total)), currency), currency=currency),
                known,
            )
        except (RelanceError, ValueError) as problem:
            _logger.warning("Order %s could not be checked", self.id, exc_info=problem)
            return None

    def _relance_paid(self) -> bool:
        """Tell whether online payments reach what confirms the order: Odoo then does it by itself.

        That may be a part. Once it is confirmed, only what is paid whole counts as paid.
        """
        asked = self.state in {"draft", "sent"} and self.amount_paid > 0
        return asked and self._is_confirmation_amount_reached()

    def _relance_sentences(self, answer: OrderAnswer) -> str:
        """Say the reasons, what ends the hold, and what is left of the credit limit."""
        today, language = fields.Date.context_today(self), self.env["relance.account"]._language()
        said = [explain(each, today, language) for each in (*answer.reasons, *answer.release)]
        if answer.headroom is not None:
            said.append(
                self.env._(
                    "Credit limit less exposure and this order: %s.", format_money(answer.headroom, language)
                )
            )
        return " ".join(said)

    def _relance_stops(self) -> bool:
        """Tell whether orders are stopped at all: who only observes is shown the answer."""
        return self.company_id.sudo().relance_mode != str(Mode.OBSERVE)

    def action_relance_release(self):
        """Let a manager release this one order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release the Order"),
            "res_model": "relance.order.release",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }


def _is_open(order) -> bool:
    """Tell whether an answer matters: to a quotation, and to what may still be changed and invoiced."""
    if order.state == "sale":
        return not order.locked and order.invoice_status != "invoiced"
    return order.state in {"draft", "sent"}


def _accounts(office: Office, debtors: set[int]) -> dict[int, Account]:
    found: dict[int, Account] = {}
    for numbers in batches(sorted(debtors)):
        try:
            found |= office.accounts(office.env["res.partner"].browse(numbers))
        except (RelanceError, ValueError) as problem:
            _logger.warning("Orders of customers %s could not be checked", numbers, exc_info=problem)
    return found


def _level(answer: OrderAnswer) -> str:
    if not answer.go:
        return "hold"
    return "warn" if answer.level >= Level.WARN else "none"
