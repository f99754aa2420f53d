"""A named person confirms the proposed hold of a natural person: no machine decides that alone."""

from datetime import timedelta

from relance_sync.errors import RelanceError
from relance_sync.rules.account import HoldApproval
from relance_sync.rules.hold_rules import HoldRules

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..inside.office import Office


class RelanceApproval(models.Model):
    _name = "relance.approval"
    _description = "Confirmation of a Proposed Hold"
    _inherit = "relance.agreement"
    _names_source = False
    _rec_name = "until"

    user_id = fields.Many2one(
        "res.users", string="Confirmed By", required=True, default=lambda self: self.env.user, readonly=True
    )
    day = fields.Date(required=True, default=lambda self: self._today(), readonly=True)
    until = fields.Date(
        required=True,
        default=lambda self: self._default_until(),
        help="Last day on which it counts.",
    )
    note = fields.Text(string="Reason")

    @api.model
    def _default_until(self):
        """Propose the term that the policy gives a hold."""
        file = self.env["relance.account"].browse(self.env.context.get("default_account_id"))
        try:
            rules = Office(file.company_id or self.env.company).policy.hold
        except RelanceError:
            rules = HoldRules()
        return self._today() + timedelta(days=rules.expires_after_days)

    @api.constrains("day", "until")
    def _check_until(self):
        if any(each.until < each.day for each in self):
            raise ValidationError(self.env._("A confirmation ends on a day to come."))

    @api.constrains("day", "until", "note")
    def _check_reason(self):
        # Everything else is filled in: without it, leaving an opened form would confirm the hold.
        if any(not (each.note or "").strip() for each in self):
            raise ValidationError(self.env._("Say why you confirm the hold: nobody else decides it."))

    def _runs(self, today) -> bool:
        return self._rule().runs(today)

    def _recorded_words(self) -> str:
        return self.env._(
            "Hold confirmed by %(by)s until %(until)s.", by=self.user_id.name, until=self._day(self.until)
        )

    def _ended_words(self) -> str:
        return self.env._("Confirmation of the hold taken back.")

    def _rule(self) -> HoldApproval:
        shared = self._shared()
        return HoldApproval(
            id=shared["id"],
            customer=shared["customer"],
            by=self.user_id.name,
            day=self.day,
            until=self.until,
            reason=self.note or "",
            closed_on=shared["closed_on"],
        )
