from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import RelanceCase


@tagged("post_install", "-at_install")
class TestAgreements(RelanceCase):
    def record(self, model, **values):
        """Record an agreement through its form, as the controller."""
        button = {"relance.promise": "action_promise", "relance.dispute": "action_dispute"}
        file = self.file().with_user(self.controller)
        action = getattr(file, button.get(model, "action_pause"))()
        form = Form(self.env[model].with_user(self.controller).with_context(**action["context"]))
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()

    def setUp(self):
        super().setUp()
        self.move = self.bill(amount=5000, late=20)
        self.sync()

    def decided(self):
        return self.file().decision_ids.filtered("current").mapped("text")

    def test_a_promise_stops_reminders_and_closes_our_activity_at_once(self):
        self.assertTrue(self.customer.activity_ids)
        due = self.today + timedelta(days=5)
        promise = self.record("relance.promise", due=due)
        self.assertEqual(promise.open_amount, 5000)
        self.assertIn("promised", " ".join(self.decided()).lower())
        self.assertEqual(promise._rule().open_amount.amount, 5000)

    def test_a_promise_is_about_a_day_to_come(self):
        with self.assertRaises(ValidationError):
            self.record("relance.promise", due=self.today - timedelta(days=1))

    def test_a_disputed_invoice_is_not_chased_and_stays_in_exposure(self):
        dispute = self.record("relance.dispute", reason="price", invoice_id=self.move)
        self.assertIn("dispute", " ".join(self.decided()).lower())
        self.assertEqual(self.file().exposure, 5000)
        self.assertFalse(self.customer.activity_ids)
        dispute.with_user(self.controller).action_end()
        self.assertNotIn("dispute", " ".join(self.decided()).lower())

    def test_a_pause_has_an_end(self):
        until = self.today + timedelta(days=9)
        self.record("relance.pause", until=until)
        self.assertIn("pause", " ".join(self.decided()).lower())
        self.assertFalse(self.customer.activity_ids)
        self.assertEqual(self.file().hold, "warn")
