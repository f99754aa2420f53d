"""Give several accounts to one collector, such as when somebody is on holiday."""

from odoo import fields, models


class RelanceAssign(models.TransientModel):
    _name = "relance.assign"
    _description = "Accounts Given to a Collector"

    account_ids = fields.Many2many("relance.account", string="Customers", required=True, readonly=True)
    collector_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False)]",
        help="Empty: the customer's salesperson, else the responsible of the company.",
    )

    def action_assign(self):
        """Give the accounts away, with the activities that are open."""
        self.ensure_one()
        self.account_ids.action_assign(self.collector_id.id)
        return {"type": "ir.actions.act_window_close"}
