"""One pause for many customers, such as those of a region that is under water."""

from odoo import fields, models


class RelancePauseMany(models.TransientModel):
    _name = "relance.pause.many"
    _description = "Pause of Reminders to Several Customers"

    account_ids = fields.Many2many("relance.account", string="Customers", required=True, readonly=True)
    until = fields.Date(required=True)
    note = fields.Text()

    def action_pause(self):
        """Record a pause on each file."""
        self.ensure_one()
        self.env["relance.pause"].create(
            [{"account_id": each.id, "until": self.until, "note": self.note} for each in self.account_ids]
        )
        return {"type": "ir.actions.act_window_close"}
