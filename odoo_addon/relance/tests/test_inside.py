from datetime import date, datetime
from decimal import Decimal

from relance_sync.errors import Skip

from odoo.tests import TransactionCase, tagged

from ..inside.rpc import InsideRpc, plain


@tagged("post_install", "-at_install")
class TestInside(TransactionCase):
    def test_values_are_those_of_the_wire(self):
        given = {
            "amount": 12.1,
            "day": date(2026, 11, 4),
            "at": datetime(2026, 11, 4, 8, 5),
            "many2one": (7, "Bolt"),
            "records": self.env.company,
            "none": None,
            "no": False,
        }
        self.assertEqual(
            plain(given),
            {
                "amount": Decimal("12.1"),
                "day": "2026-11-04",
                "at": "2026-11-04 08:05:00",
                "many2one": [7, "Bolt"],
                "records": self.env.company.ids,
                "none": None,
                "no": False,
            },
        )

    def test_rows_taken_from_columns_are_those_of_odoo_itself(self):
        rpc = InsideRpc(self.env)
        # Numbers are all that is asked of these.
        unnamed = {"move_id", "partner_id", "commercial_partner_id", "payment_id"}
        for model, names in {
            "account.move": "name commercial_partner_id invoice_date currency_id no_followup state move_type",
            "account.move.line": "amount_currency date_maturity move_id partner_id payment_id no_followup",
            "res.partner": "name category_id credit_limit is_company lang user_id country_id write_date",
            "res.currency": "name rounding symbol",
            "mail.message": "body date",
        }.items():
            with self.subTest(model):
                fields = names.split()
                rows = rpc.call(model, "search_read", domain=[], fields=fields, order="id asc", limit=500)
                records = self.env[model].with_context({})  # pylint: disable=context-overridden
                expected = plain(records.search_read([], fields, order="id asc", limit=500))
                for row in (*rows, *expected):
                    row.update({name: row[name] and row[name][0] for name in unnamed & row.keys()})
                self.assertTrue(rows)
                self.assertEqual(rows, expected)

    def test_groups_are_those_of_odoo_itself(self):
        rpc = InsideRpc(self.env)
        for by in ("partner_id", "partner_id.commercial_partner_id", "currency_id"):
            for sums in ([], ["amount_residual:sum"]):
                with self.subTest(f"{by} {sums}"):
                    asked = {"domain": [("account_id", "!=", False)], "groupby": [by], "aggregates": sums}
                    groups = rpc.call("account.move.line", "formatted_read_group", **asked)
                    records = self.env["account.move.line"].with_context({})  # pylint: disable=context-overridden
                    expected = plain(records.formatted_read_group(**asked))
                    for group in (*groups, *expected):
                        group[by] = group[by] and group[by][0]
                        group.pop("__extra_domain", None)
                    self.assertTrue(groups)
                    # In which order does not matter; theirs takes the names.
                    self.assertCountEqual(groups, expected)

    def test_a_refused_write_is_a_skip(self):
        rpc = InsideRpc(self.env)
        partner = self.env["res.partner"].create({"name": "Bolt"})
        with self.assertRaises(Skip), self.env.cr.savepoint():
            rpc.call("res.partner", "write", ids=partner.ids, vals={"parent_id": partner.id})
        rpc.call("res.partner", "write", ids=partner.ids, vals={"name": "Nuts"})
        self.assertEqual(partner.name, "Nuts")

    def test_private_methods_stay_private(self):
        with self.assertRaises(Exception) as refused:
            InsideRpc(self.env).call("res.partner", "_compute_display_name")
        self.assertIn("_compute_display_name", str(refused.exception))
