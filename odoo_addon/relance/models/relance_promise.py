"""A customer's word to pay by a day. Whether it was kept is worked out by the rules, never stored."""

from decimal import Decimal

from relance_sync.rules.agreements import Promise
from relance_sync.rules.money import Money, quantize

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RelancePromise(models.Model):
    _name = "relance.promise"
    _description = "Promise to Pay"
    _inherit = "relance.agreement"
    _rec_name = "due"

    made_on = fields.Date(required=True, default=lambda self: self._today(), readonly=True)
    due = fields.Date(string="Pays By", required=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    amount = fields.Monetary(help="Leave empty for everything that is open.")
    invoice_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        check_company=True,
        domain="[('commercial_partner_id', '=', partner_id), ('company_id', '=', company_id),"
        " ('move_type', '=', 'out_invoice'), ('state', '=', 'posted'), ('amount_residual', '>', 0)]",
        help="Leave empty for everything that is open.",
    )
    open_amount = fields.Monetary(readonly=True, help="What was open of it when it was recorded.")

    @api.constrains("due", "made_on", "amount")
    def _check_promise(self):
        for each in self:
            if each.due < each.made_on:
                raise ValidationError(self.env._("A promise is about a day to come."))
            if each.amount < 0:
                raise ValidationError(self.env._("A promised amount is above zero, or empty for all."))

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            values["open_amount"] = self.new(values)._open_now()
        return super().create(vals_list)

    def _open_now(self) -> float:
        """Add up what is open of the invoices it covers, in its currency."""
        domain = [
            ("company_id", "=", self.account_id.company_id.id),
            ("partner_id.commercial_partner_id", "=", self.account_id.partner_id.id),
            ("parent_state", "=", "posted"),
            ("account_id.account_type", "=", "asset_receivable"),
            ("currency_id", "=", self.currency_id.id),
            ("amount_residual_currency", ">", 0),
        ]
        if self.invoice_ids:
            domain.append(("move_id", "in", self.invoice_ids._origin.ids))
        # The whole debt counts, also where the collector may not see every invoice.
        lines = self.env["account.move.line"].sudo()
        return sum(lines.search(domain).mapped("amount_residual_currency"))

    def _money(self, amount: float) -> Money:
        currency = self.currency_id.name
        return Money(amount=quantize(Decimal(repr(amount)), currency), currency=currency)

    def _rule(self) -> Promise:
        return Promise(
            due=self.due,
            made_on=self.made_on,
            invoices=tuple(str(each) for each in self.invoice_ids.ids),
            amount=self._money(self.amount) if self.amount else None,
            open_amount=self._money(self.open_amount),
            **self._shared(),
        )
