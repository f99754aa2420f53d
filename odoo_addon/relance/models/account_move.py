"""Posting an entry and taking it back is news about who owes it."""

from odoo import models

from ..inside.news import note


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        note(self.env, moves=posted.ids)
        return posted

    def button_draft(self):
        done = super().button_draft()
        note(self.env, moves=self.ids)
        return done
