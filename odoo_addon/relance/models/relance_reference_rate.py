"""Rates of the law that are newer than those that come with Relance, or correct them.

A half-year whose rate is missing leaves late-payment charges out, which is said; nothing is extrapolated.
"""

from decimal import Decimal

from relance_sync.errors import RelanceError
from relance_sync.plain_law import plain_law
from relance_sync.rules.reference_rates import HalfYearRate

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RelanceReferenceRate(models.Model):
    _name = "relance.reference.rate"
    _description = "Reference Rate of the Law"
    _order = "table, since desc"
    _rec_name = "table"

    table = fields.Selection(
        [
            ("ecb_refinancing", "European Central Bank: main refinancing rate"),
            ("fr_legal_rate", "France: legal interest rate, professional creditors"),
            ("boe_official", "Bank of England: official rate"),
        ],
        required=True,
    )
    since = fields.Date(required=True, help="1 January or 1 July: the rate in force on this day.")
    percent = fields.Float(
        digits=(6, 2), required=True, help="The rate itself, without the points that the law adds."
    )
    source = fields.Char(required=True, help="Where you read it")

    _table_since_unique = models.Constraint('UNIQUE("table", since)', "There is one rate for each half-year.")

    @api.constrains("table", "since", "percent")
    def _check_tables(self):
        try:
            plain_law(self._newer())
        except (ValueError, RelanceError) as problem:
            raise ValidationError(getattr(problem, "user_message", str(problem))) from problem

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        self._forget_policies()
        return made

    def write(self, vals):
        done = super().write(vals)
        self._forget_policies()
        return done

    def unlink(self):
        done = super().unlink()
        self._forget_policies()
        return done

    @api.model
    def _forget_policies(self) -> None:
        """Let policies be read anew, in every worker of Odoo: they hold the law that counts for them."""
        self.env.registry.clear_cache()

    @api.model
    def _newer(self) -> dict[str, list[HalfYearRate]]:
        """Return the rates people have added, by table."""
        # Whoever reads a policy is told the law that counts for it.
        found: dict[str, list[HalfYearRate]] = {}
        for each in self.sudo().search([]):
            rate = HalfYearRate(since=each.since, percent=Decimal(f"{each.percent:.2f}"), source=each.source)
            found.setdefault(each.table, []).append(rate)
        return found
