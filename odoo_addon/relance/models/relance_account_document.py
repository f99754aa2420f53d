"""Documents of an account file: letters, statements and invoices as PDF, in the chatter or to print.

Without wkhtmltopdf on the server they are kept as web pages, which a browser prints, and a task says so. What
a letter says is decided elsewhere.
"""

import re

from markupsafe import Markup

from relance_sync.rules.explain import format_day

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..inside.reminders import Reminder
from ..inside.statement import statement_of

_NO_NAME = re.compile(r'[\\/:*?"<>|\s]+')
# States of Odoo's own check in which no PDF can be made.
_NO_PDF = ("install", "broken")
# What a company writes into the head and foot of its documents.
_LETTERHEAD = ("report_header", "company_details", "report_footer")


class RelanceAccount(models.Model):
    _inherit = "relance.account"

    def action_print_statement(self):
        """Print the account statement."""
        return self.env.ref("relance.report_statement").report_action(self)

    def _statement(self):
        """Return what the account statement shows."""
        self.ensure_one()
        return statement_of(self)

    def _put_letter(self, reminder: Reminder) -> None:
        """Keep the letter that a colleague is to send in the chatter."""
        told = self._in_company_language()
        body = told.env._("The letter is ready to be printed and sent: “%s”", reminder.text.title)
        self.message_post(body=body, attachments=[self._letter(reminder)])

    @api.model
    def _posts_letters(self, company) -> bool:
        """Tell whether Odoo's own post takes letters: it is installed and wanted, and PDFs are made."""
        return bool(
            "snailmail.letter" in self.env
            and company.relance_post_letters
            and self.env["ir.actions.report"].get_wkhtmltopdf_state() not in _NO_PDF
        )

    def _post_letter(self, reminder: Reminder):
        """Give a letter to Odoo's post; return its record. What becomes of it, its notification says."""
        name, content = self._letter(reminder)
        letters = self.env["snailmail.letter"]
        if not letters._is_valid_address(self.partner_id):
            raise UserError(
                self.env._(
                    "The postal address of %s is not complete, so no letter was posted.", self.partner_id.name
                )
            )
        kept = {"name": name, "raw": content, "res_model": self._name, "res_id": self.id}
        return letters.create(
            {
                "partner_id": self.partner_id.id,
                "model": self._name,
                "res_id": self.id,
                "company_id": self.company_id.id,
                "report_template": self.env.ref("relance.report_letter").id,
                "attachment_id": self.env["ir.attachment"].create(kept).id,
            }
        )

    def _letter(self, reminder: Reminder) -> tuple[str, bytes]:
        """Make a letter; return the name of the file and what is in it."""
        lang = self._reminder_lang(reminder.language)
        report = self.with_context(lang=lang, relance_reminder=reminder)
        return report._document("relance.report_letter", reminder.text.title)

    def _document(self, report: str, name: str) -> tuple[str, bytes]:
        """Make a document of the file, as PDF if this server can."""
        self.ensure_one()
        made = self._pdf(report, self.ids)
        if made is None:
            made = self.env["ir.actions.report"]._render_qweb_html(report, self.ids)
        content, ending = made
        return f"{_NO_NAME.sub(' ', name)}.{ending}", content

    def _invoice_pdfs(self, reminder: Reminder) -> list[tuple[str, bytes]]:
        """Return the invoices a reminder is about, as they were sent, else as they would be printed."""
        found = []
        for move in self._reminder_moves(reminder).filtered(lambda each: each.move_type == "out_invoice"):
            if move.invoice_pdf_report_id:
                found.append((move.invoice_pdf_report_id.name, move.invoice_pdf_report_id.raw))
            elif made := self._pdf("account.account_invoices", move.ids):
                content, ending = made
                found.append((f"{move.name.replace('/', '_')}.{ending}", content))
        return found

    def _pdf(self, report: str, ids: list[int]) -> tuple[bytes, str] | None:
        """Make a PDF and name its kind; None if this server cannot, which is made a task."""
        reports = self.env["ir.actions.report"]
        if reports.get_wkhtmltopdf_state() in _NO_PDF:
            self._tell_no_pdf("")
            return None
        try:
            return reports._render_qweb_pdf(report, ids)
        except UserError as problem:
            # It is there and does not run: what was to be written must not be lost by it.
            self._tell_no_pdf(str(problem))
            return None

    def _tell_no_pdf(self, problem: str) -> None:
        """Make it a task that the server makes no PDF."""
        # A letter is made in the customer's language.
        told = self._in_company_language()
        todo = told.env._(
            "The program wkhtmltopdf is missing on the server, or does not run. Letters are kept as web pages"
            " in the chatter: open them and print them with the browser. Invoices that were never sent as PDF"
            " are not attached. Ask whoever runs the server to install it."
        )
        note = Markup().join(Markup("<p>%s</p>") % each for each in (todo, problem) if each)
        self._add_task(told.env._("No PDF can be made"), note)

    def _letter_lang(self) -> str:
        """Return the language of the letter that is written or would be today."""
        reminder = self._reminder_at_hand()
        return self._reminder_lang(reminder.language if reminder else self._language())

    def _letter_place(self) -> str:
        """Return place and day, as they stand at the head of a letter."""
        reminder = self._reminder_at_hand()
        today = fields.Date.context_today(self)
        day = format_day(fields.Date.to_date(self.env.context.get("relance_day")) or today, reminder.language)
        return ", ".join(each for each in (self.company_id.city, day) if each)

    def _letter_numbers(self) -> str:
        """Return the company's registration numbers, those that its letterhead does not have."""
        company = self.company_id
        if (company.external_report_layout_id.sudo().key or "").startswith("l10n_din5008."):
            return ""
        head = "".join(html2plaintext(company[each] or "") for each in _LETTERHEAD)
        numbers = (
            (company.partner_id.company_registry_label, company.company_registry),
            (company.country_id.vat_label or self.env._("Tax ID"), company.vat),
        )
        return ", ".join(
            self.env._("%(name)s: %(number)s", name=name, number=number)
            for name, number in numbers
            if number and _without_blanks(number) not in _without_blanks(head)
        )

    def _statement_name(self) -> str:
        """Return how the statement's file is called."""
        return self.env._("Account statement %(customer)s", customer=self.partner_id.name)


def _without_blanks(text: str) -> str:
    return "".join(text.split())
