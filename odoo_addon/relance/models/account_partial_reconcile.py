"""Settling an invoice, by payment or credit note, and undoing it is news about who owes it."""

from odoo import api, models

from ..inside.news import note


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        note(self.env, lines=made._relance_lines())
        return made

    def unlink(self):
        settled = self._relance_lines()
        done = super().unlink()
        note(self.env, lines=settled)
        return done

    def _relance_lines(self) -> list[int]:
        """Return the numbers of the lines on both sides: a mother company may pay for another debtor."""
        return (self.debit_move_id | self.credit_move_id).ids
