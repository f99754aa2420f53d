"""What agreements have in common: whose they are, who recorded them, and that recording one is news."""

from odoo import api, fields, models


class RelanceAgreement(models.AbstractModel):
    _name = "relance.agreement"
    _description = "Credit Control Agreement"
    _order = "id desc"
    _check_company_auto = True

    account_id = fields.Many2one(
        "relance.account", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    closed_on = fields.Date(string="Ended On", readonly=True, copy=False)
    note = fields.Text()

    @api.model
    def _today(self):
        return fields.Date.context_today(self)

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        made.account_id._news()
        return made

    def write(self, vals):
        done = super().write(vals)
        self.account_id._news()
        return done

    def unlink(self):
        files = self.account_id
        done = super().unlink()
        files._news()
        return done

    def action_end(self):
        """End it today; a button."""
        self.write({"closed_on": self._today()})

    def _shared(self) -> dict:
        """Return what every agreement tells the rules."""
        self.ensure_one()
        return {
            "id": f"{self._name}:{self.id}",
            "customer": str(self.account_id.partner_id.id),
            "closed_on": self.closed_on or None,
            "source": self.create_uid.name or "",
            "note": self.note or "",
        }
