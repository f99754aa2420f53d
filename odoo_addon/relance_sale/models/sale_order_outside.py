"""Orders of a company for which Relance outside decides: the hold that it set counts, not the rules in Odoo.

Its policy is outside; what it said of the hold is what people read. A manager's release counts here too.
"""

from relance_sync.rules.hold_rules import Level
from relance_sync.rules.order_check import OrderAnswer

from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _relance_answers(self, *, in_turn: bool = False) -> dict[models.Model, OrderAnswer]:
        outside = self.filtered(lambda each: each.company_id.sudo().relance_outside)
        found = super(SaleOrder, self - outside)._relance_answers(in_turn=in_turn)
        for order in outside.filtered(lambda each: each._relance_debtor()):
            hold = order._relance_hold()
            if hold:
                level = Level(hold.level) if not hold.proposal else Level.WARN
                go = level < Level.HOLD or order._relance_excepted(hold.account_id)
                found[order] = OrderAnswer(
                    go=go, level=level if go is False else min(level, Level.WARN), reasons=(), headroom=None
                )
        return found

    def _relance_stops(self) -> bool:
        return self.company_id.sudo().relance_outside or super()._relance_stops()

    def _relance_sentences(self, answer: OrderAnswer) -> str:
        if self.company_id.sudo().relance_outside:
            return self._relance_hold().said or ""
        return super()._relance_sentences(answer)

    def _relance_hold(self):
        """Return the hold in force of who owes what this order brings."""
        # Salespeople see the answer and its reasons, not the account file they rest on.
        return (
            self.env["relance.hold"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("account_id.partner_id", "=", self._relance_debtor().id),
                    ("ended_on", "=", False),
                ],
                limit=1,
            )
        )

    def _relance_excepted(self, file) -> bool:
        """Tell whether the order is paid, or a manager let it go on."""
        today = fields.Date.context_today(self)
        paid = self._relance_paid() or (self.amount_total and self.amount_paid >= self.amount_total)
        return bool(paid) or any(
            each.day <= today <= each.until
            and not (each.closed_on and each.closed_on <= today)
            and each.order_ref in {False, str(self._origin.id)}
            for each in file.override_ids
        )
