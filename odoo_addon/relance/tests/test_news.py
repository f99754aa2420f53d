from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..inside import news, run
from .common import RelanceCase


@tagged("post_install", "-at_install")
class TestNews(RelanceCase):
    """What happens right after an accountant's transaction is committed, without any run."""

    def setUp(self):
        super().setUp()
        self.move = self.bill(amount=5000, late=20)
        self.sync()
        self.committed()
        self.env["ir.cron.trigger"].search([]).unlink()

    def triggered(self):
        return self.env["ir.cron.trigger"].search_count(
            [("cron_id", "=", self.env.ref("relance.cron_sync").id)]
        )

    def test_a_payment_lifts_hold_and_activity_at_once(self):
        self.assertEqual((self.file().hold, len(self.customer.activity_ids)), ("warn", 1))
        self.pay(self.move)
        self.assertEqual(self.file().overdue, 5000)
        self.committed()
        file = self.file()
        self.assertEqual((file.overdue, file.stage, file.hold, file.due), (0, "current", "none", False))
        self.assertFalse(self.customer.activity_ids)
        self.assertFalse(file.hold_ids.filtered(lambda each: not each.ended_on))
        self.assertFalse(self.triggered())

    def test_taking_a_payment_back_is_news_too(self):
        self.pay(self.move)
        self.committed()
        self.move.line_ids.remove_move_reconcile()
        self.committed()
        self.assertEqual(self.file().overdue, 5000)

    def test_a_posted_invoice_and_one_reset_to_draft_count_at_once(self):
        other = self.bill(amount=700, late=12)
        self.committed()
        self.assertEqual(self.file().overdue, 5700)
        other.button_draft()
        self.committed()
        self.assertEqual(self.file().overdue, 5000)
        self.move.button_cancel()
        self.committed()
        self.assertEqual(self.file().overdue, 0)

    def test_a_new_customer_gets_a_file(self):
        other = self.customer.copy({"name": "Screws"})
        self.bill(amount=300, late=12, partner=other)
        self.committed()
        self.assertEqual(self.file(other).overdue, 300)

    def test_a_batch_is_left_to_the_scheduled_run(self):
        partners = [self.customer.copy({"name": f"Customer {each}"}) for each in range(news.AT_ONCE + 1)]
        for partner in partners:
            self.bill(amount=300, late=12, partner=partner)
        with patch.object(run, "assess", side_effect=AssertionError("nobody is assessed")):
            self.committed()
        self.assertFalse(self.file(partners[0]))
        self.assertEqual(self.triggered(), 1)

    def test_many_invoices_of_one_customer_are_one_assessment(self):
        plain_assess, seen = run.assess, []

        def assess(account, *rest):
            seen.append(account.customer.name)
            return plain_assess(account, *rest)

        moves = [self.bill(amount=10 + each, late=-5) for each in range(30)]
        with patch.object(run, "assess", assess):
            self.committed()
        self.assertEqual(self.file().exposure, 5000 + sum(each.amount_total for each in moves))
        # The one round that finds nothing to write, or the second one that follows from what was written.
        self.assertLessEqual(len(seen), 2)

    def test_nothing_is_asked_or_written_while_an_accountant_works(self):
        lines = self.move.line_ids.ids
        with self.assertQueryCount(0):
            news.note(self.env, moves=self.move.ids, lines=lines)

    def test_what_is_undone_is_no_news(self):
        self.pay(self.move)
        self.env.cr.postcommit.clear()
        with patch.object(news, "_tell", side_effect=AssertionError("nothing is told")):
            self.committed()

    def test_a_fault_of_ours_leaves_the_accountant_alone(self):
        self.pay(self.move)
        self.follow_nonsense(self.company)
        with self.assertLogs(news._logger, "WARNING"):
            self.committed()
        self.assertEqual(self.move.amount_residual, 0)
        self.assertEqual(self.triggered(), 1)

    def test_while_a_run_goes_on_the_next_one_takes_it(self):
        self.pay(self.move)
        refusing = patch.object(
            type(self.env["relance.account"]), "_lock_run", side_effect=UserError("going on")
        )
        with refusing:
            self.committed()
        self.assertEqual(self.triggered(), 1)
        self.sync()
        self.assertEqual(self.file().overdue, 0)

    def test_before_the_first_run_nothing_is_begun(self):
        self.company.relance_looked_at = False
        other = self.customer.copy({"name": "Screws"})
        self.bill(amount=300, late=12, partner=other)
        self.committed()
        self.assertFalse(self.file(other))
        self.assertFalse(self.triggered())

    def test_supplier_bills_are_none_of_our_business(self):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.customer.id,
                "invoice_date": self.today,
                "invoice_line_ids": [(0, 0, {"name": "Steel", "price_unit": 50})],
            }
        )
        bill.action_post()
        self.assertFalse(news._debtors(self.env, set(bill.ids), set(bill.line_ids.ids)))
