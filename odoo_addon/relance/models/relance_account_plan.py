"""The plan that a credit manager chose for one customer; without one the policy chooses.

It is kept by name, as the rules know it: plans have the same names in the policies that come with Relance, so
that a customer keeps its plan when the company follows another one. A name the policy lacks is passed over.
"""

from dataclasses import replace

from relance_sync.rules.account import Account

from odoo import api, fields, models
from odoo.exceptions import AccessError


class RelanceAccount(models.Model):
    _inherit = "relance.account"

    plan = fields.Char("Chosen Plan", tracking=True, groups="relance.group_credit_manager")
    plan_id = fields.Many2one(
        "relance.plan",
        string="Reminder Plan",
        compute="_compute_plan_id",
        compute_sudo=True,
        inverse="_inverse_plan_id",
        domain="[('policy_id', '=', policy_id)]",
        help="Chosen for this customer. Empty: the policy chooses, by segment.",
    )
    policy_id = fields.Many2one(related="company_id.relance_policy_id")

    @api.depends("plan", "policy_id")
    def _compute_plan_id(self):
        for file in self:
            plans = file.policy_id.plan_ids
            file.plan_id = plans.filtered(lambda each, name=file.plan: each.name == name)[:1]

    def _inverse_plan_id(self):
        if not self.env.su and not self.env.user.has_group("relance.group_credit_manager"):
            raise AccessError(self.env._("Only credit managers choose a customer's plan."))
        for file in self:
            file.plan = file.plan_id.name
        self._news()

    def _told(self, account: Account) -> Account:
        account = super()._told(account)
        return replace(account, customer=replace(account.customer, plan=self.plan)) if self.plan else account
