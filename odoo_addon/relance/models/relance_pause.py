"""Nobody contacts the customer until a day: a pause without an end would be forgotten."""

from relance_sync.rules.agreements import Pause, pause_runs

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RelancePause(models.Model):
    _name = "relance.pause"
    _description = "Pause of Reminders"
    _inherit = "relance.agreement"
    _rec_name = "until"

    since = fields.Date(required=True, default=lambda self: self._today(), readonly=True)
    until = fields.Date(required=True)

    @api.constrains("since", "until")
    def _check_until(self):
        if any(each.until < each.since for each in self):
            raise ValidationError(self.env._("A pause ends on a day to come."))

    def _runs(self, today) -> bool:
        return pause_runs(self._rule(), today)

    def _recorded_words(self) -> str:
        return self.env._("Pause recorded: nobody contacts the customer until %s.", self._day(self.until))

    def _ended_words(self) -> str:
        return self.env._("Pause ended before %s.", self._day(self.until))

    def _rule(self) -> Pause:
        return Pause(since=self.since, until=self.until, **self._shared())
