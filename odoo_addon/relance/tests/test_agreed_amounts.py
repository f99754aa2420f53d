from datetime import timedelta

from dateutil.relativedelta import relativedelta

from relance_sync.rules.limitation import Ground

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ..inside.office import Office
from .common import RelanceCase


@tagged("post_install", "-at_install")
class TestAgreedAmounts(RelanceCase):
    def setUp(self):
        super().setUp()
        self.move = self.bill(amount=1000, late=20)
        self.sync()

    def form(self, button):
        """Open the form behind a button of the account file, as the controller."""
        action = getattr(self.file().with_user(self.controller), button)()
        model = self.env[action["res_model"]].with_user(self.controller)
        return Form(model.with_context(**action["context"]))

    def decided(self):
        return " ".join(self.file().decision_ids.filtered("current").mapped("text"))

    def notes(self):
        return " ".join(self.file().message_ids.mapped("body"))

    def past(self, model, **values):
        """Record something as it was agreed ten days ago."""
        values = {"account_id": self.file().id, "made_on": self.today - timedelta(days=10), **values}
        return self.env[model].create(values)

    def plan(self, *parts, **values):
        commands = [
            Command.create({"due": self.today + timedelta(days=days), "amount": amount})
            for days, amount in parts
        ]
        return self.past("relance.payment.plan", part_ids=commands, **values)

    def test_a_payment_plan_is_split_to_the_cent_and_takes_the_place_of_the_due_dates(self):
        form = self.form("action_payment_plan")
        self.assertEqual(form.open_now, 1000)
        form.count, form.first_on = 3, self.today + timedelta(days=5)
        form.note = "By phone"
        plan = form.save()
        self.assertEqual(plan.part_ids.mapped("amount"), [333.34, 333.33, 333.33])
        self.assertEqual((plan.state, plan.next_amount), ("open", 333.34))
        self.assertEqual(plan.next_due, self.today + timedelta(days=5))
        self.assertIn("a payment plan runs", self.decided().lower())
        self.assertFalse(self.customer.activity_ids)
        for told in ("Payment plan recorded: pays", "333.34", "Told by controller", "By phone"):
            self.assertIn(told, self.notes())

    def test_ending_a_plan_lets_the_chase_go_on(self):
        plan = self.plan((5, 1000))
        plan.with_user(self.controller).action_end()
        self.assertEqual((plan.state, plan.closed_on), ("closed", self.today))
        self.assertNotIn("payment plan", self.decided().lower())
        self.assertIn("ended. What is still open is chased again.", self.notes())

    def test_a_missed_instalment_breaks_the_plan_for_good(self):
        plan = self.plan((-5, 500), (20, 500))
        self.assertEqual((plan.state, plan.next_due), ("broken", False))
        self.assertIn("payment plan was not kept", self.decided().lower())
        self.pay(self.move)
        self.sync()
        self.assertEqual(plan.state, "broken")

    def test_what_cannot_be_agreed_is_refused(self):
        day = self.today + timedelta(days=5)
        parts = lambda *amounts: [  # noqa: E731
            Command.create({"due": day + timedelta(days=each), "amount": amount})
            for each, amount in enumerate(amounts)
        ]
        for values, told in (
            ({"part_ids": []}, "at least one instalment"),
            ({"part_ids": parts(0)}, "above zero"),
            ({"part_ids": parts(600, 600)}, "add up to"),
            ({"part_ids": [*parts(1), *parts(2)]}, "same day"),
        ):
            with self.assertRaisesRegex(ValidationError, told), self.env.cr.savepoint():
                self.env["relance.payment.plan"].create({"account_id": self.file().id, **values})
        for pays, told in ((0, "what the customer pays"), (1000, "Nothing would be waived")):
            with self.assertRaisesRegex(ValidationError, told), self.env.cr.savepoint():
                self.past("relance.settlement", due=day, pays=pays)

    def test_a_second_agreement_about_the_same_invoice_is_refused(self):
        self.plan((5, 1000), invoice_ids=[Command.set(self.move.ids)])
        with self.assertRaisesRegex(ValidationError, "runs already"), self.env.cr.savepoint():
            self.past("relance.settlement", due=self.today, pays=800)
        other = self.bill(amount=300, late=3)
        settlement = self.past(
            "relance.settlement", due=self.today, pays=200, invoice_ids=[Command.set(other.ids)]
        )
        self.assertEqual((settlement.waived, settlement.state), (100, "open"))

    def test_a_kept_settlement_leaves_the_rest_alone_and_tells_a_colleague(self):
        settlement = self.past("relance.settlement", due=self.today + timedelta(days=2), pays=800)
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.move.ids
        )
        wizard.create({"payment_date": self.today, "amount": 800})._create_payments()
        self.sync()
        self.assertEqual(settlement.state, "kept")
        self.assertIn("settlement was kept", self.decided().lower())
        self.assertEqual(len(self.customer.activity_ids), 1)

    def test_a_broken_promise_resumes_the_chase_and_tells_a_colleague(self):
        self.assertTrue(self.customer.activity_ids)
        promise = self.past("relance.promise", due=self.today + timedelta(days=3))
        self.assertEqual(promise.state, "open")
        self.assertFalse(self.customer.activity_ids)
        promise.write({"due": self.today - timedelta(days=5)})
        self.assertEqual(promise.state, "broken")
        self.assertIn("promise to pay by", self.decided().lower())
        self.assertTrue(self.customer.activity_ids)

    def test_an_interruption_reaches_the_rules_until_it_is_taken_out(self):
        self.follow(
            'default_plan = "one"\nlimitation = { country = "FR" }\n[plans.one]\nsteps = [{ id = "mail",'
            ' after_due = 5, stage = "amicable", channel = "email", tone = "neutral" }]'
        )
        self.sync()
        file, years = self.file(), relativedelta(years=5)
        self.assertEqual(file.limitation_on, self.move.invoice_date_due + years)
        form = self.form("action_interruption")
        form.ground, form.day, form.proof = "acknowledgement", self.today, "letter.pdf"
        fact = form.save()
        office = Office(self.company)
        told = office.accounts(self.customer)[self.customer.id].interruptions
        self.assertEqual(
            [(each.fact.ground, each.fact.proof, each.fact.confirmed_by) for each in told],
            [(Ground.ACKNOWLEDGEMENT, "letter.pdf", self.controller.name)],
        )
        self.assertEqual(file.limitation_on, self.today + years)
        fact.with_user(self.controller).action_end()
        self.assertEqual(file.limitation_on, self.move.invoice_date_due + years)
        self.assertFalse(office.accounts(self.customer)[self.customer.id].interruptions)
        with self.assertRaisesRegex(ValidationError, "is a fact"):
            self.env["relance.interruption"].create(
                {
                    "account_id": self.file().id,
                    "ground": "court_claim",
                    "day": self.today + timedelta(days=1),
                    "proof": "x",
                }
            )
