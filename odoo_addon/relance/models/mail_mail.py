"""A mail from an account file that cannot be sent becomes a task there."""

from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        if failure_type:
            for mail in self.filtered(lambda each: each.model == "relance.account"):
                file = self.env["relance.account"].browse(mail.res_id).exists()
                if file:
                    file._tell_undelivered(mail.failure_reason or failure_reason or failure_type)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
