from unittest.mock import patch

from relance_connectors.odoo.effect_data import effect_data
from relance_sync.ports import Effect, EffectKind, Target, Text
from relance_sync.rules.agreements import ItemStep

from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..inside import office
from .common import NIGHT, NoonCase

POLICY = """
default_plan = "texts"
[[plans.texts.steps]]
id = "word"
after_due = 5
stage = "amicable"
channel = "sms"
tone = "courteous"
"""


class TextingCase(NoonCase):
    """A company that reminds by text message, in an Odoo that may send some."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "sms.sms" not in cls.env:
            cls.skipTest(cls, "Odoo's text messages are not installed.")
        cls.follow(POLICY)
        cls.customer.write({"phone": "+33 6 12 34 56 78", "email": False})

    def texts(self, partner=None):
        """What waits in Odoo's queue for a customer."""
        partners = (partner or self.customer).ids
        return self.env["sms.sms"].search([("partner_id", "in", partners)])

    def sent_once(self):
        """Let a reminder be queued; return it."""
        self.bill(amount=1200, late=7)
        self.sync()
        text = self.texts()
        self.assertEqual(len(text), 1)
        return text

    def failed(self, text, failure):
        """Let Odoo's service answer that it could not be sent."""
        tracker = self.env["sms.tracker"].sudo().search([("sms_uuid", "=", text.uuid)])
        tracker._action_update_from_sms_state("error", failure_type=failure)


