"""Text messages from the account file, through Odoo's own SMS where it is installed.

What is said and when is decided elsewhere; Odoo's own queue sends it, and its notification says what became
of it.
"""

from markupsafe import Markup

from odoo import api, models

from ..inside.reminders import Reminder
from .relance_account_reminder import SMALL


class RelanceAccount(models.Model):
    _inherit = "relance.account"

    @api.model
    def _sends_texts(self) -> bool:
        """Tell whether Odoo sends text messages: its module is installed."""
        return "sms.sms" in self.env

    def _text_recipient(self):
        """Return the contact whose number is written to; nobody if no number of the customer works."""
        self.ensure_one()
        return self.env["res.partner"]._relance_texted(self.partner_id)[self.partner_id.id]

    def _why_no_text(self) -> str:
        """Say why the customer's own number takes no text message."""
        return self.partner_id._relance_text_problem()

    def _send_text(self, said: str, marker: str, author, recipient):
        """Queue a text message to a contact, shown in the chatter as a note, of which followers get none.

        Args:
            said: The whole message.
            marker: What it is found by; it stands in the chatter only.
            author: The contact in whose name it is sent.
            recipient: A contact whose number works.

        Returns:
            The message of the chatter.
        """
        message = self._message_sms(
            said,
            partner_ids=recipient.ids,
            sms_pid_to_number={recipient.id: recipient._relance_number()},
            author_id=author.id,
            put_in_queue=True,
        )
        message.body += SMALL % marker
        return message

    def _text_author(self, sender: int | None = None):
        """Return the contact in whose name a text message is sent: a user's, else the responsible's."""
        user = self.env["res.users"].browse(sender).exists() or self.responsible_id
        return user.partner_id or self.company_id.partner_id

    def _preview_text(self, reminder: Reminder) -> dict:
        """Return what is shown of a text message before it is sent."""
        contact = self._text_recipient()
        return {
            "sender": self._text_author(reminder.sender).name,
            "recipient": ", ".join(each for each in (contact.name, contact.phone) if each),
            "body": Markup("<p>%s</p>") % "\n".join(reminder.text.paragraphs),
        }
