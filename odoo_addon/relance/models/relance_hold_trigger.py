"""What holds orders by what is overdue: so old and so much. The strongest that applies counts."""

from odoo import fields, models

from ..inside.policy_choices import LEVELS
from ..inside.policy_forms import TRIGGER


class RelanceHoldTrigger(models.Model):
    _name = "relance.hold.trigger"
    _description = "Overdue Amount That Holds Orders"
    _inherit = "relance.policy.part"

    policy_id = fields.Many2one("relance.policy", required=True, index=True, ondelete="cascade")
    days = fields.Integer("Days Late", default=30, help="Overdue for at least so long,")
    amount = fields.Float(help="and adding up to at least so much, in the company's currency.")
    level = fields.Selection(LEVELS, "Orders", default="warn")

    def _keys(self):
        return TRIGGER

    def _name_for_people(self) -> str:
        return self.env._("Overdue since %s days", self.days)
