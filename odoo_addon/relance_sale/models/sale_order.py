"""Whether an order may go on, asked of the rules each time: nothing stored can be got round by a copy."""

import logging
from decimal import Decimal

from relance_sync.errors import RelanceError
from relance_sync.plan import Mode
from relance_sync.rules.assess import assess
from relance_sync.rules.explain import explain, format_money
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.money import Money, quantize
from relance_sync.rules.order_check import OrderAnswer, check_order

from odoo import api, fields, models

from odoo.addons.relance.inside.office import Office

_logger = logging.getLogger(__name__)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # Salespeople see the answer and its reasons, not the accounts it rests on.
    relance_level = fields.Selection(
        [("none", "None"), ("warn", "Warning"), ("hold", "Held")],
        string="Credit Control",
        compute="_compute_relance",
    )
    relance_text = fields.Text(string="Credit Control Reasons", compute="_compute_relance")

    @api.depends("partner_invoice_id", "amount_total", "currency_id", "company_id", "state")
    @api.depends_context("lang")
    def _compute_relance(self):
        for order in self:
            answer = None
            if order.state in {"draft", "sent"} and order.order_line:
                answer = order._relance_answer()
            order.relance_level = _level(answer) if answer else "none"
            order.relance_text = order._relance_sentences(answer) if answer else False

    def _relance_answer(self) -> OrderAnswer | None:
        """Ask the rules whether this order may go on now; None if nothing is known that speaks of it.

        A fault of ours stops nobody's business: it is logged, and the order goes on.
        """
        self.ensure_one()
        debtor = self.partner_invoice_id.commercial_partner_id._origin
        if not debtor:
            return None
        # No savepoint: nothing is written, and undoing one would wipe out the form that is being filled in.
        try:
            return self._relance_ask(Office(self.company_id), debtor)
        except (RelanceError, ValueError) as problem:
            _logger.warning("Order %s could not be checked", self.id, exc_info=problem)
            return None

    def _relance_ask(self, office: Office, debtor) -> OrderAnswer | None:
        account = office.accounts(debtor.with_env(office.env)).get(debtor.id)
        if account is None:
            return None
        assessment = assess(account, office.policy, office.calendar, office.today)
        currency = self.currency_id.name
        known = next((each for each in account.orders if each.id == str(self._origin.id)), None)
        return check_order(
            account,
            office.policy,
            assessment.stage,
            assessment.risk,
            office.today,
            Money(amount=quantize(Decimal(repr(self.amount_total)), currency), currency=currency),
            known,
        )

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

    def _confirmation_error_message(self):
        return super()._confirmation_error_message() or self._relance_error_message()

    def _relance_error_message(self):
        """Return why the order may not be confirmed; False if it may."""
        self.ensure_one()
        if self.company_id.sudo().relance_mode == str(Mode.OBSERVE):
            return False
        answer = self._relance_answer()
        if answer is None or answer.go:
            return False
        if self.env.user.share:
            # The customer reads this: what we know of its debts is for colleagues.
            return self.env._("This order needs our confirmation. We will contact you shortly.")
        return self.env._(
            "%(order)s waits: orders of %(customer)s are held. %(why)s A credit manager can release it.",
            order=self.name,
            customer=self.partner_invoice_id.commercial_partner_id.name,
            why=self._relance_sentences(answer),
        )

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


def _level(answer: OrderAnswer) -> str:
    if not answer.go:
        return "hold"
    return "warn" if answer.level >= Level.WARN else "none"
