"""A message that waits for a person: approved and sent now, later, or not at all, and by whom."""

from datetime import UTC, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import html2plaintext

from ..inside import office
from .common import NIGHT, NOON, NoonCase

# The one after the noon.
SATURDAY = datetime(2026, 11, 28, 12, tzinfo=UTC)
TEXT = """
default_plan = "usual"

[[plans.usual.steps]]
id = "reminder"
after_due = 5
stage = "amicable"
channel = "email"
tone = "neutral"
approval = true

[[plans.usual.steps]]
id = "firm"
after_due = 20
stage = "firm"
channel = "email"
tone = "firm"
"""


@tagged("post_install", "-at_install")
class TestSending(NoonCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.follow(TEXT)

    def late(self, **values):
        """Let an invoice of a customer be late, and a run write the task about it."""
        move = self.bill(amount=1200, late=7, **values)
        self.sync()
        return move

    def mine(self, files=None):
        return (files or self.file()).with_user(self.controller).with_company(self.company)

    def press(self, files=None):
        """Press the button, and return what is said."""
        return self.mine(files).action_send_approved()["params"]["message"]

    def dispute(self, move):
        file = self.file(move.partner_id)
        values = {"account_id": file.id, "invoice_id": move.id, "reason": "other", "opened_on": self.today}
        self.env["relance.dispute"].create(values)

    def mails(self, partner=None):
        mails = self.env["mail.mail"].search([("model", "=", "relance.account")])
        return mails.filtered(lambda each: (partner or self.customer) in each.recipient_ids)

    def at(self, instant):
        return patch.multiple(office.Office, now=lambda _: instant, today=instant.date())

    def test_a_controller_approves_and_it_is_sent_once(self):
        move = self.late()
        self.assertFalse(self.mails())
        self.assertTrue(self.mine().to_approve)
        self.assertEqual(self.press(), "Messages sent: 1.")
        mail = self.mails()
        self.assertIn(move.name, mail.body_html)
        sending = self.file().sending_ids
        self.assertEqual((sending.state, sending.user_id, sending.day), ("sent", self.controller, self.today))
        self.assertEqual(sending.message_id.kind, "message")
        self.assertFalse(self.customer.activity_ids)
        self.assertFalse(self.mine().to_approve)
        self.assertIn("Nothing waits for approval here.", self.press())
        self.assertEqual(len(self.mails()), 1)
        told = self.env["relance.history"].search([("res_model", "=", "relance.sending")])
        self.assertIn("approved by controller", told.text)

    def test_it_counts_as_one_contact_of_the_day_it_is_sent(self):
        self.late()
        later = NOON.replace(day=27)
        with self.at(later):
            self.press()
        contact = self.file()._contacts()
        self.assertEqual([(each.day, each.channel) for each in contact], [(later.date(), "email")])

    def test_a_step_of_today_is_sent_without_waiting_for_the_run(self):
        self.company.relance_mode = "observe"
        self.late()
        self.company.relance_mode = "auto"
        shown = self.env["relance.reminder.preview"].browse(self.mine().action_preview_reminder()["res_id"])
        self.assertEqual(shown.line_ids.what, "It leaves once somebody approves it.")
        shown.with_user(self.controller).with_company(self.company).action_send_approved()
        self.assertEqual(len(self.mails()), 1)

    def test_what_waits_can_be_read_before(self):
        self.late()
        shown = self.env["relance.reminder.preview"].browse(self.mine().action_preview_reminder()["res_id"])
        self.assertTrue(shown.to_approve)
        read = html2plaintext(shown.line_ids.body)
        self.press()
        self.assertEqual(read, html2plaintext(self.mails().mail_message_id.body))

    def test_the_figures_are_those_of_the_day(self):
        move = self.late()
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizard.create({"payment_date": self.today, "amount": 200})._create_payments()
        self.press()
        self.assertIn("1,000.00", self.mails().body_html)

    def test_what_has_lost_its_point_is_not_sent(self):
        for case in ("paid", "disputed", "promised"):
            partner = self.customer.copy({"name": case, "email": f"{case}@bolt.example.com"})
            move = self.late(partner=partner)
            file = self.file(partner)
            if case == "paid":
                self.pay(move)
            elif case == "disputed":
                self.dispute(move)
            else:
                promise = {
                    "account_id": file.id,
                    "due": self.today.replace(day=30),
                    "amount": 1200,
                    "made_on": self.today,
                }
                self.env["relance.promise"].create(promise)
            said = self.press(file)
            self.assertFalse(self.mails(partner), case)
            self.assertIn({"paid": "Nothing"}.get(case, case[:7]), said, case)
            self.assertFalse(partner.activity_ids, case)

    def test_with_books_that_are_old_nothing_is_sent(self):
        self.late()
        self.company.relance_policy_id.write({"has_bank_max_age_days": True, "bank_max_age_days": 10})
        self.assertIn("bank", self.press())
        self.assertFalse(self.mails())
        self.assertEqual(self.file().sending_ids.state, "refused")
        self.assertTrue(self.customer.activity_ids)

    def test_outside_the_hours_it_waits_and_the_next_run_sends_it(self):
        self.late()
        with patch.object(office.Office, "now", lambda _: NIGHT):
            self.assertIn("sending hours", self.press())
        self.assertFalse(self.mails())
        self.assertEqual(self.file().sending_ids.state, "waiting")
        self.assertFalse(self.mine().to_approve)
        with self.at(NOON.replace(day=26)):
            self.sync()
        self.assertEqual(len(self.mails()), 1)
        sending = self.file().sending_ids
        self.assertEqual((sending.state, sending.user_id), ("sent", self.controller))

    def test_on_a_closed_day_it_waits(self):
        self.late()
        with self.at(SATURDAY):
            self.assertIn("sending hours", self.press())
            self.sync()
        self.assertEqual((self.file().sending_ids.state, len(self.mails())), ("waiting", 0))
        with self.at(NOON.replace(day=30)):
            self.sync()
        self.assertEqual((self.file().sending_ids.state, len(self.mails())), ("sent", 1))

    def test_one_that_waits_is_given_up_when_its_point_is_gone_and_that_is_told(self):
        move = self.late()
        with patch.object(office.Office, "now", lambda _: NIGHT):
            self.press()
        self.dispute(move)
        self.assertEqual(self.file().sending_ids.state, "refused")
        self.assertIn("disputed", self.file().sending_ids.why)
        self.assertIn("was approved and not sent", self.file().activity_ids.summary)
        with self.at(NOON.replace(day=26)):
            self.sync()
        self.assertFalse(self.mails())

    def test_one_that_waits_is_taken_back(self):
        self.late()
        with patch.object(office.Office, "now", lambda _: NIGHT):
            self.press()
        sending = self.file().sending_ids.with_user(self.controller)
        sending.action_take_back()
        with self.at(NOON.replace(day=26)):
            self.sync()
        self.assertFalse(self.mails())
        self.assertTrue(self.mine().to_approve)
        with self.assertRaises(UserError):
            sending.action_take_back()

    def test_a_step_marked_as_done_was_sent_in_another_way(self):
        self.late()
        self.customer.activity_ids.action_feedback(feedback="Sent by hand")
        self.assertFalse(self.mine().to_approve)
        self.press()
        self.assertFalse(self.mails())

    def test_where_no_message_leaves_it_is_refused(self):
        self.late()
        self.company.relance_mode = "assist"
        with self.assertRaisesRegex(UserError, "Auto"):
            self.press()
        self.assertFalse(self.mine().to_approve)

    def test_many_from_the_worklist(self):
        partners = [
            self.customer.copy({"name": f"No. {each}", "email": f"{each}@b.example.com"}) for each in "123"
        ]
        for partner in partners:
            self.bill(amount=900, late=7, partner=partner)
        self.sync()
        waiting = self.mine().search([("to_approve", "=", True), ("company_id", "=", self.company.id)])
        self.assertEqual(waiting.partner_id.ids, [each.id for each in partners])
        partners[1].email = False
        self.assertIn("No. 2", self.press(waiting))
        self.assertEqual([len(self.mails(each)) for each in partners], [1, 0, 1])
        refused = self.file(partners[1]).sending_ids
        self.assertIn("e-mail", refused.why)

    def test_nobody_approves_in_anothers_name(self):
        self.late()
        task = self.file().receipt_ids.filtered("is_task")
        other = new_test_user(self.env, login="other", groups="base.group_user", company_id=self.company.id)
        values = {
            "account_id": self.file().id,
            "task_id": task.id,
            "day": self.today,
            "user_id": other.id,
            "state": "sent",
        }
        sendings = self.env["relance.sending"]
        made = sendings.with_user(self.controller).create(values)
        self.assertEqual((made.user_id, made.state), (self.controller, "approved"))
        with self.assertRaises(AccessError):
            made.with_user(self.controller).write({"user_id": other.id})
        with self.assertRaises(AccessError):
            sendings.with_user(other).create(values)
        elsewhere = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, login="stranger", groups="relance.group_credit_controller", company_id=elsewhere.id
        )
        self.assertFalse(sendings.with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.file().with_user(stranger).action_send_approved()
