from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from ..inside.office import Office
from .common import RelanceCase


@tagged("post_install", "-at_install")
class TestBooks(RelanceCase):
    """What is read of a customer who has paid much: less than everything, and the same decisions."""

    def setUp(self):
        super().setUp()
        self.other = self.customer.copy({"name": "Screws"})
        day = self.today - timedelta(days=200)
        for number in range(6):
            self.pay(self.bill(amount=100 + number, late=230 - number), day=day + timedelta(days=number))
        self.pay(self.bill(amount=700, late=60), day=self.today - timedelta(days=3))
        self.open = self.bill(amount=5000, late=20)
        self.half_paid = self.bill(amount=900, late=40)
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.half_paid.ids
        )
        wizard.create({"amount": 400, "payment_date": self.today})._create_payments()
        credited = self.bill(amount=50, late=300)
        credited._reverse_moves([{"invoice_date": self.today}], cancel=True)
        self.pay_for_the_other()
        self.two_parts()
        self.env.flush_all()

    def pay_for_the_other(self):
        """Let the other customer's payment settle an invoice of ours."""
        invoice = self.bill(amount=321, late=80)
        payment = self.env["account.payment"].create(
            {"partner_id": self.other.id, "payment_type": "inbound", "amount": 321, "date": self.today}
        )
        payment.action_post()
        lines = (payment.move_id | invoice).line_ids.filtered(
            lambda each: each.account_id.account_type == "asset_receivable"
        )
        lines.reconcile()

    def two_parts(self):
        """Have an invoice in two parts, of which the first is paid."""
        term = self.env["account.payment.term"].create(
            {
                "name": "Halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 60}),
                ],
            }
        )
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.other.id,
                "invoice_date": fields.Date.to_string(self.today - timedelta(days=90)),
                "invoice_payment_term_id": term.id,
                "invoice_line_ids": [
                    Command.create({"name": "Nuts", "price_unit": 600, "tax_ids": [Command.clear()]})
                ],
            }
        )
        move.action_post()
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizard.create({"amount": 300, "payment_date": self.today - timedelta(days=50)})._create_payments()

    def test_histories_are_those_of_the_whole_books(self):
        office, partners = Office(self.company), self.customer | self.other
        whole = office.reader.customer_books(partners.ids).customers
        short = office.reader.customer_books(partners.ids, self.today - timedelta(days=90)).customers
        self.assertEqual([len(each.history) for each in whole], [7, 1])
        for all_, some in zip(whole, short, strict=True):
            self.assertEqual(some.history, all_.history)
            self.assertEqual((some.customer, some.credits), (all_.customer, all_.credits))
            self.assertEqual(some.balance, all_.balance)
        self.assertEqual(
            sorted(map(str, office.reader.histories(partners.ids))),
            sorted(str(line) for each in whole for line in each.history),
        )
        self.assertLessEqual(set(partners.ids), set(office.reader.payers()))

    def test_paid_invoices_and_old_payments_are_left_out(self):
        [books] = (
            Office(self.company)
            .reader.customer_books(self.customer.ids, self.today - timedelta(days=90))
            .customers
        )
        self.assertEqual({each.id for each in books.invoices}, {str(self.open.id), str(self.half_paid.id)})
        self.assertEqual(len(books.payments), 2)

    def test_a_returned_payment_is_read_however_old_it_is(self):
        payment = self.env["account.payment"].search(
            [("partner_id", "=", self.customer.id)], order="date", limit=1
        )
        day = payment.date + timedelta(days=4)
        payment.move_id._reverse_moves([{"date": day}], cancel=True)
        self.env.flush_all()
        [account] = Office(self.company).accounts(self.customer).values()
        self.assertEqual([each.returned_on for each in account.payments if each.returned_on], [day])

    def test_everything_is_read_where_an_agreement_is_judged_by_it(self):
        self.sync()
        self.env["relance.promise"].create(
            {"account_id": self.file().id, "due": self.today + timedelta(days=5)}
        )
        accounts = Office(self.company).accounts(self.customer | self.other)
        self.assertGreater(len(accounts[self.customer.id].invoices), 8)
        self.assertEqual(len(accounts[self.other.id].invoices), 1)
