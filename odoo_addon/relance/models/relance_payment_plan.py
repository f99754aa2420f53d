"""A payment plan: dated instalments that take the place of the due dates for chasing.

One missed instalment breaks it; whether one is missed say the rules. What was agreed is not changed: a plan
is ended, and another one made.
"""

from relance_sync.rules.agreements import PaymentPlan, PlanPart
from relance_sync.rules.instalments import Every, instalments

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RelancePaymentPlan(models.Model):
    _name = "relance.payment.plan"
    _description = "Payment Plan"
    _inherit = "relance.debt.agreement"
    _rec_name = "made_on"

    part_ids = fields.One2many("relance.payment.plan.part", "plan_id", string="Instalments")
    total = fields.Monetary(compute="_compute_total", string="Total Agreed")
    # How the instalments are worked out while the plan is being made; what was agreed are the instalments.
    count = fields.Integer(string="Number of Instalments", store=False)
    first_on = fields.Date(string="First One On", store=False)
    every = fields.Selection(
        [("week", "Week"), ("two-weeks", "Two weeks"), ("month", "Month")], store=False, default="month"
    )

    @api.depends("part_ids.amount")
    def _compute_total(self):
        for plan in self:
            plan.total = sum(plan.part_ids.mapped("amount"))

    @api.onchange("count", "first_on", "every", "invoice_ids", "currency_id")
    def _onchange_split(self):
        """Split what is open into equal instalments, exactly to the cent."""
        if self.count < 1 or not self.first_on or self.currency_id.is_zero(self.open_now):
            return None
        every = Every(self.every or "month")
        try:
            parts = instalments(self._money(self.open_now), self.first_on, self.count, every)
        except ValueError:
            told = self.env._("So little cannot be split into %s instalments.", self.count)
            return {"warning": {"title": self.env._("Payment Plan"), "message": told}}
        self.part_ids = [
            fields.Command.clear(),
            *(fields.Command.create({"due": each.due, "amount": float(each.amount)}) for each in parts),
        ]
        return None

    @api.constrains("made_on", "part_ids", "open_amount")
    def _check_parts(self):
        for plan in self:
            days = plan.part_ids.mapped("due")
            if not days or min(plan.part_ids.mapped("amount")) <= 0:
                raise ValidationError(
                    self.env._("A payment plan needs at least one instalment, each of an amount above zero.")
                )
            if len(set(days)) < len(days):
                raise ValidationError(self.env._("Two instalments have the same day: make one of them."))
            if min(days) < plan.made_on:
                raise ValidationError(self.env._("Instalments are about days to come."))
            if plan.currency_id.compare_amounts(plan.total, plan.open_amount) > 0:
                raise ValidationError(
                    self.env._(
                        "The instalments add up to %(asked)s, but %(owed)s are open.",
                        asked=plan._money_words(plan.total),
                        owed=plan._money_words(plan.open_amount),
                    )
                )
        self._refuse_second()

    def _recorded_words(self) -> str:
        parts = ", ".join(
            self.env._(
                "%(amount)s by %(day)s", amount=self._money_words(each.amount), day=self._day(each.due)
            )
            for each in self.part_ids
        )
        told = self.env._("Payment plan recorded: pays %s.", parts)
        rest = self.open_amount - self.total
        if self.currency_id.is_zero(rest):
            return told
        left = self.env._(
            "%s are not in the plan: nobody asks for them while it runs.", self._money_words(rest)
        )
        return f"{told} {left}"

    def _ended_words(self) -> str:
        return self.env._(
            "Payment plan of %s ended. What is still open is chased again.", self._day(self.made_on)
        )

    def _rule(self) -> PaymentPlan:
        parts = tuple(
            PlanPart(due=each.due, amount=self._money(each.amount).amount)
            for each in self.part_ids.sorted("due")
        )
        return PaymentPlan(parts=parts, **self._debt())


class RelancePaymentPlanPart(models.Model):
    _name = "relance.payment.plan.part"
    _description = "Instalment of a Payment Plan"
    _order = "due, id"
    _rec_name = "due"

    plan_id = fields.Many2one("relance.payment.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    due = fields.Date(string="Pays By", required=True)
    amount = fields.Monetary(required=True)
