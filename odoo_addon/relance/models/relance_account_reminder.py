"""Reminders to a customer from its account file: what mail templates may say, sending, and what comes back.

What is said and when is decided elsewhere (`inside.reminders`, the rules); Odoo's own queue sends the mail.
"""

import re
from dataclasses import replace

from markupsafe import Markup, escape

from relance_connectors.odoo.texts import words
from relance_connectors.plain_text import amount, due_day
from relance_sync.plan import Mode
from relance_sync.ports import Line
from relance_sync.rules.assess import assess

from odoo import api, fields, models

from ..inside.office import Office
from ..inside.reminders import Reminder, reminder_of

SMALL = Markup('<p style="color:#8f8f8f;font-size:11px">%s</p>')
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
# The mail waits in Odoo's own queue: a slow mail server must not hold up a run.
_QUEUED = {"mail_notify_force_send": False}


class RelanceAccount(models.Model):
    _inherit = "relance.account"

    # What a mail template may say. The context key holds the reminder that is being written; without it, as
    # in Odoo's preview of a template, it is what would be sent today.
    reminder_subject = fields.Char(compute="_compute_reminder")
    reminder_words = fields.Html(
        compute="_compute_reminder", sanitize=False, help="What is said before the open items"
    )
    reminder_items = fields.Html(
        compute="_compute_reminder", sanitize=False, help="The open items and credits, with what is open"
    )
    reminder_payment = fields.Html(compute="_compute_reminder", sanitize=False, help="The ways to pay")
    reminder_closing = fields.Html(
        compute="_compute_reminder", sanitize=False, help="What is said after the open items"
    )
    reminder_sender = fields.Char(compute="_compute_reminder")

    @api.depends_context("relance_reminder", "relance_day", "lang")
    def _compute_reminder(self):
        for file in self:
            for name, value in file._reminder_parts(file._reminder_at_hand()).items():
                file[f"reminder_{name}"] = value

    def _reminder_at_hand(self) -> Reminder | None:
        """Return the reminder that is being written, else the first that would be written today."""
        given = self.env.context.get("relance_reminder")
        if given is None and not self.pool.ready:
            # An upgrade checks the templates with some file, before all models of an account are loaded.
            return None
        day = fields.Date.to_date(self.env.context.get("relance_day"))
        return given or next(iter(self._reminders(day)), None)

    def _reminder_parts(self, reminder: Reminder | None) -> dict:
        """Return what each placeholder stands for; nothing of it without a reminder."""
        self.ensure_one()
        names = ("subject", "words", "items", "payment", "closing", "sender")
        if reminder is None:
            return dict.fromkeys(names, False)
        text = reminder.text
        values = {"file": self, "reminder": reminder, "moves": self._reminder_moves(reminder)}
        return {
            "subject": text.title,
            "words": _paragraphs(text.paragraphs),
            "items": self._render_part("relance.reminder_items", reminder, values | _table(reminder)),
            "payment": self._render_part("relance.reminder_payment", reminder, values | self._ways(values)),
            "closing": _paragraphs(text.closing),
            "sender": self._reminder_user(reminder).email_formatted or self.company_id.email_formatted,
        }

    def _render_part(self, template: str, reminder: Reminder, values: dict) -> Markup:
        lang = self._reminder_lang(reminder.language)
        return self.env["ir.qweb"].with_context(lang=lang)._render(template, values)

    def _reminder_moves(self, reminder: Reminder):
        """Return the entries a reminder is about."""
        return self.env["account.move.line"].browse(reminder.items).exists().move_id

    def _ways(self, values: dict) -> dict:
        """Return how the customer can pay: the company's bank account, and what its portal offers."""
        moves = values["moves"]
        invoices = moves.filtered(lambda move: move.move_type == "out_invoice")
        bank = invoices.partner_bank_id[:1] or self.company_id.partner_id.bank_ids[:1]
        references = [move.payment_reference or move.name for move in moves if move.name]
        # Payments from the portal come with the module account_payment.
        online = hasattr(moves, "_has_to_be_paid")
        payable = invoices.filtered(lambda move: online and move._has_to_be_paid())
        return {
            "bank": bank,
            "account_number": _grouped(bank.acc_number or ""),
            "references": references,
            "invoices": invoices,
            "payable": payable,
        }

    @api.model
    def _reminder_lang(self, language: str) -> str:
        """Return an installed language of Odoo for the language of a text."""
        codes = [code for code, _ in self.env["res.lang"].get_installed()]
        return next((code for code in codes if code.split("_")[0] == language), codes[0])

    def _reminder_user(self, reminder: Reminder | None = None):
        """Return in whose name the customer is written to."""
        user = self.env["res.users"].browse(reminder.sender if reminder else None).exists()
        return user or self.responsible_id

    def _reminder_recipient(self):
        """Return the contact that is written to; nobody if no address of the customer works."""
        self.ensure_one()
        return self.env["res.partner"]._relance_recipients(self.partner_id)[self.partner_id.id]

    def _reminder_template(self, reminder: Reminder):
        """Return the mail template of the step, else that of its stage."""
        own = self._reminder_step(reminder).mail_template_id
        named = self.env.ref(f"relance.mail_template_{reminder.stage}", raise_if_not_found=False)
        return own or named or self.env.ref("relance.mail_template_amicable")

    def _reminder_step(self, reminder: Reminder):
        """Return the step of the company's policy that is taken."""
        policy = self.company_id.relance_policy_id or self.company_id._relance_usual_policy()
        plan = policy.plan_ids.filtered(lambda each: each.name == reminder.plan)
        return plan.step_ids.filtered(lambda each: each.name == reminder.step)[:1]

    # What would be sent

    def _reminders(self, day=None) -> list[Reminder]:
        """Return what the customer would be written by a run on a day, today without one; nothing is kept."""
        self.ensure_one()
        office = Office(self.company_id)
        account = office.account(self.partner_id)
        if account is None:
            return []
        day = max(day or office.today, office.today)
        account = replace(account, synced_on=day, bank_day=account.bank_day and day)
        assessment = assess(account, office.policy, office.calendar, day)
        effects = replace(office.planner, mode=Mode.AUTO).plan(assessment, account)
        return [said for each in effects if (said := reminder_of(each, office.policy))]

    def action_preview_reminder(self):
        """Show what the customer would be written."""
        self.ensure_one()
        made = self.env["relance.reminder.preview"].create(
            {"account_id": self.id, "day": Office(self.company_id).today}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Would Be Sent"),
            "res_model": made._name,
            "res_id": made.id,
            "view_mode": "form",
            "target": "new",
        }

    # Sending

    def _reminder_mail(self, reminder: Reminder) -> dict:
        """Return what is sent, as `message_post` takes it, without attachments."""
        self.ensure_one()
        lang = self._reminder_lang(reminder.language)
        template = self._reminder_template(reminder).with_context(lang=lang, relance_reminder=reminder)
        parts = {
            name: template._render_field(name, self.ids)[self.id]
            for name in ("subject", "body_html", "email_from", "reply_to")
        }
        mail = {
            "subject": parts["subject"],
            "body": Markup(parts["body_html"]) + SMALL % reminder.marker,  # noqa: S704  # Odoo rendered it
            "author_id": (self._reminder_user(reminder).partner_id or self.company_id.partner_id).id,
            "email_from": parts["email_from"],
            "model_description": self.with_context(lang=lang).env._("account"),
        }
        # Left empty it is the mailbox whose mail Odoo reads, and the answer comes to this file.
        return mail | ({"reply_to": parts["reply_to"]} if parts["reply_to"] else {})

    def _send_reminder(self, reminder: Reminder, recipient):
        """Queue the mail to a contact, shown in the chatter; followers get none of it. Return the message."""
        mail = self._reminder_mail(reminder)
        attached = self._invoice_pdfs(reminder) if self.company_id.relance_attach_invoices else []
        return self.with_context(**_QUEUED).message_post(
            **mail,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=recipient.ids,
            notify_skip_followers=True,
            email_layout_xmlid="mail.mail_notification_light",
            email_add_signature=False,
            attachments=attached,
        )

    # What comes back

    def message_update(self, msg_dict, update_vals=None):
        """Make a customer's answer a task, and news for the next run."""
        author = self.env["res.partner"].browse(msg_dict.get("author_id") or ())
        if not author.user_ids.filtered(lambda user: not user.share):
            for file in self:
                file.due = True
                file._add_task(
                    file._in_company_language().env._("The customer has answered"),
                    escape(msg_dict.get("subject") or ""),
                )
        return super().message_update(msg_dict, update_vals)

    def _message_receive_bounce(self, email, partner):
        """Make mail that came back a task."""
        for file in self:
            told = file._in_company_language()
            file._tell_undelivered(told.env._("Mail to %(address)s has come back.", address=email))
        return super()._message_receive_bounce(email, partner)

    def _tell_undelivered(self, why: str) -> None:
        """Make a message that did not reach the customer a task."""
        self.due = True
        told = self._in_company_language()
        todo = told.env._(
            "Correct the address or number and send the message again, or take another way: call, or write."
        )
        self._add_task(
            told.env._("A message did not reach the customer"), Markup("<p>%s</p><p>%s</p>") % (why, todo)
        )

    def _in_company_language(self):
        """Return the file in the language in which colleagues read what stands there, whoever causes it."""
        return self.with_context(lang=self.company_id._relance_lang())

    def _add_task(self, summary: str, note) -> None:
        """Give the responsible person a task on the file, once as long as it is open."""
        self.ensure_one()
        # Whoever notices it, such as the mail gateway, need not have rights on activities.
        file = self._in_company_language().sudo()
        if file.activity_ids.filtered(
            lambda each: each.summary == summary and (each.note or "") == (note or "")
        ):
            return
        user = file._reminder_user() or self.env.user
        file.activity_schedule("mail.mail_activity_data_todo", summary=summary, note=note, user_id=user.id)


def _paragraphs(texts: tuple[str, ...]) -> Markup:
    lines = (Markup("<p>%s</p>") % Markup("<br/>").join(each.split("\n")) for each in texts)
    return Markup().join(lines)


def _grouped(number: str) -> str:
    """Write an IBAN in groups of four, as people read and type it; any other number as it is."""
    return " ".join(re.findall(".{1,4}", number)) if _IBAN.fullmatch(number) else number


def _table(reminder: Reminder) -> dict:
    """Return the rows of the table, in the reminder's language, and their sum."""
    lines, language = reminder.text.lines, reminder.language
    due = sum(line.amount for line in lines)
    total = Line(number="", due=None, amount=due, currency=lines[0].currency) if lines else None
    return {
        "heading": words(language),
        "rows": [
            (line.number, due_day(line, language), amount(line, language), line.amount < 0) for line in lines
        ],
        "total": amount(total, language) if total else "",
    }
