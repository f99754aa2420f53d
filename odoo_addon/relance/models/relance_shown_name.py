"""What people read for the name of a plan, a step, a segment or a text: ours in the reader's language.

The name itself is a key that decisions are kept by, in every language the same.
"""

from relance_sync.rules.shipped_names import shown_name

from odoo import api, fields, models


class RelanceShownName(models.AbstractModel):
    _name = "relance.shown.name"
    _description = "Name as People Read It"

    name = fields.Char()

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        language = self.env["relance.account"]._language()
        for each in self:
            each.display_name = shown_name(each.name or "", language)
