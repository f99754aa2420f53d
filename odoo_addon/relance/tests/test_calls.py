from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..inside.office import Office
from .common import RelanceCase


@tagged("post_install", "-at_install")
class TestCalls(RelanceCase):
    def setUp(self):
        super().setUp()
        self.move = self.bill(amount=5000, late=20)

    def call(self, **values):
        """Note a call through its form, as the controller."""
        action = self.file().with_user(self.controller).action_call()
        wizard = self.env["relance.call.result"].with_user(self.controller)
        form = Form(wizard.with_context(**action["context"]))
        for name, value in values.items():
            setattr(form, name, value)
        form.save().action_record()
        return self.file().call_ids[:1]

    def contacts(self):
        told = Office(self.company).accounts(self.customer)[self.customer.id].all_contacts
        return [(each.channel, each.day) for each in told]

    def task(self, channel="call"):
        """Make the open task one of that channel."""
        self.sync()
        task = self.file().receipt_ids.filtered("is_task")
        task.sudo().channel = channel
        return task

    def test_a_call_that_was_asked_for_closes_its_task_and_is_the_contact_it_counts_as(self):
        task = self.task()
        before = self.contacts()
        call = self.call(note="Wants to pay soon")
        self.assertFalse(task._activities())
        self.assertEqual(task.closed_on, self.today)
        self.assertFalse(call.counts)
        self.assertEqual(self.contacts(), before)
        self.assertIn("Wants to pay soon", " ".join(self.customer.message_ids.mapped("body")))
        self.assertIn("Call on", " ".join(self.file().message_ids.mapped("body")))

    def test_another_call_is_a_contact_if_somebody_was_reached(self):
        self.task("todo")
        self.call(reached="not_reached")
        self.assertNotIn(("call", self.today), self.contacts())
        call = self.call(person="Ms Bolt")
        self.assertIn(("call", self.today), self.contacts())
        call.with_user(self.controller).action_end()
        self.assertNotIn(("call", self.today), self.contacts())

    def test_a_promise_made_on_the_phone_is_recorded_with_who_said_so(self):
        self.task()
        due = self.today + timedelta(days=4)
        self.call(outcome="promise", promise_due=due, promise_amount=500, person="Ms Bolt")
        promise = self.file().promise_ids
        self.assertEqual((promise.due, promise.amount, promise.source), (due, 500, "Ms Bolt"))
        self.assertEqual(promise.state, "open")

    def test_disputed_invoices_are_taken_out_one_by_one(self):
        self.task()
        other = self.bill(amount=300, late=9)
        self.bill(amount=200, late=9)
        self.call(outcome="dispute", dispute_reason="price", invoice_ids=self.move | other)
        disputes = self.file().dispute_ids
        self.assertEqual(set(disputes.invoice_id.ids), {self.move.id, other.id})
        self.assertEqual(disputes.mapped("reason"), ["price", "price"])

    def test_calling_back_is_an_activity_of_who_looks_after_the_account(self):
        self.task()
        day = self.today + timedelta(days=2)
        self.file().collector_id = self.controller
        self.call(reached="not_reached", outcome="call_back", call_back_on=day)
        activity = self.customer.activity_ids.filtered(lambda each: "back" in (each.summary or ""))
        self.assertEqual((activity.date_deadline, activity.user_id), (day, self.controller))
        self.call(outcome="nothing")
        self.assertNotIn(activity, self.customer.activity_ids)

    def test_only_who_was_reached_promises(self):
        self.task()
        values = {"account_id": self.file().id, "reached": "message", "outcome": "promise"}
        wizard = self.env["relance.call.result"].create({**values, "promise_due": self.today})
        with self.assertRaises(UserError):
            wizard.action_record()

    def hand_over(self, **values):
        lawyer = self.env["res.partner"].create({"name": "Maître Dupont"})
        action = self.file().with_user(self.controller).action_hand_over()
        hand_overs = self.env["relance.hand.over"].with_user(self.controller)
        form = Form(hand_overs.with_context(**action["context"]))
        form.handed_to_id = lawyer
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()

    def test_a_debt_handed_over_is_at_that_stage_and_nobody_else_reminds_of_it(self):
        self.task()
        self.bill(amount=300, late=-3)
        made = self.hand_over(route="court")
        self.assertEqual((made.invoice_ids, made.amount), (self.move, 5000))
        self.assertIn(self.move.name, made.documents)
        self.assertIn("Gather", made.documents)
        self.assertEqual(self.file().stage, "handed_over")
        self.assertFalse(self.file().receipt_ids.filtered("is_task")._activities().exists())
        (told,) = Office(self.company).accounts(self.customer)[self.customer.id].hand_overs
        self.assertEqual((told.to, told.invoices), ("Maître Dupont", (str(self.move.id),)))
        said = (
            self.file()
            .decision_ids.filtered(lambda each: each.current and each.kind == "wait")
            .mapped("text")
        )
        self.assertIn("was handed over to Maître Dupont", " ".join(said))
        notes = " ".join(self.file().message_ids.mapped("body"))
        self.assertIn("Handed over to Maître Dupont", notes)
        self.pay(self.move)
        self.sync()
        self.assertEqual((made.state, self.file().stage), ("over", "current"))

    def test_a_debt_taken_back_is_chased_again(self):
        self.task()
        stage = self.file().stage
        made = self.hand_over()
        made.with_user(self.controller).action_end()
        self.assertEqual((self.file().stage, made.state), (stage, "closed"))

    def test_without_a_step_in_the_policy_it_is_recorded_all_the_same(self):
        self.task()
        self.follow(
            'default_plan = "one"\n[plans.one]\nsteps = [{ id = "mail", after_due = 5, stage = "amicable",'
            ' channel = "email", tone = "neutral" }]'
        )
        made = self.hand_over()
        self.assertEqual(made.state, "open")
        self.assertEqual(self.file().decision_ids.filtered("current").mapped("kind"), ["wait"])
        self.assertFalse(self.customer.activity_ids)
