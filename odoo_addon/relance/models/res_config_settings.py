from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relance_mode = fields.Selection(related="company_id.relance_mode", readonly=False, required=True)
    relance_policy = fields.Selection(related="company_id.relance_policy", readonly=False, required=True)
    relance_policy_text = fields.Text(related="company_id.relance_policy_text", readonly=False)
    relance_responsible_id = fields.Many2one(related="company_id.relance_responsible_id", readonly=False)
