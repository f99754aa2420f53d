from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..inside import office
from .common import NIGHT, NoonCase


@tagged("post_install", "-at_install")
class TestAuto(NoonCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.relance_policy_id = cls.env.ref("relance.policy_standard")
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.responsible = cls.controller

    def mails(self, partner=None):
        """What waits in Odoo's queue for a customer, or for anybody of ours."""
        mails = self.env["mail.mail"].search([("model", "=", "relance.account")])
        return mails.filtered(lambda each: (partner or self.customer) in each.recipient_ids)

    def tasks(self, file=None):
        return (file or self.file()).activity_ids

    def late(self, days=7, **values):
        return self.bill(amount=1200, late=days, **values)

    def test_a_reminder_leaves_once_with_what_is_open(self):
        move = self.late()
        payment = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        payment.create({"payment_date": self.today, "amount": 200})._create_payments()
        self.sync()
        mail = self.mails()
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertIn("1,000.00", mail.subject)
        self.assertIn(move.name, mail.body_html)
        self.assertIn("1,000.00", mail.body_html)
        self.assertNotIn("1,200.00", mail.body_html)
        self.assertEqual(mail.body_html.count("<thead>"), 1)
        receipt = self.file().receipt_ids.filtered(lambda each: each.kind == "message")
        self.assertEqual(receipt.reference, f"mail.message:{mail.mail_message_id.id}")
        self.assertFalse(self.tasks() | self.customer.activity_ids)
        for _ in range(2):
            self.file().due = True
            self.sync()
        self.assertEqual(self.mails(), mail)

    def test_a_credit_is_shown_and_deducted(self):
        self.late()
        refund = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.customer.id,
                "invoice_date": self.today,
                "invoice_line_ids": [(0, 0, {"name": "Back", "price_unit": 300, "tax_ids": [(5,)]})],
            }
        )
        refund.action_post()
        self.sync()
        body = self.mails().body_html
        self.assertIn(refund.name, body)
        self.assertIn("-", body)
        self.assertIn("900.00", self.mails().subject)

    def test_nothing_leaves_in_the_other_modes(self):
        self.late()
        for mode in ("observe", "assist"):
            self.company.relance_mode = mode
            self.sync()
            self.file().action_preview_reminder()
            self.assertFalse(self.mails(), mode)
            self.assertFalse(self.env["mail.mail"].search([("recipient_ids", "in", self.customer.ids)]))
        self.assertIn("Write to Bolt", self.customer.activity_ids.summary)

    def test_it_speaks_the_customers_language(self):
        self.customer.lang = "fr_FR"
        self.late()
        self.sync()
        self.assertIn("Bonjour Bolt &amp; Nuts", self.mails().body_html)
        self.assertIn("Échéance", self.mails().body_html)

    def test_the_template_can_be_changed(self):
        template = self.env.ref("relance.mail_template_amicable")
        template.write({"body_html": "<p>Our own words</p><t t-out='object.reminder_items'/>"})
        move = self.late()
        self.sync()
        self.assertIn("Our own words", self.mails().body_html)
        self.assertIn(move.name, self.mails().body_html)
        self.assertNotIn("friendly reminder", self.mails().body_html)

    def test_a_mistake_in_a_template_is_told_and_nothing_is_lost(self):
        template = self.env.ref("relance.mail_template_amicable")
        good = template.subject
        template.subject = "{{ object.nothing_like_it }}"
        self.late()
        self.sync()
        self.assertFalse(self.mails())
        self.assertTrue(self.file().problem)
        self.assertIn("did not reach", self.tasks().summary)
        template.subject = good
        self.file().action_assess()
        self.assertEqual(len(self.mails()), 1)

    def test_it_waits_for_the_sending_hours_and_is_decided_anew(self):
        move = self.late()
        with patch.object(office.Office, "now", lambda _: NIGHT):
            self.assertIn("sending hours", self.sync())
        self.assertFalse(self.mails())
        self.assertTrue(self.file().due)
        again = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref("relance.cron_sync").id)], order="id desc", limit=1
        )
        self.assertEqual(again.call_at, datetime(2026, 11, 26, 8))
        self.pay(move, day=self.today)
        self.sync()
        self.assertFalse(self.mails())

    def test_the_invoice_contact_is_written_to(self):
        contact = self.env["res.partner"].create(
            {
                "name": "Ledger",
                "parent_id": self.customer.id,
                "type": "invoice",
                "email": "ledger@bolt.example.com",
            }
        )
        self.late()
        self.sync()
        self.assertTrue(self.mails(contact))
        self.assertFalse(self.mails())

    def test_who_cannot_be_reached_becomes_a_task(self):
        for case in ("no address", "wrong address", "blacklisted", "came back"):
            partner = self.customer.copy({"name": case, "email": f"{case[:2]}@bolt.example.com"})
            if case == "no address":
                partner.email = False
            elif case == "wrong address":
                partner.email = "nobody"
            elif case == "blacklisted":
                self.env["mail.blacklist"]._add(partner.email)
            else:
                partner.message_bounce = 1
            self.late(partner=partner)
        self.sync()
        for case in ("no address", "wrong address", "blacklisted", "came back"):
            partner = self.env["res.partner"].search([("name", "=", case)])
            self.assertFalse(self.mails(partner), case)
            self.assertIn("letter", partner.activity_ids.summary, case)

    def test_a_new_address_is_tried(self):
        self.customer.message_bounce = 2
        self.customer.email = "new@bolt.example.com"
        self.assertFalse(self.customer.message_bounce)
        self.late()
        self.sync()
        self.assertTrue(self.mails())

    def test_mail_that_cannot_be_sent_becomes_a_task(self):
        self.late()
        self.sync()
        mail = self.mails()
        mail._postprocess_sent_message([], [], failure_reason="No such server", failure_type="mail_smtp")
        self.assertIn("No such server", self.tasks().note)
        self.assertEqual(self.tasks().user_id, self.responsible)
        self.assertTrue(self.file().due)

    def test_answers_and_returned_mail_come_to_the_file(self):
        self.late()
        self.sync()
        file, message = self.file(), self.mails().mail_message_id
        answer = (
            f"From: Bolt <bolt@example.com>\r\nTo: {message.reply_to}\r\nSubject: Paid tomorrow\r\n"
            f"Message-Id: <answer@bolt.example.com>\r\nIn-Reply-To: {message.message_id}\r\n\r\nSorry!"
        )
        self.env["mail.thread"].message_process(None, answer)
        self.assertIn("Sorry!", file.message_ids[0].body)
        self.assertEqual(self.tasks().summary, "The customer has answered")
        self.assertIn("Paid tomorrow", self.tasks().note)
        file._message_receive_bounce("bolt@example.com", self.customer)
        self.assertIn("did not reach", self.tasks().sorted("id")[-1].summary)

    def test_invoices_are_attached_if_wanted(self):
        self.company.relance_attach_invoices = True
        move = self.late()
        move.invoice_pdf_report_file = b"JVBERi0xLjQK"
        self.sync()
        self.assertEqual(self.mails().attachment_ids.mapped("raw"), [b"%PDF-1.4\n"])

    def test_what_would_be_sent_is_what_is_sent(self):
        self.late()
        self.sync_nothing()
        shown = self.preview()
        line = shown.line_ids
        self.assertEqual(line.what, "The next run sends it.")
        self.sync()
        mail = self.mails()
        self.assertEqual((line.subject, line.sender), (mail.subject, mail.email_from))
        said = html2plaintext(mail.mail_message_id.body)
        self.assertEqual(html2plaintext(line.body), said)
        self.assertFalse(self.preview().line_ids)
        # The next step is a call, which becomes a message where there is no telephone number.
        self.customer.phone = False
        later = self.preview(self.today + timedelta(days=61))
        self.assertEqual((later.line_ids.channel, len(self.mails())), ("email", 1))

    def sync_nothing(self):
        """Make the file without writing anything."""
        self.company.relance_mode = "observe"
        self.sync()
        self.company.relance_mode = "auto"

    def preview(self, day=None):
        file = self.file().with_user(self.controller).with_company(self.company)
        shown = self.env["relance.reminder.preview"].browse(file.action_preview_reminder()["res_id"])
        if day:
            shown.day = day
        return shown
