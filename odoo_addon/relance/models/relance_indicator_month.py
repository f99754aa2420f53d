"""An indicator month by month. Of months before the first measuring, it is restated from the books."""

from relance_sync.report.indicators import Indicators, Measure

from odoo import api, fields, models


class RelanceIndicatorMonth(models.Model):
    _name = "relance.indicator.month"
    _description = "Credit Control Indicator of a Month"
    _order = "month, id"
    _rec_name = "month"
    _check_company_auto = True

    indicator_id = fields.Many2one("relance.indicator", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="indicator_id.company_id", store=True, index=True)
    month = fields.Date(required=True, help="Its first day")
    day = fields.Date(string="Measured As Of", required=True)
    value = fields.Float(aggregator="avg", help="Days or percent")

    _month_unique = models.Constraint(
        "UNIQUE(indicator_id, month)", "There is one figure for each indicator and month."
    )

    @api.model
    def _known(self, company) -> list:
        """Return the first days of the months of which something is kept."""
        kept = self._read_group([("company_id", "=", company.id)], [], ["month:array_agg_distinct"])
        return kept[0][0] or []

    @api.model
    def _keep(self, indicator, found: list[Indicators], measure: Measure) -> None:
        """Keep what was found; of a month that runs, the latest takes the place of the one before."""
        before = {each.month: each for each in indicator.month_ids}
        new = []
        for each in found:
            value, month = each[measure].value, each.as_of.replace(day=1)
            if value is None:
                before.get(month, self.browse()).unlink()
            elif month in before:
                before[month].write({"day": each.as_of, "value": float(value)})
            else:
                new.append(
                    {
                        "indicator_id": indicator.id,
                        "month": month,
                        "day": each.as_of,
                        "value": float(value),
                    }
                )
        self.create(new)