@tagged("post_install", "-at_install")
class TestTexting(TextingCase):
    def test_a_text_message_leaves_once_and_stands_in_the_chatter(self):
        text = self.sent_once()
        self.assertTrue(text.body.startswith(f"{self.company.name}: friendly reminder of "))
        self.assertIn("1,200.00", text.body)
        self.assertNotIn("rl#", text.body)
        self.assertEqual((text.state, text.number.replace(" ", "")), ("outgoing", "+33612345678"))
        message = text.mail_message_id
        self.assertEqual((message.model, message.res_id), ("relance.account", self.file().id))
        self.assertIn("rl#", html2plaintext(message.body))
        self.assertEqual(message.author_id, self.controller.partner_id)
        receipt = self.file().receipt_ids.filtered(lambda each: each.kind == "message")
        self.assertEqual((receipt.reference, receipt.channel), (f"mail.message:{message.id}", "sms"))
        self.assertFalse(self.file().activity_ids | self.customer.activity_ids)
        self.assertFalse(self.env["mail.mail"].search([("mail_message_id", "=", message.id)]))
        for _ in range(2):
            self.file().due = True
            self.sync()
        self.assertEqual(self.texts(), text)

    def test_followers_get_none_of_it(self):
        self.bill(amount=1200, late=7)
        self.company.relance_mode = "observe"
        self.sync()
        self.file().message_subscribe(self.controller.partner_id.ids)
        self.company.relance_mode = "auto"
        self.sync()
        message = self.texts().mail_message_id
        self.assertEqual(message.notification_ids.res_partner_id, self.customer)

    def test_nothing_leaves_in_the_other_modes(self):
        self.bill(amount=1200, late=7)
        for mode in ("observe", "assist"):
            self.company.relance_mode = mode
            self.sync()
            self.assertFalse(self.texts(), mode)
        task = self.customer.activity_ids
        self.assertIn("Send a text message", task.summary)
        self.assertIn("+33 6 12 34 56 78", html2plaintext(task.note))
        self.assertIn("friendly reminder", html2plaintext(task.note))

    def test_it_waits_for_the_sending_hours(self):
        self.bill(amount=1200, late=7)
        with patch.object(office.Office, "now", lambda _: NIGHT):
            self.assertIn("sending hours", self.sync())
        self.assertFalse(self.texts())

    def test_who_cannot_be_reached_gets_a_letter(self):
        cases = ("no number", "blacklisted", "failed before")
        for case in cases:
            partner = self.customer.copy({"name": case, "phone": f"+33 6 00 00 00 0{len(case) % 10}"})
            if case == "no number":
                partner.phone = False
            elif case == "blacklisted":
                self.env["phone.blacklist"].add(partner.phone_sanitized or partner.phone)
            else:
                partner.relance_unreached_number = partner._relance_number()
            self.bill(amount=1200, late=7, partner=partner)
        self.sync()
        for case in cases:
            partner = self.env["res.partner"].search([("name", "=", case)])
            self.assertFalse(self.texts(partner), case)
            self.assertIn("letter", partner.activity_ids.summary, case)
            self.assertIn("no number that takes text messages", partner.activity_ids.note, case)

    def test_the_invoice_contact_is_written_to(self):
        values = {"name": "Ledger", "parent_id": self.customer.id, "type": "invoice"}
        contact = self.env["res.partner"].create({**values, "phone": "+33 6 99 99 99 99"})
        self.bill(amount=1200, late=7)
        self.sync()
        self.assertTrue(self.texts(contact))
        self.assertFalse(self.texts())

    def test_a_failed_one_becomes_a_task_and_its_number_is_remembered(self):
        self.failed(self.sent_once(), "sms_number_format")
        task = self.file().activity_ids
        self.assertEqual(
            (task.summary, task.user_id), ("A message did not reach the customer", self.controller)
        )
        self.assertIn("Wrong Number Format", task.note)
        self.assertIn("612345678", task.note.replace(" ", ""))
        self.assertTrue(self.file().due)
        self.assertIn("could not be delivered", self.file()._why_no_text())
        self.customer.phone = "+33 6 11 11 11 11"
        self.assertFalse(self.file()._why_no_text())

    def test_without_credit_the_number_is_not_to_blame(self):
        self.failed(self.sent_once(), "sms_credit")
        self.assertIn("Insufficient Credit", self.file().activity_ids.note)
        self.assertFalse(self.customer.relance_unreached_number)

    def test_a_delivery_report_comes_later(self):
        text = self.sent_once()
        tracker = self.env["sms.tracker"].sudo().search([("sms_uuid", "=", text.uuid)])
        tracker._action_update_from_sms_state("pending")
        self.assertFalse(self.file().activity_ids)
        tracker._action_update_from_provider_error("not_delivered")
        self.assertIn("Not Delivered", self.file().activity_ids.note)

    def test_it_is_approved_and_sent(self):
        self.follow(POLICY.replace('tone = "courteous"', 'tone = "courteous"\napproval = true'))
        self.bill(amount=1200, late=7)
        self.sync()
        self.assertFalse(self.texts())
        self.assertIn("Approve and send the text message", self.customer.activity_ids.summary)
        file = self.file().with_user(self.controller).with_company(self.company)
        self.assertTrue(file.to_approve)
        self.assertEqual(file.action_send_approved()["params"]["message"], "Messages sent: 1.")
        self.assertIn("1,200.00", self.texts().body)
        self.assertEqual((file.sending_ids.state, file.to_approve), ("sent", False))
        self.assertFalse(self.customer.activity_ids)

    def test_what_would_be_sent_is_what_is_sent(self):
        self.bill(amount=1200, late=7)
        self.company.relance_mode = "observe"
        self.sync()
        self.company.relance_mode = "auto"
        shown = self.env["relance.reminder.preview"].browse(self.file().action_preview_reminder()["res_id"])
        line = shown.line_ids
        self.assertEqual((line.channel, line.what), ("sms", "The next run sends it."))
        self.assertIn("+33 6 12 34 56 78", line.recipient)
        self.sync()
        self.assertEqual(html2plaintext(line.body).strip(), self.texts().body)

    def test_what_outside_decides_leaves_by_the_same_way(self):
        self.company.relance_mode = "observe"
        customer = str(self.customer.id)
        effect = Effect(
            key="ab" * 32,
            company="acme",
            customer=customer,
            target=Target(kind="customer", id=customer),
            kind=EffectKind.MESSAGE,
            text=Text(title="Text message: EUR 5 due", paragraphs=("Acme: please pay EUR 5.",)),
            language="en",
            channel="sms",
            currency="EUR",
            items=("17",),
            steps=(ItemStep(item="17", plan="standard", step="word"),),
        )
        files = self.env["relance.account"].with_user(self.controller).with_company(self.company)
        answers = [files.deliver([effect_data(effect)])[0] for _ in range(2)]
        self.assertEqual([each["found"] for each in answers], [False, True])
        self.assertEqual((self.texts().body, len(self.texts())), ("Acme: please pay EUR 5.", 1))
        self.assertEqual(self.texts().mail_message_id.model, "relance.account")
        self.customer.phone = False
        other = effect_data(effect) | {"key": "cd" * 32}
        self.assertIn("no telephone number", str(files.deliver([other])))
        self.assertIn("no telephone number", self.file().activity_ids.note)
