"""A letter or text message from an account file that cannot be sent becomes a task there.

Of e-mails `mail_mail` tells it: their notifications stand as failed also while they are being sent.
"""

from odoo import models
from odoo.tools import html2plaintext

# Failures of a text message that another message to the same number would meet again.
_NUMBERS = frozenset(
    {
        "sms_number_format",
        "sms_country_not_supported",
        "sms_invalid_destination",
        "sms_not_allowed",
        "sms_not_delivered",
        "sms_rejected",
        "sms_blacklist",
    }
)


class MailNotification(models.Model):
    _inherit = "mail.notification"

    def write(self, vals):
        done = super().write(vals)
        if vals.get("notification_status") in {"exception", "bounce"}:
            for each in self.filtered(lambda one: one.notification_type != "email"):
                message = each.sudo().mail_message_id
                if message.model == "relance.account":
                    each._relance_remember_number()
                    file = self.env["relance.account"].browse(message.res_id)
                    told = each.with_context(lang=file.company_id._relance_lang())
                    file._tell_undelivered(told._relance_reason())
        return done

    def _relance_remember_number(self) -> None:
        """Remember a number that takes no text messages; that we have no credit left says nothing of it."""
        # The delivery report comes from outside, and its notification may not be changed by whoever wrote.
        mine = self.sudo()
        if mine.notification_type == "sms" and mine.failure_type in _NUMBERS:
            mine.res_partner_id.relance_unreached_number = mine.sms_number

    def _relance_reason(self) -> str:
        """Say why it failed, of a text message also which number it was for."""
        mine = self.sudo()
        kinds = dict(self._fields["failure_type"]._description_selection(self.env))
        # The kind of a letter's failure says less, such as “Snailmail Credit Error”.
        said = html2plaintext(mine.failure_reason or "", include_references=False).strip()
        reason = said or kinds.get(mine.failure_type) or self.env._("Unknown error")
        if mine.notification_type != "sms":
            return reason
        return self.env._("Text message to %(number)s: %(reason)s", number=mine.sms_number, reason=reason)
