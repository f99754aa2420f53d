"""Until when what a customer owes can be claimed in court: the first of these days, as the rules count it.

Counted cautiously, and no legal advice: see `relance_sync.rules.limitation`.
"""

from relance_sync.rules.account import Account
from relance_sync.rules.decisions import Assessment
from relance_sync.rules.limitation_watch import watch

from odoo import fields, models

from ..inside.office import Office


class RelanceAccount(models.Model):
    _inherit = "relance.account"

    limitation_on = fields.Date(
        string="Claim in Court By",
        readonly=True,
        help="First last day on which something open can be claimed in court, counted cautiously. This is no"
        " legal advice. Empty where nothing is open, or the country's law is not known.",
    )

    def _figures(self, assessment: Assessment, account: Account, office: Office) -> dict:
        watched = watch(account, office.policy, office.today)
        first = min((each.limitation.last_day for each in watched), default=False)
        return {**super()._figures(assessment, account, office), "limitation_on": first}

    def action_interruption(self):
        """Record what interrupted the limitation."""
        return self._record("relance.interruption", self.env._("Record an Interruption of Limitation"))
