"""Late-payment charges on what is late today, shown on the account file; the rules compute them."""

from odoo import api, fields, models

from ..inside.statement import statement_of


class RelanceAccount(models.Model):
    _inherit = "relance.account"

    late_charges = fields.Html(
        compute="_compute_late_charges",
        sanitize=False,
        help="What the law or the contract gives on what is late, by today",
    )

    @api.depends("overdue")
    @api.depends_context("lang")
    def _compute_late_charges(self):
        for file in self:
            statement = statement_of(file, self._language()) if file.overdue else None
            charges = statement.charges if statement else ()
            file.late_charges = charges and self.env["ir.qweb"]._render(
                "relance.late_charges", {"charges": charges, "day": statement.day}
            )
