"""Which address of a customer reminders go to: the invoice contact's, else its own, if that address works.

An address works unless it is on Odoo's blacklist, mail to it has come back, or it is no address at all.
"""

from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _relance_recipients(self, debtors, contacts=None) -> dict[int, "ResPartner"]:
        """Return whom to write to, by the debtor's number; nobody where no address works.

        Args:
            debtors: Who owes.
            contacts: Their invoice contacts, if the caller has looked for them.
        """
        return debtors._relance_reached(type(self)._relance_mail_problem, contacts)

    def _relance_invoice_contacts(self):
        """Return the invoice contacts of these debtors, the oldest first."""
        return self.search([("parent_id", "in", self.ids), ("type", "=", "invoice")], order="id")

    def _relance_reached(self, problem, contacts=None) -> dict[int, "ResPartner"]:
        """Return for each debtor the first contact that has no problem: an invoice contact, else itself."""
        contacts = self._relance_invoice_contacts() if contacts is None else contacts
        reached = (contacts | self).filtered(lambda each: not problem(each))
        found = {debtor.id: reached & debtor for debtor in self}
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
