"""What agreements about amounts have in common: what they cover, what was open of it, what is paid next.

Whether they are kept is `relance_sync.rules.agreement_states`.
"""

from relance_sync.errors import RelanceError
from relance_sync.rules.agreement_states import covered, state_of, unmet
from relance_sync.rules.agreements import AgreementState

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..inside.office import Office
from .relance_agreement import OPEN_INVOICES


class RelanceDebtAgreement(models.AbstractModel):
    _name = "relance.debt.agreement"
    _description = "Credit Control Agreement About Amounts"
    _inherit = "relance.agreement"

    made_on = fields.Date(required=True, default=lambda self: self._today(), readonly=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self._default_currency()
    )
    invoice_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        check_company=True,
        domain=OPEN_INVOICES,
        help="Leave empty for everything that is open.",
    )
    open_amount = fields.Monetary(readonly=True, help="What was open of it when it was recorded.")
    open_now = fields.Monetary(compute="_compute_open_now", help="What is open of it now.")
    next_due = fields.Date(string="To Pay Next By", readonly=True, copy=False)
    next_amount = fields.Monetary(string="To Pay Next", readonly=True, copy=False)

    @api.model
    def _default_currency(self):
        """Return the only currency in which anything is open; else the company's."""
        file = self.env["relance.account"].browse(self.env.context.get("default_account_id"))
        found = self.new({"account_id": file.id})._open_lines().currency_id if file else file.currency_id
        return found if len(found) == 1 else (file.company_id or self.env.company).currency_id

    @api.depends("account_id", "currency_id", "invoice_ids")
    def _compute_open_now(self):
        for each in self:
            each.open_now = each._open_now() if each.account_id else 0

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            values["open_amount"] = self.new(values)._open_now()
        return super().create(vals_list)

    def _open_lines(self):
        """Return what is open of the invoices it covers, in any currency."""
        domain = [
            ("company_id", "=", self.account_id.company_id.id),
            ("partner_id.commercial_partner_id", "=", self.account_id.partner_id.id),
            ("parent_state", "=", "posted"),
            ("account_id.account_type", "=", "asset_receivable"),
            ("amount_residual_currency", ">", 0),
        ]
        if self.invoice_ids:
            domain.append(("move_id", "in", self.invoice_ids._origin.ids))
        # The whole debt counts, also where the collector may not see every invoice.
        return self.env["account.move.line"].sudo().search(domain)

    def _open_now(self) -> float:
        """Add up what is open of the invoices it covers, in its currency."""
        lines = self._open_lines().filtered(lambda line: line.currency_id == self.currency_id)
        return sum(lines.mapped("amount_residual_currency"))

    def _refuse_second(self) -> None:
        """Refuse a second plan or settlement about the same items: one payment would count for both."""
        for file in self.account_id:
            try:
                second = self.filtered(lambda each, file=file: each.account_id == file)._second(file)
            except RelanceError as problem:
                raise UserError(problem.user_message) from problem
            if second:
                raise ValidationError(
                    self.env._(
                        "A payment plan or settlement runs already for the same invoices. End it first."
                    )
                )

    def _second(self, file) -> bool:
        """Tell whether another plan or settlement of the file runs about an item that one of these covers."""
        office = Office(file.company_id)
        account = office.account(file.partner_id)
        if account is None:
            return False
        rules = office.policy.agreements
        running = [
            each
            for each in (*account.payment_plans, *account.settlements)
            if state_of(each, account, rules, office.today) is AgreementState.OPEN
        ]
        for made in (each._rule() for each in self):
            items = {item.id for item in covered(made, account)}
            others = (each for each in running if each.id != made.id)
            if any(items.intersection(item.id for item in covered(each, account)) for each in others):
                return True
        return False

    # What is told

    def _details(self) -> str:
        numbers = ", ".join(self.invoice_ids.mapped("name"))
        about = self.env._("Invoices: %s.", numbers) if numbers else ""
        return " ".join(each for each in (about, super()._details()) if each)

    # For the rules

    def _debt(self) -> dict:
        """Return what every agreement about amounts tells the rules."""
        return {
            **self._shared(),
            "made_on": self.made_on,
            "invoices": tuple(str(each) for each in self.invoice_ids.ids),
            "open_amount": self._money(self.open_amount),
        }

    def _standing(self, account, policy, today) -> dict:
        rule, rules = self._rule(), policy.agreements
        state = state_of(rule, account, rules, today)
        demand = unmet(rule, account, rules) if state is AgreementState.OPEN else None
        left = demand.left if demand else None
        return {
            "state": str(state),
            "next_due": demand.due if demand else False,
            "next_amount": float(left.amount) if left else 0.0,
        }
