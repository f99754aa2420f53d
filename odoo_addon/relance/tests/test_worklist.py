from datetime import timedelta

from odoo.tests import Form, tagged

from .common import RelanceCase


@tagged("post_install", "-at_install")
class TestWorklist(RelanceCase):
    def found(self, domain):
        return self.env["relance.account"].with_user(self.controller).search(domain)

    def test_the_worst_payer_comes_first(self):
        good = self.customer.copy({"name": "Good payer"})
        self.bill(amount=1100, late=20, partner=good)
        for day in range(1, 6):
            self.pay(self.bill(amount=100 + day, late=60), day=self.today - timedelta(days=10))
            paid = self.bill(amount=100 + day, late=60, partner=good)
            self.pay(paid, day=self.today - timedelta(days=70))
        self.bill(amount=1000, late=20)
        self.sync()
        worst, best = self.file(), self.file(good)
        self.assertLess(worst.overdue, best.overdue)
        self.assertGreater(worst.at_risk, best.at_risk)
        self.assertLessEqual(worst.at_risk, worst.overdue)
        self.assertEqual(self.found([("id", "in", (worst | best).ids)]), worst | best)
        self.assertEqual(self.found([])[0], worst)

    def test_a_promise_that_was_not_kept_is_found(self):
        self.bill(amount=5000, late=20)
        self.sync()
        promise = self.env["relance.promise"].create(
            {"account_id": self.file().id, "due": self.today, "made_on": self.today - timedelta(days=30)}
        )
        self.assertFalse(self.file().broken)
        promise.write({"due": self.today - timedelta(days=20)})
        self.assertIn(self.file(), self.found([("broken", "=", True)]))

    def test_what_is_next_is_the_first_activity_or_the_review(self):
        self.bill(amount=5000, late=20)
        self.sync()
        file = self.file().with_user(self.controller)
        task = self.customer.activity_ids.sorted("date_deadline")[0]
        self.assertEqual((file.next_action_on, file.next_action), (task.date_deadline, task.summary))
        for operator, day, expected in (
            ("<=", task.date_deadline, file),
            ("<", task.date_deadline, file.browse()),
            (">", task.date_deadline, file.browse()),
            ("=", task.date_deadline, file),
        ):
            self.assertEqual(self.found([("next_action_on", operator, day)]), expected, operator)
        self.customer.activity_ids.unlink()
        file.invalidate_recordset()
        self.assertEqual((file.next_action_on, file.next_action), (file.next_review, False))
        self.assertEqual(self.found([("next_action_on", "=", file.next_review)]), file)

    def test_who_is_to_be_called_today(self):
        self.bill(amount=5000, late=20)
        self.sync()
        file = self.file()
        self.customer.activity_ids.unlink()
        self.assertFalse(self.found([("to_call", "=", True)]))
        call = self.customer.activity_schedule(
            "mail.mail_activity_data_call", date_deadline=self.today, user_id=self.controller.id
        )
        self.assertEqual(self.found([("to_call", "=", True)]), file)
        self.assertTrue(file.with_user(self.controller).to_call)
        call.date_deadline = self.today + timedelta(days=1)
        self.assertEqual(self.found([("to_call", "=", False)]), file)

    def test_many_are_paused_at_once(self):
        other = self.customer.copy({"name": "Screws"})
        self.bill(amount=5000, late=20)
        self.bill(amount=5000, late=20, partner=other)
        self.sync()
        files = (self.file() | self.file(other)).with_user(self.controller)
        action = files.action_pause_many()
        form = Form(
            self.env["relance.pause.many"].with_user(self.controller).with_context(**action["context"])
        )
        form.until, form.note = self.today + timedelta(days=9), "The river"
        form.save().action_pause()
        self.assertEqual(files.pause_ids.mapped("note"), ["The river"] * 2)
        self.assertFalse((self.customer | other).activity_ids)

    def test_many_are_given_to_a_collector_with_their_activities(self):
        self.bill(amount=5000, late=20)
        self.sync()
        file = self.file().with_user(self.controller)
        action = file.action_assign_many()
        wizard = self.env["relance.assign"].with_user(self.controller).with_context(**action["context"])
        wizard.create({"collector_id": self.controller.id}).action_assign()
        self.assertEqual((file.collector_id, file.responsible_id), (self.controller, self.controller))
        self.assertEqual(self.customer.activity_ids.user_id, self.controller)
