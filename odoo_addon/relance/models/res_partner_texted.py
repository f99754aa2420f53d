"""Which number of a customer text messages go to: the invoice contact's, else its own, if one works there.

A number works unless it is on Odoo's blacklist, a message to it has failed, or it is no number at all.
Whether it belongs to a mobile telephone Odoo does not know: it has one number for each contact.
"""

from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    relance_unreached_number = fields.Char(
        "Number Without Text Messages",
        readonly=True,
        copy=False,
        help="A text message to this number could not be delivered. It is tried again once it is replaced.",
    )

    @api.model
    def _relance_texted(self, debtors, contacts=None) -> dict[int, "ResPartner"]:
        """Return whom to send text messages to; see `_relance_recipients`."""
        return debtors._relance_reached(type(self)._relance_text_problem, contacts)

    def _relance_text_problem(self) -> str:
        """Say why no text message reaches this contact; empty if it does."""
        self.ensure_one()
        number = self._relance_number()
        if not self.phone:
            return self.env._("%s has no telephone number.", self.name)
        if not number:
            return self.env._("%(number)s is no telephone number.", number=self.phone)
        if "phone_sanitized_blacklisted" in self._fields and self.phone_sanitized_blacklisted:
            return self.env._("%(number)s is on the blacklist.", number=self.phone)
        if number == self.relance_unreached_number:
            return self.env._("A text message to %(number)s could not be delivered.", number=self.phone)
        return ""

    def _relance_number(self) -> str:
        """Return the number in the form in which Odoo sends to it; empty if it is no number."""
        # The module that knows numbers comes with that of text messages.
        known = "phone_sanitized" in self._fields
        return (self.phone_sanitized if known else self.phone) or ""
