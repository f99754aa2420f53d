from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..inside import office
from .common import NoonCase


@tagged("post_install", "-at_install")
class TestLetters(NoonCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        france = cls.env.ref("base.fr")
        cls.company.write(
            {
                "relance_policy_id": cls.env.ref("relance.policy_standard").id,
                "country_id": france.id,
                "account_fiscal_country_id": france.id,
            }
        )
        # Who has no address gets letters; a step without approval is enough for that.
        cls.customer.write(
            {
                "email": False,
                "phone": False,
                "street": "1 Nut Street",
                "zip": "35000",
                "city": "Rennes",
                "country_id": france.id,
            }
        )

    def print_on(self, state):
        """Let the server's PDF program be in a state that Odoo knows."""
        reports = self.registry["ir.actions.report"]
        return patch.object(reports, "get_wkhtmltopdf_state", lambda _: state)

    def letters(self):
        """What stands in the chatter as a letter."""
        return self.file().message_ids.attachment_ids

    def own_plan(self):
        """Let the company follow a copy of the standard policy; return its usual plan."""
        shipped = self.env.ref("relance.policy_standard")
        self.company.relance_policy_id = shipped.copy({"company_id": self.company.id, "name": "Own"})
        return self.company.relance_policy_id.plan_ids.filtered(lambda each: each.name == "standard")

    def test_a_letter_is_ready_in_the_chatter(self):
        move = self.bill(amount=1200, late=7)
        with self.print_on("ok"):
            self.sync()
        letter = self.letters()
        self.assertIn("Friendly reminder", letter.name)
        said = letter.raw.decode()
        self.assertIn(move.name, said)
        self.assertIn("1 Nut Street", said)
        self.assertIn("25 Nov 2026", said)
        self.assertIn("Send a letter", self.customer.activity_ids.summary)
        self.assertFalse(self.file().activity_ids)
        self.file().due = True
        self.sync()
        self.assertEqual(self.letters(), letter)

    def test_without_the_pdf_program_nothing_is_lost(self):
        self.bill(amount=1200, late=7)
        with self.print_on("install"):
            self.sync()
        self.assertTrue(self.letters().name.endswith(".html"))
        self.assertIn("wkhtmltopdf", self.file().activity_ids.note)
        self.assertTrue(self.customer.activity_ids)

    def test_a_pdf_program_that_fails_loses_nothing_either(self):
        self.bill(amount=1200, late=7)

        def broken(*_, **__):
            raise UserError("It has died.")  # pylint: disable=translation-required

        with (
            self.print_on("ok"),
            patch.object(self.registry["ir.actions.report"], "_render_qweb_pdf", broken),
        ):
            self.sync()
        self.assertTrue(self.letters().name.endswith(".html"))
        self.assertIn("It has died.", self.file().activity_ids.note)

    def test_a_formal_notice_has_its_deadline_and_what_the_law_gives(self):
        self.bill(amount=1200, late=60)
        self.sync()
        self.own_plan().step_ids.filtered(lambda each: each.name not in ("formal", "hand_over")).unlink()
        (notice,) = self.file()._reminders(date(2026, 12, 14))
        self.assertEqual((notice.stage, notice.channel, notice.leaves), ("formal_notice", "letter", False))
        name, content = self.file()._letter(notice)
        said = content.decode()
        self.assertIn("29 Dec 2026", name)
        self.assertIn("29 Dec 2026", said)
        self.assertIn("40.00", said)
        self.assertIn("late-payment interest", said)

    def test_late_charges_stand_on_the_file(self):
        self.bill(amount=10000, late=365)
        self.sync()
        # 2025-11-25 to 2026-01-01 at 12.15 %, to 2026-07-01 at 12.15 %, to 2026-11-25 at 12.40 %.
        said = self.file().late_charges
        interest = 10000 * (37 * 12.15 + 181 * 12.15 + 147 * 12.40) / 36500
        self.assertIn(f"{interest:,.2f}", said)
        self.assertIn("EUR 40.00", said)
        self.customer.is_company = False
        self.file().invalidate_recordset()
        self.assertIn("natural person", self.file().late_charges)

    def test_a_missing_rate_is_named_and_can_be_added(self):
        self.bill(amount=10000, late=30)
        self.sync()
        with patch.object(office.Office, "today", date(2027, 2, 1)):
            self.assertIn("2027-H1", self.file().late_charges)
            rates = self.env["relance.reference.rate"]
            rate = {"table": "ecb_refinancing", "percent": 2.15, "source": "ecb.europa.eu"}
            gap = "after 2026-H2 must come 2027-H1"
            with self.assertRaisesRegex(ValidationError, gap), self.env.cr.savepoint():
                rates.create({**rate, "since": "2027-07-01"})
            begin = "begins on 1 January"
            with self.assertRaisesRegex(ValidationError, begin), self.env.cr.savepoint():
                rates.create({**rate, "since": "2027-01-02"})
            with self.assertRaises(AccessError):
                rates.with_user(self.controller).create({**rate, "since": "2027-01-01"})
            rates.create({**rate, "since": "2027-01-01"})
            self.file().invalidate_recordset()
            self.assertNotIn("2027-H1", self.file().late_charges)
            self.assertIn("EUR 40.00", self.file().late_charges)

    def test_the_statement_lists_what_is_open(self):
        late, coming = self.bill(amount=1200, late=7), self.bill(amount=300, late=-7)
        self.pay(self.bill(amount=77, late=3))
        self.sync()
        _, content = self.file()._document("relance.report_statement", "Statement")
        said = content.decode()
        for expected in (late.name, coming.name, "1,200.00", "1,500.00"):
            self.assertIn(expected, said)
        self.assertNotIn("77.00", said)
        action = self.file().with_user(self.controller).action_print_statement()
        self.assertEqual(action["report_name"], "relance.statement")

    def test_a_step_may_have_its_own_template(self):
        self.customer.email = "bolt@example.com"
        plan = self.own_plan()
        own = self.env.ref("relance.mail_template_amicable").copy({"body_html": "<p>For this step</p>"})
        plan.step_ids.filtered(lambda each: each.name == "reminder").mail_template_id = own
        self.bill(amount=1200, late=7)
        self.sync()
        mail = self.env["mail.mail"].search([("recipient_ids", "in", self.customer.ids)])
        self.assertIn("For this step", mail.body_html)

    def test_odoos_post_takes_letters_if_it_is_there(self):
        if "snailmail.letter" not in self.env:
            self.skipTest("Odoo's post is not installed.")
        self.company.relance_post_letters = True
        self.bill(amount=1200, late=7)
        with self.print_on("ok"):
            self.sync()
            self.file().due = True
            self.sync()
        letter = self.env["snailmail.letter"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((len(letter), letter.res_id, letter.state), (1, self.file().id, "pending"))
        self.assertIn("Friendly reminder", letter.attachment_id.name)
        self.assertFalse(self.customer.activity_ids)
        letter.notification_ids.sudo().write(
            {"notification_status": "exception", "failure_type": "unknown", "failure_reason": "No stamps"}
        )
        self.assertIn("No stamps", self.file().activity_ids.note)

    def test_an_incomplete_address_is_told_before_a_letter_is_posted(self):
        if "snailmail.letter" not in self.env:
            self.skipTest("Odoo's post is not installed.")
        self.company.relance_post_letters = True
        self.customer.city = False
        self.bill(amount=1200, late=7)
        with self.print_on("ok"):
            self.sync()
        self.assertFalse(self.env["snailmail.letter"].search([("partner_id", "=", self.customer.id)]))
        self.assertIn("not complete", self.file().problem)
        self.assertIn("not complete", self.file().activity_ids.note)
