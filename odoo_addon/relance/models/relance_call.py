"""A call with the customer: who was reached, and what came of it.

A call that one of our tasks asked for is the contact that the task already counts as; another one is a
contact of its own, if somebody was reached.
"""

from relance_sync.rules.recorded_contacts import Call, Reached

from odoo import api, fields, models
from odoo.exceptions import ValidationError

REACHED = [("reached", "Reached"), ("message", "Left a message"), ("not_reached", "Not reached")]
OUTCOMES = [
    ("nothing", "Nothing agreed"),
    ("promise", "Promises to pay"),
    ("dispute", "Contests the debt"),
    ("call_back", "Call back"),
]


class RelanceCall(models.Model):
    _name = "relance.call"
    _description = "Call"
    _inherit = "relance.agreement"
    _names_source = False
    _rec_name = "day"

    day = fields.Date(required=True, default=lambda self: self._today())
    user_id = fields.Many2one(
        "res.users", string="Called By", required=True, readonly=True, default=lambda self: self.env.user
    )
    reached = fields.Selection(REACHED, required=True, default="reached")
    person = fields.Char(string="Spoke With")
    outcome = fields.Selection(OUTCOMES, required=True, default="nothing")
    call_back_on = fields.Date()
    counts = fields.Boolean(readonly=True, help="It is a contact of its own: none of our tasks asked for it.")

    @api.constrains("day")
    def _check_day(self):
        if any(each.day > self._today() for each in self):
            raise ValidationError(self.env._("A call is noted once it took place."))

    def _recorded_words(self) -> str:
        reached = dict(self._fields["reached"]._description_selection(self.env))[self.reached]
        told = self.env._("Call on %(day)s: %(reached)s", day=self._day(self.day), reached=reached.lower())
        words = [f"{told} ({self.person})." if self.person else f"{told}."]
        if self.call_back_on:
            words.append(self.env._("Call back on %s.", self._day(self.call_back_on)))
        return " ".join(words)

    def _ended_words(self) -> str:
        return self.env._("Call of %s taken out.", self._day(self.day))

    def _rule(self) -> Call:
        shared = self._shared()
        return Call(
            id=shared["id"],
            customer=shared["customer"],
            day=self.day,
            counts=self.counts,
            reached=Reached(self.reached),
            person=self.person or "",
            source=self.user_id.name,
            note=shared["note"],
        )
