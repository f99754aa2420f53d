"""What would happen: a dry run of what is due, before anything is written."""

from relance_sync.rules.explain import describe

from odoo import api, fields, models

from ..inside.office import Office
from ..inside.run import preview

_MOST = 200


class RelanceSync(models.TransientModel):
    _name = "relance.sync"
    _description = "Credit Control Preview"

    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, readonly=True)
    mode = fields.Selection(related="company_id.relance_mode", readonly=True)
    line_ids = fields.One2many("relance.sync.line", "sync_id", readonly=True)
    more = fields.Integer(string="Not Shown", readonly=True)

    @api.model
    def action_preview(self):
        """Show what a run would decide now; the accounts stay as they are."""
        self.env["relance.account"].check_access("write")
        office = Office(self.env.company)
        due = self.env["relance.account"]._begin(office)
        language = self.env["relance.account"]._language()
        lines = [
            {
                "account_id": file.id,
                "text": "\n".join(describe(each, office.today, language) for each in assessment.decisions),
                "effects": len(effects),
            }
            for file, assessment, effects in preview(office, due[:_MOST])
        ]
        made = self.create(
            {
                "line_ids": [fields.Command.create(each) for each in lines],
                "more": max(len(due) - _MOST, 0),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Would Happen"),
            "res_model": self._name,
            "res_id": made.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_sync(self):
        """Run for real."""
        return self.env["relance.account"].action_sync()


class RelanceSyncLine(models.TransientModel):
    _name = "relance.sync.line"
    _description = "Credit Control Preview Line"
    # Where something would be written is read first.
    _order = "effects desc, id"

    sync_id = fields.Many2one("relance.sync", required=True, ondelete="cascade")
    account_id = fields.Many2one("relance.account", required=True, ondelete="cascade")
    text = fields.Text(string="Decisions")
    effects = fields.Integer(string="To Be Written", help="Notes, activities and holds")
