"""A contested invoice: it stays in exposure and is not chased; the rest goes on."""

from relance_sync.rules.agreements import Dispute, DisputeReason

from odoo import fields, models

from .relance_agreement import OPEN_INVOICES


class RelanceDispute(models.Model):
    _name = "relance.dispute"
    _description = "Dispute"
    _inherit = "relance.agreement"
    _rec_name = "reason"

    opened_on = fields.Date(required=True, default=lambda self: self._today(), readonly=True)
    reason = fields.Selection(
        [
            ("goods", "Goods"),
            ("delivery", "Delivery"),
            ("price", "Price"),
            ("invoice_error", "Error in the invoice"),
            ("already_paid", "Already paid"),
            ("duplicate", "Invoiced twice"),
            ("not_ordered", "Not ordered"),
            ("other", "Other"),
        ],
        required=True,
    )
    invoice_id = fields.Many2one(
        "account.move",
        check_company=True,
        domain=OPEN_INVOICES,
        help="Leave empty for everything of the customer.",
    )

    def _recorded_words(self) -> str:
        about = self.invoice_id.name or self.env._("everything")
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        return self.env._(
            "Dispute recorded: %(about)s (%(reason)s).", about=about, reason=reasons[self.reason]
        )

    def _ended_words(self) -> str:
        about = self.invoice_id.name or self.env._("everything")
        return self.env._("Dispute settled: %s is chased again.", about)

    def _rule(self) -> Dispute:
        return Dispute(
            opened_on=self.opened_on,
            invoice=str(self.invoice_id.id) if self.invoice_id else None,
            reason=DisputeReason(self.reason),
            **self._shared(),
        )
