from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relance_mode = fields.Selection(related="company_id.relance_mode", readonly=False, required=True)
    relance_policy_id = fields.Many2one(related="company_id.relance_policy_id", readonly=False)
    relance_calendar_id = fields.Many2one(related="company_id.relance_calendar_id", readonly=False)
    relance_attach_invoices = fields.Boolean(related="company_id.relance_attach_invoices", readonly=False)
    relance_responsible_id = fields.Many2one(related="company_id.relance_responsible_id", readonly=False)
