from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relance_mode = fields.Selection(related="company_id.relance_mode", readonly=False, required=True)
    relance_policy_id = fields.Many2one(related="company_id.relance_policy_id", readonly=False)
    relance_calendar_id = fields.Many2one(related="company_id.relance_calendar_id", readonly=False)
    relance_attach_invoices = fields.Boolean(related="company_id.relance_attach_invoices", readonly=False)
    relance_post_letters = fields.Boolean(related="company_id.relance_post_letters", readonly=False)
    relance_posts = fields.Boolean(compute="_compute_relance_posts")
    relance_responsible_id = fields.Many2one(related="company_id.relance_responsible_id", readonly=False)

    @api.depends("company_id")
    def _compute_relance_posts(self):
        """Tell whether Odoo's post is installed."""
        self.relance_posts = "snailmail.letter" in self.env
