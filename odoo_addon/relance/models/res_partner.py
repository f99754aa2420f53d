"""The way from a customer to its account file."""

from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    relance_stage = fields.Char(
        compute="_compute_relance_stage", groups="relance.group_credit_controller", string="Credit Control"
    )

    @api.depends_context("lang", "company")
    def _compute_relance_stage(self):
        files = self.env["relance.account"].search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", self.env.company.id),
            ]
        )
        stages = {each.partner_id: each.stage for each in files}
        labels = dict(files._fields["stage"]._description_selection(self.env))
        for partner in self:
            partner.relance_stage = labels.get(stages.get(partner.commercial_partner_id), False)

    def action_open_relance_account(self):
        """Open the account file of the customer in the current company, making it if there is none."""
        self.ensure_one()
        files = self.env["relance.account"]
        files.check_access("write")
        # Files are made by runs; a person who may open them may also ask for one.
        file = files.sudo()._of(self, self.env.company)
        if not file.assessed_on:
            file._news()
        return {
            "type": "ir.actions.act_window",
            "res_model": "relance.account",
            "res_id": file.id,
            "view_mode": "form",
        }
