"""Which address of a customer reminders go to: the invoice contact's, else its own, if that address works.

An address works unless it is on Odoo's blacklist, mail to it has come back, or it is no address at all.
"""

from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _relance_recipients(self, debtors) -> dict[int, "ResPartner"]:
        """Return whom to write to, by the debtor's number; nobody where no address works."""
        contacts = self.search([("parent_id", "in", debtors.ids), ("type", "=", "invoice")], order="id")
        reached = (contacts | debtors).filtered(lambda each: not each._relance_mail_problem())
        found = {debtor.id: reached & debtor for debtor in debtors}
        return found | {contact.parent_id.id: contact for contact in reversed(reached & contacts)}

    def _relance_mail_problem(self) -> str:
        """Say why no e-mail reaches this contact; empty if it does."""
        self.ensure_one()
        if not self.email:
            return self.env._("%s has no e-mail address.", self.name)
        if not self.email_normalized:
            return self.env._("%(address)s is no e-mail address.", address=self.email)
        if self.is_blacklisted:
            return self.env._("%(address)s is on the blacklist.", address=self.email)
        if self.message_bounce:
            return self.env._("Mail to %(address)s has come back.", address=self.email)
        return ""

    def write(self, vals):
        """Forget that mail came back when the address it came back from is replaced."""
        replaced = self.browse()
        if "email" in vals:
            replaced = self.filtered(lambda each: each.message_bounce and each.email != vals["email"])
        done = super().write(vals)
        if replaced:
            replaced.message_bounce = 0
        return done
