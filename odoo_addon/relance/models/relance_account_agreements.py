"""What else people record about an account, besides promises, disputes and pauses, and where it all stands.

The rules get it with the account (`_told`); what they say of each is kept with every assessment (`_keep`).
"""

from relance_sync.rules.account import Account

from odoo import fields, models

from ..inside.office import Office
from .relance_account import knowing

_AGREEMENTS = (
    "promise_ids",
    "payment_plan_ids",
    "settlement_ids",
    "dispute_ids",
    "pause_ids",
    "override_ids",
    "approval_ids",
    "interruption_ids",
    "hand_over_ids",
    "call_ids",
)


class RelanceAccount(models.Model):
    _inherit = "relance.account"

    payment_plan_ids = fields.One2many("relance.payment.plan", "account_id")
    settlement_ids = fields.One2many("relance.settlement", "account_id")
    interruption_ids = fields.One2many("relance.interruption", "account_id")

    hand_over_ids = fields.One2many("relance.hand.over", "account_id")
    call_ids = fields.One2many("relance.call", "account_id")

    history_ids = fields.One2many(
        "relance.history", "account_id", domain=[("category", "!=", "written")], readonly=True
    )

    def _told(self, account: Account) -> Account:
        account = super()._told(account)
        counted, calls = (
            facts.filtered(lambda each: not each.closed_on)
            for facts in (self.interruption_ids, self.call_ids)
        )
        return knowing(
            account,
            hand_overs=tuple(each._rule() for each in self.hand_over_ids),
            calls=tuple(each._rule() for each in calls),
            payment_plans=tuple(each._rule() for each in self.payment_plan_ids),
            settlements=tuple(each._rule() for each in self.settlement_ids),
            interruptions=tuple(each._rule() for each in counted),
        )

    def _asked_to_pay(self):
        """Return the files with an agreement that what was paid since tells whether it is kept."""
        return self.filtered(lambda each: each.promise_ids or each.payment_plan_ids or each.settlement_ids)

    def _keep(self, assessments: dict, accounts: dict, office: Office) -> None:
        result = super()._keep(assessments, accounts, office)
        for name in _AGREEMENTS:
            # Most files have none: who has is found for all of them at once.
            for file, agreements in self[name].grouped("account_id").items():
                agreements._keep_standing(accounts[file], office.policy, office.today)
        return result

    # Buttons

    def action_payment_plan(self):
        """Record a payment plan."""
        return self._record("relance.payment.plan", self.env._("Record a Payment Plan"))

    def action_settlement(self):
        """Record a settlement."""
        return self._record("relance.settlement", self.env._("Record a Settlement"))

    def action_hand_over(self):
        """Record that debts were handed over."""
        return self._record("relance.hand.over", self.env._("Hand Over"))

    def action_call(self):
        """Note what came of a call."""
        return self._record("relance.call.result", self.env._("Result of a Call"))

    def action_override(self):
        """Let the orders of a held customer go on."""
        return self._record("relance.override", self.env._("Let Orders Go On"))
