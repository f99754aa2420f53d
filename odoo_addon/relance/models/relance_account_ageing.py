"""What is open by days late, in the policy's ageing buckets, as of the last assessment."""

from decimal import Decimal

from markupsafe import Markup

from relance_sync.rules.account import Account
from relance_sync.rules.decisions import Assessment
from relance_sync.rules.explain import format_money
from relance_sync.rules.exposure import ageing
from relance_sync.rules.money import Money

from odoo import api, fields, models

from ..inside.office import Office

# The later, the redder.
_COLOURS = ("bg-success", "bg-info", "bg-warning", "bg-danger", "bg-dark")


class RelanceAccount(models.Model):
    _inherit = "relance.account"

    ageing = fields.Json(readonly=True, help="Open amounts by days late, in the company's currency")
    ageing_table = fields.Html(compute="_compute_ageing_table", sanitize=False, string="By Days Late")

    def _figures(self, assessment: Assessment, account: Account, office: Office) -> dict:
        buckets = ageing(account, office.policy.buckets, office.today)
        told = [{"low": each.low, "high": each.high, "amount": str(each.amount)} for each in buckets]
        return {**super()._figures(assessment, account, office), "ageing": told}

    @api.depends("ageing", "currency_id")
    @api.depends_context("lang")
    def _compute_ageing_table(self):
        for file in self:
            amounts = [Decimal(each["amount"]) for each in file.ageing or []]
            whole = sum(amounts)
            if not whole:
                file.ageing_table = False
                continue
            last = len(_COLOURS) - 1
            rows = [
                Markup(
                    "<tr><td>%s</td><td class='text-end text-nowrap'>%s</td><td class='w-50 align-middle'>"
                    "<div class='progress'><div class='progress-bar %s' style='width: %s%%'></div></div>"
                    "</td></tr>"
                )
                % (
                    file._span(bucket),
                    file._amount(amount),
                    _COLOURS[min(place, last)],
                    amount * 100 // whole,
                )
                for place, (bucket, amount) in enumerate(zip(file.ageing, amounts, strict=True))
            ]
            file.ageing_table = Markup("<table class='table table-sm mb-0'>%s</table>") % Markup().join(rows)

    def _span(self, bucket: dict) -> str:
        """Name a bucket by its days late."""
        low, high = bucket["low"], bucket["high"]
        if low is None:
            return self.env._("Not due")
        if high is None:
            return self.env._("More than %s days", low - 1)
        return self.env._("%(low)s to %(high)s days", low=low, high=high)

    def _amount(self, amount: Decimal) -> str:
        return format_money(Money(amount=amount, currency=self.currency_id.name), self._language())
