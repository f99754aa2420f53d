"""A fact that may interrupt the limitation of invoices, confirmed by the person who looked at the proof.

Whether it does by the law of the country say the rules. What was recorded by mistake is taken out, and stays
in the history.
"""

from relance_sync.rules.account import RecordedInterruption
from relance_sync.rules.limitation import Ground, Interruption

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .relance_agreement import OPEN_INVOICES


class RelanceInterruption(models.Model):
    _name = "relance.interruption"
    _description = "Interruption of Limitation"
    _inherit = "relance.agreement"
    _names_source = False
    _rec_name = "day"

    ground = fields.Selection(
        [
            ("acknowledgement", "Acknowledgement of the debt"),
            ("court_claim", "Claim in court"),
            ("enforcement", "Act of enforcement"),
        ],
        required=True,
        help="What interrupted the time. A formal notice never does.",
    )
    day = fields.Date(required=True, string="Took Place On")
    proof = fields.Char(required=True, help="Where the proof is, such as a document's name.")
    confirmed_by_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        help="Who looked at the proof.",
    )
    invoice_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        check_company=True,
        domain=OPEN_INVOICES,
        help="Leave empty for everything that was issued by then.",
    )

    @api.constrains("day")
    def _check_day(self):
        if any(each.day > self._today() for each in self):
            raise ValidationError(
                self.env._("An interruption is a fact: give the day on which it took place.")
            )

    def _recorded_words(self) -> str:
        grounds = dict(self._fields["ground"]._description_selection(self.env))
        return self.env._(
            "Interruption of limitation recorded: %(ground)s of %(day)s. Proof: %(proof)s."
            " Confirmed by %(by)s.",
            ground=grounds[self.ground],
            day=self._day(self.day),
            proof=self.proof,
            by=self.confirmed_by_id.name,
        )

    def _ended_words(self) -> str:
        return self.env._("Interruption of limitation of %s taken out.", self._day(self.day))

    def _rule(self) -> RecordedInterruption:
        shared = self._shared()
        fact = Interruption(
            ground=Ground(self.ground), day=self.day, confirmed_by=self.confirmed_by_id.name, proof=self.proof
        )
        invoices = tuple(str(each) for each in self.invoice_ids.ids)
        return RecordedInterruption(
            id=shared["id"], customer=shared["customer"], fact=fact, invoices=invoices
        )
