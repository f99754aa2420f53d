"""A letter or text message from an account file that cannot be sent becomes a task there.

Of e-mails `mail_mail` tells it: their notifications stand as failed also while they are being sent.
"""

from odoo import models


class MailNotification(models.Model):
    _inherit = "mail.notification"

    def write(self, vals):
        done = super().write(vals)
        if vals.get("notification_status") in {"exception", "bounce"}:
            for each in self.filtered(lambda one: one.notification_type != "email"):
                message = each.sudo().mail_message_id
                if message.model == "relance.account":
                    file = self.env["relance.account"].browse(message.res_id)
                    file._tell_undelivered(each.format_failure_reason())
        return done
