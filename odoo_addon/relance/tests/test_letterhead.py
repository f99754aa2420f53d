from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..models import ir_actions_report
from .common import NoonCase


@tagged("post_install", "-at_install")
class TestLetterhead(NoonCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "company_details": "<p>Our House<br/>7 Mill Lane</p>",
                "report_footer": "<p>Call 0123</p>",
                "company_registry": "44306184100047",
                "vat": False,
                "external_report_layout_id": cls.env.ref("web.external_layout_standard").id,
            }
        )
        cls.customer.write({"email": False, "street": "1 Nut Street", "zip": "35000", "city": "Rennes"})
        cls.bill(amount=1200, late=7)
        # What is not written yet is what its letter would say today.
        cls.env["relance.account"].sudo()._of(cls.customer, cls.company)

    def parts(self, report, files, *, draws_heads):
        """Return what would be given to the PDF program: bodies, head, foot and arguments."""
        reports = self.env["ir.actions.report"]
        html, _ = reports._render_qweb_html(report, files.ids, data={"report_type": "pdf"})
        known = _wkhtml()._replace(is_patched_qt=draws_heads)
        with patch.object(ir_actions_report, "_wkhtml", lambda: known):
            bodies, _, head, foot, arguments = self.env.ref(report)._prepare_html(html, "relance.account")
        return [str(each) for each in bodies], str(head), str(foot), arguments

    def test_a_program_that_draws_heads_is_given_head_and_foot(self):
        (body,), head, foot, arguments = self.parts("relance.report_letter", self.file(), draws_heads=True)
        self.assertIn("7 Mill Lane", head)
        self.assertIn("Call 0123", foot)
        self.assertNotIn("7 Mill Lane", body)
        self.assertIn("1 Nut Street", body)
        self.assertFalse(arguments)

    def test_without_it_sender_and_recipient_stand_in_the_letter_once(self):
        (body,), head, foot, _ = self.parts("relance.report_letter", self.file(), draws_heads=False)
        for said in ("7 Mill Lane", "1 Nut Street", "Call 0123", "44306184100047"):
            self.assertEqual(body.count(said), 1, said)
        self.assertNotIn("7 Mill Lane", head)
        self.assertNotIn("Call 0123", foot)
        self.assertLess(body.index("7 Mill Lane"), body.index("1 Nut Street"))
        self.assertLess(body.index("Reminder"), body.index("Call 0123"))
        # Page numbers are filled in where feet are drawn; elsewhere only their word would be left.
        self.assertNotIn('class="topage"', body)

    def test_the_address_stays_where_the_window_of_the_envelope_is(self):
        self.company.paperformat_id.margin_top = 45
        (body,), _, _, arguments = self.parts("relance.report_letter", self.file(), draws_heads=False)
        self.assertEqual(arguments["data-report-margin-top"], "8")
        self.assertIn("min-height: 37.0mm", body)

    def test_statements_of_several_customers_become_one_document(self):
        other = self.customer.copy({"name": "Screws"})
        self.bill(amount=70, late=7, partner=other)
        files = self.file() | self.env["relance.account"].sudo()._of(other, self.company)
        bodies, _, _, _ = self.parts("relance.report_statement", files, draws_heads=False)
        self.assertEqual(len(bodies), 1)
        self.assertEqual(bodies[0].count("7 Mill Lane"), 2)
        self.assertEqual(bodies[0].count("page-break-before"), 1)

    def test_what_would_be_sent_is_printed_for_its_own_customer(self):
        values = {"account_id": self.file().id, "day": self.today}
        preview = self.env["relance.reminder.preview"].create(values)
        action = preview.action_print()
        self.assertEqual(action["context"]["active_ids"], self.file().ids)
        self.assertFalse(action["data"])

    def test_the_letter_of_another_day_is_printed_of_that_day(self):
        later = self.today + timedelta(days=40)
        preview = self.env["relance.reminder.preview"].create({"account_id": self.file().id, "day": later})
        action = preview.action_print()
        # As Odoo's client does with what an action has beside its context.
        reports = self.env["ir.actions.report"].with_context(**action["context"])
        said = reports._render_qweb_html(action["report_name"], None, data=dict(action["data"]))[0].decode()
        self.assertIn("1 Nut Street", said)
        self.assertIn("4 Jan 2027", said)

    def test_registration_numbers_are_not_said_twice(self):
        self.assertIn("44306184100047", self.file()._letter_numbers())
        self.company.report_footer = "<p>SIRET 443 061 841 00047</p>"
        self.assertEqual(self.file()._letter_numbers(), "")

    def test_other_documents_stay_as_odoo_makes_them(self):
        move = self.bill(amount=50)
        html, _ = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", move.ids, data={"report_type": "pdf"}
        )
        known = _wkhtml()._replace(is_patched_qt=False)
        with patch.object(ir_actions_report, "_wkhtml", lambda: known):
            bodies, *_ = self.env.ref("account.account_invoices")._prepare_html(html, "account.move")
        self.assertNotIn("7 Mill Lane", str(bodies[0]))
