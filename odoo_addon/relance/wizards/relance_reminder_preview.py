"""What would be sent: messages and letters of an account as the customer would read them. Sends nothing."""

from relance_sync.plan import Mode

from odoo import api, fields, models

from ..inside.office import Office
from ..inside.reminders import Reminder


class RelanceReminderPreview(models.TransientModel):
    _name = "relance.reminder.preview"
    _description = "Credit Control Message Preview"

    account_id = fields.Many2one("relance.account", required=True, readonly=True, ondelete="cascade")
    day = fields.Date(required=True, help="Today, or a later day")
    line_ids = fields.One2many(
        "relance.reminder.preview.line", "preview_id", compute="_compute_lines", store=True, readonly=True
    )
    to_approve = fields.Boolean(compute="_compute_lines", store=True, readonly=True)
    printable = fields.Boolean(compute="_compute_lines", store=True, readonly=True)
    empty = fields.Html(compute="_compute_lines", store=True, sanitize=False, readonly=True)

    @api.depends("account_id", "day")
    def _compute_lines(self):
        if not self.pool.ready:
            # An upgrade fills in new fields of previews left open, before it has loaded all that is read.
            return
        for preview in self:
            file = preview.account_id
            said = file._reminders(preview.day)
            if preview.day == Office(file.company_id).today:
                said += file._reminders_approved()
            preview.to_approve = any(file._needs_approval(each) for each in said)
            preview.line_ids = [
                fields.Command.clear(),
                *(fields.Command.create(preview._line(file, each)) for each in said),
            ]
            # A text message has too few words for a letter.
            preview.printable = any(each.channel != "sms" for each in said)
            preview.empty = False if said else file.why

    def _line(self, file, reminder: Reminder) -> dict:
        """Return what is shown of a reminder."""
        if reminder.channel == "sms":
            what = {"channel": reminder.channel, "what": self._what(file, reminder)}
            return what | file._preview_text(reminder)
        mail = file._reminder_mail(reminder)
        recipient = file._reminder_recipient()
        by_mail = reminder.channel == "email"
        return {
            "channel": reminder.channel,
            "what": self._what(file, reminder),
            "subject": mail["subject"],
            "sender": mail["email_from"],
            "recipient": recipient.email_formatted if by_mail else file.partner_id.contact_address,
            "reply_to": mail.get("reply_to")
            or file._notify_get_reply_to(default=mail["email_from"])[file.id],
            "attached": ", ".join(file._reminder_moves(reminder).mapped("name"))
            if by_mail and file.company_id.relance_attach_invoices
            else False,
            "body": mail["body"],
        }

    def _what(self, file, reminder: Reminder) -> str:
        """Say what a run would do with it in the company's mode."""
        mode = Office(file.company_id).mode
        if mode is Mode.OBSERVE:
            return self.env._("Nothing is sent: this company only observes.")
        if file._needs_approval(reminder):
            return self.env._("It leaves once somebody approves it.")
        if reminder.leaves and mode is Mode.AUTO:
            return self.env._("The next run sends it.")
        return self.env._("Nothing is sent: a colleague gets it as a task, with the text ready.")

    def action_send_approved(self):
        """Approve what waits for it, and send it now."""
        self.ensure_one()
        return self.account_id.action_send_approved()

    def action_print(self):
        """Print what would be sent as a letter."""
        self.ensure_one()
        day = fields.Date.to_string(self.day)
        letter = self.env.ref("relance.report_letter").with_context(relance_day=day)
        # Odoo's client hands a context over only where there is more to hand over.
        another_day = self.day != Office(self.account_id.company_id).today
        return letter.report_action(self.account_id, data={"day": day} if another_day else None)


class RelanceReminderPreviewLine(models.TransientModel):
    _name = "relance.reminder.preview.line"
    _description = "Credit Control Message Preview Line"

    preview_id = fields.Many2one("relance.reminder.preview", required=True, ondelete="cascade")
    channel = fields.Selection([("email", "E-mail"), ("sms", "SMS"), ("letter", "Letter")], readonly=True)
    what = fields.Char(string="What Happens", readonly=True)
    subject = fields.Char(readonly=True)
    sender = fields.Char(string="From", readonly=True)
    recipient = fields.Char(string="To", readonly=True)
    reply_to = fields.Char(string="Answers Go To", readonly=True)
    attached = fields.Char(string="Invoices Attached", readonly=True)
    body = fields.Html(sanitize=False, readonly=True)
