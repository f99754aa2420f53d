"""A debt handed over to a collection firm or prepared for the court: when, to whom, how much, which papers.

What follows from it say the rules: nobody here reminds the customer of these invoices any more.
"""

from relance_sync.letters.activity import to_gather
from relance_sync.rules.account import Account
from relance_sync.rules.plans import Route
from relance_sync.rules.recorded_contacts import HandOver

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..inside.policy_choices import ROUTES
from .relance_agreement import OPEN_INVOICES


class RelanceHandOver(models.Model):
    _name = "relance.hand.over"
    _description = "Hand-Over"
    _inherit = "relance.agreement"
    _names_source = False
    _rec_name = "day"

    day = fields.Date(required=True, default=lambda self: self._today(), string="Handed Over On")
    route = fields.Selection(
        ROUTES,
        required=True,
        default="agency",
        string="Who Goes On",
    )
    handed_to_id = fields.Many2one(
        "res.partner", string="Handed Over To", required=True, help="The collection firm or the lawyer."
    )
    invoice_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        required=True,
        check_company=True,
        domain=OPEN_INVOICES,
        default=lambda self: self._default_invoices(),
        help="Those that are overdue, unless you choose others.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False, help="What was open of them, without charges."
    )
    documents = fields.Text(
        compute="_compute_documents",
        store=True,
        readonly=False,
        help="What went along, or is to be gathered.",
    )

    @api.model
    def _default_invoices(self):
        file = self.env["relance.account"].browse(self.env.context.get("default_account_id"))
        return self.env["account.move"].search(
            [
                ("commercial_partner_id", "=", file.partner_id.id),
                ("company_id", "=", file.company_id.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("amount_residual", ">", 0),
                ("invoice_date_due", "<", self._today()),
            ]
        )

    @api.depends("invoice_ids")
    def _compute_amount(self):
        for each in self:
            each.amount = sum(each.invoice_ids.mapped("amount_residual_signed"))

    @api.depends("invoice_ids", "route", "account_id")
    def _compute_documents(self):
        for each in self:
            told = each._in_company_language()
            each.documents = "\n".join(told._document_lines()) if each.account_id else False

    def _document_lines(self):
        """Yield what those need who go on, and what there is of it, in the language of the environment."""
        file = self.account_id
        yield to_gather(Route(self.route or "agency"), file._language())
        for move in self.invoice_ids.sorted("invoice_date_due"):
            yield self.env._(
                "- invoice %(number)s, due %(due)s: %(amount)s",
                number=move.name,
                due=self._day(move.invoice_date_due),
                amount=self._money_words(move.amount_residual, move.currency_id),
            )
        for receipt in file.receipt_ids.filtered("steps").sorted("day"):
            yield self.env._("- %(day)s: %(title)s", day=self._day(receipt.day), title=receipt.title)
        for agreed in (*file.promise_ids, *file.payment_plan_ids, *file.settlement_ids, *file.dispute_ids):
            yield f"- {agreed.with_context(lang=self.env.lang)._recorded_words()}"

    @api.constrains("day", "invoice_ids")
    def _check_hand_over(self):
        for each in self:
            if each.day > self._today():
                raise ValidationError(
                    self.env._("A hand-over is a fact: give the day on which it took place.")
                )
            if not each.invoice_ids:
                raise ValidationError(self.env._("Say which invoices are handed over."))

    # What is told

    def _recorded_words(self) -> str:
        return self.env._(
            "Handed over to %(whom)s on %(day)s: %(amount)s.",
            whom=self.handed_to_id.display_name,
            day=self._day(self.day),
            amount=self._money_words(self.amount),
        )

    def _ended_words(self) -> str:
        return self.env._(
            "Taken back from %s. What is still open is chased again.", self.handed_to_id.display_name
        )

    def _details(self) -> str:
        return "\n".join(each for each in (super()._details(), self.documents) if each)

    # For the rules

    def _standing(self, account: Account, _policy, _today) -> dict:
        owed = {item.invoice.id for item in account.items}
        return {"state": "open" if owed & {str(each) for each in self.invoice_ids.ids} else "over"}

    def _rule(self) -> HandOver:
        return HandOver(
            **self._shared(),
            day=self.day,
            to=self.handed_to_id.display_name,
            route=Route(self.route),
            invoices=tuple(str(each) for each in self.invoice_ids.ids),
        )
