"""What the customers of a company are graded against from a day on; all are kept."""

from decimal import Decimal

from relance_sync.rules.calibration import KeptCalibration
from relance_sync.rules.score import Calibration, Limits, Portfolio

from odoo import api, fields, models


class RelanceCalibration(models.Model):
    _name = "relance.calibration"
    _description = "Credit Control Calibration"
    _order = "day desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    day = fields.Date(required=True)
    card = fields.Char(required=True, help="Digest of the points card it was made for")
    paid = fields.Integer(help="Installments paid")
    late = fields.Integer(help="Those of them that were paid late")
    ends = fields.Json(help="Where the grades A, B and C end, in points")
    ends_on = fields.Date()

    @api.model
    def _newest(self, company, today) -> KeptCalibration | None:
        found = self.search([("company_id", "=", company.id), ("day", "<=", today)], limit=1)
        if not found:
            return None
        limits = None
        if found.ends:
            limits = Limits(ends=tuple(Decimal(each) for each in found.ends), on=found.ends_on or None)
        portfolio = Portfolio(paid=found.paid, late=found.late)
        calibration = Calibration(on=found.day, portfolio=portfolio, limits=limits)
        return KeptCalibration(calibration=calibration, card=found.card)

    @api.model
    def _keep(self, company, kept: KeptCalibration) -> None:
        """Keep a calibration; a second one of the same day takes the place of the first."""
        made = kept.calibration
        self.search([("company_id", "=", company.id), ("day", "=", made.on)]).unlink()
        self.create(
            {
                "company_id": company.id,
                "day": made.on,
                "card": kept.card,
                "paid": made.portfolio.paid,
                "late": made.portfolio.late,
                "ends": [str(each) for each in made.limits.ends] if made.limits else False,
                "ends_on": made.limits.on if made.limits else False,
            }
        )
