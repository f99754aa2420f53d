"""Who decides in a company: the addon's own runs, or Relance outside, which writes through the addon.

Two that decide would write everything twice, reminders to customers included: so there is one of them.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    _inherit = "res.company"

    relance_outside = fields.Boolean(
        string="Run From Outside",
        help="Relance outside Odoo decides for this company and writes through this module: runs in Odoo"
        " leave the company alone. Untick it to give the company back to them; all that was written stands"
        " in the account files.",
    )

    def _relance_follow_outside(self) -> str:
        """Let Relance outside decide from now on, if nothing was decided in Odoo yet.

        Returns:
            Why not, with what to do; empty if it may.
        """
        self.ensure_one()
        if self.relance_outside:
            return ""
        written = self.env["relance.receipt"].search_count([("company_id", "=", self.id)], limit=1)
        if self.relance_mode != "observe" or written:
            return self.env._(
                "Relance in Odoo works for %s by itself, so nothing is written from outside. Leave the"
                " company to one of them: either remove it from relance.toml, or set Run From Outside in"
                " Odoo under Settings > Invoicing > Credit Control.",
                self.name,
            )
        self.relance_outside = True
        return ""

    def _relance_check_own(self) -> None:
        """Refuse to decide here what is decided outside."""
        if self.relance_outside:
            raise UserError(
                self.env._(
                    "Relance outside Odoo decides for %s. To give the company back to runs in Odoo, untick"
                    " Run From Outside under Settings > Invoicing > Credit Control.",
                    self.name,
                )
            )

    @api.model
    def _relance_own(self):
        """Return the companies in which runs in Odoo decide."""
        return self.search([("relance_mode", "!=", False), ("relance_outside", "=", False)])


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relance_outside = fields.Boolean(related="company_id.relance_outside", readonly=False)
