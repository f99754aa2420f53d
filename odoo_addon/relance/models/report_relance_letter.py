"""Which account files a letter is printed for: those in the address, else those in the context.

Odoo's client names none in the address when it has more to hand over, such as the day of the letter.
"""

from odoo import api, models


class ReportRelanceLetter(models.AbstractModel):
    _name = "report.relance.letter"
    _description = "Letter to the Customer"

    @api.model
    def _get_report_values(self, docids, data=None):  # noqa: ARG002  # Odoo gives it
        files = self.env["relance.account"].browse(docids or self.env.context.get("active_ids") or ())
        return {"doc_ids": files.ids, "doc_model": files._name, "docs": files}
