"""How well a company gets paid: each indicator as last measured. Nothing is decided by it.

The figures and their words are those of `relance kpi`: see `inside.indicators`.
"""

import json
import logging
from decimal import Decimal

from relance_sync.errors import RelanceError
from relance_sync.report.indicators import Indicator, Measure
from relance_sync.report.words import label
from relance_sync.rules.explain import LANGUAGES, format_money
from relance_sync.rules.exposure import Bucket
from relance_sync.rules.money import Money

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..inside.indicators import MAIN, Measured, measure, told
from ..inside.office import Office

_logger = logging.getLogger(__name__)

_AGEING = "ageing"
_OVERDUE = [("overdue", ">", 0)]
_OWING = [("exposure", "!=", 0)]
_DISPUTED = [("dispute_ids", "any", [("closed_on", "=", False)])]
# Which accounts stand behind a figure; what is not named here is about those who owe.
_BEHIND = {
    **dict.fromkeys(
        (
            _AGEING,
            Measure.DELINQUENT_BALANCE,
            Measure.DELINQUENT_COUNT_BACK,
            Measure.PAST_DUE_DSO,
            Measure.CEI,
            Measure.PAYMENT_DELAY,
            Measure.ON_TIME_COUNT,
            Measure.ON_TIME_AMOUNT,
            Measure.RECOVERY,
            Measure.UNPAID,
            Measure.OVERDUE_SHARE,
        ),
        _OVERDUE,
    ),
    **dict.fromkeys((Measure.DISPUTE_COUNT, Measure.DISPUTE_AMOUNT), _DISPUTED),
    Measure.PROMISE_KEPT: [("promise_ids", "!=", False)],
    Measure.UTILISATION: [("has_limit", "=", True)],
}


class RelanceIndicator(models.Model):
    _name = "relance.indicator"
    _description = "Credit Control Indicator"
    _order = "company_id, sequence, id"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    measure = fields.Char(required=True, readonly=True, help="Its name in relance kpi")
    sequence = fields.Integer(readonly=True)
    main = fields.Boolean(readonly=True, help="It stands on the dashboard.")
    day = fields.Date(string="Measured On", readonly=True)
    value = fields.Float(readonly=True, aggregator=None, help="Days or percent")
    known = fields.Boolean(readonly=True, help="It could be measured.")
    state = fields.Selection(
        [("met", "On target"), ("missed", "Off target"), ("none", "No target")], readonly=True
    )
    words = fields.Json(readonly=True, help="Figure, target and explanation in words, by language")
    bars = fields.Json(readonly=True, help="Open amounts by days late")
    month_ids = fields.One2many("relance.indicator.month", "indicator_id", readonly=True)
    name = fields.Char(compute="_compute_words")
    figure = fields.Char(compute="_compute_words")
    target = fields.Char(compute="_compute_words")
    before = fields.Char(string="A Month Before", compute="_compute_words")
    how = fields.Char(string="How It Is Computed", compute="_compute_words")
    reason = fields.Char(string="Why There Is No Figure", compute="_compute_words")
    graph_type = fields.Char(compute="_compute_graph")
    graph = fields.Text(compute="_compute_graph")

    _measure_unique = models.Constraint(
        "UNIQUE(company_id, measure)", "There is one figure for each company and indicator."
    )

    @api.depends("measure", "words")
    @api.depends_context("lang")
    def _compute_words(self):
        language = self.env["relance.account"]._language()
        for each in self:
            words = (each.words or {}).get(language, {})
            ages, _, currency = each.measure.partition(" ")
            if ages == _AGEING:
                each.name = self.env._("Open by days late, %s", currency)
            else:
                each.name = label(Measure(each.measure), language)
            for name in ("figure", "target", "before", "how"):
                each[name] = words.get(name)
            each.reason = words.get("why")

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for each in self:
            each.display_name = each.name

    @api.depends("bars", "month_ids.value")
    @api.depends_context("lang")
    def _compute_graph(self):
        span = self.env["relance.account"]._span
        for each in self:
            if each.bars:
                each.graph_type = "bar"
                values = [
                    {
                        "label": span(bar),
                        "value": float(bar["amount"]),
                        "type": "future" if bar["low"] is None else "past",
                    }
                    for bar in each.bars
                ]
            else:
                each.graph_type = "line"
                values = [
                    {"x": format_date(self.env, month.month, date_format="MMM y"), "y": round(month.value, 1)}
                    for month in each.month_ids.sorted("month")
                ]
            each.graph = json.dumps([{"values": values, "key": each.name, "title": ""}])

    # Measuring

    def action_measure(self):
        """Measure the current company now; a button."""
        self.check_access("read")
        try:
            self._measure(Office(self.env.company))
        except RelanceError as problem:
            raise UserError(problem.user_message) from problem
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _cron_measure(self):
        """Measure every company; one with wrong settings does not stop the others."""
        cron, companies = self.env["ir.cron"], self.env["res.company"].search([])
        in_time = cron._commit_progress(remaining=len(companies))
        for company in companies:
            if not in_time:
                return
            try:
                self._measure(Office(company))
            except RelanceError as problem:
                _logger.warning("The indicators of %s were not measured: %s", company.name, problem)
            in_time = cron._commit_progress(1)

    @api.model
    def _measure(self, office: Office) -> None:
        # Figures are of everything the company is owed, whoever asks: the office's rights.
        indicators = self.with_env(office.env)
        months = self.env["relance.indicator.month"].with_env(office.env)
        measured = measure(office, months._known(office.company))
        known = {each.measure: each for each in indicators.search([("company_id", "=", office.company.id)])}
        for place, each in enumerate(Measure):
            indicator = indicators._keep(known, office, str(each), place, _values(measured, each))
            months._keep(indicator, [*measured.past.values(), measured.now], each)
        kept = {
            f"{_AGEING} {currency}": _ages(currency, buckets) for currency, buckets in measured.ageing.items()
        }
        for place, (name, values) in enumerate(kept.items()):
            indicators._keep(known, office, name, place - len(kept), values)
        gone = [
            each for name, each in known.items() if name.partition(" ")[0] == _AGEING and name not in kept
        ]
        indicators.union(*gone).unlink()

    @api.model
    def _keep(self, known: dict, office: Office, name: str, place: int, values: dict):
        values = {**values, "day": office.today, "sequence": place}
        if name in known:
            known[name].write(values)
            return known[name]
        return self.create({**values, "company_id": office.company.id, "measure": name})

    # Buttons

    def action_open_accounts(self):
        """Show the accounts behind the figure."""
        self.ensure_one()
        behind = _BEHIND.get(self.measure.partition(" ")[0], _OWING)
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "relance.account",
            "views": [
                [False, "list"],
                [False, "kanban"],
                [False, "graph"],
                [False, "pivot"],
                [False, "form"],
            ],
            "domain": [("company_id", "=", self.company_id.id), *behind],
        }

    def action_open_months(self):
        """Show the figure month by month."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "relance.indicator.month",
            "views": [[False, "graph"], [False, "list"]],
            "domain": [("indicator_id", "=", self.id)],
            # A month without a figure is not a month of nought.
            "context": {"fill_temporal": False},
        }


def _values(measured: Measured, measure: Measure) -> dict:
    now, before = measured.now[measure], measured.before[measure]
    return {
        "main": measure in MAIN,
        "value": float(now.value or 0),
        "known": now.value is not None,
        "state": _state(now),
        "words": {each: told(now, before, measured.targets, each) for each in LANGUAGES},
    }


def _state(indicator: Indicator) -> str:
    if indicator.met is None:
        return "none"
    return "met" if indicator.met else "missed"


def _ages(currency: str, buckets: tuple[Bucket, ...]) -> dict:
    whole = Money(amount=sum((each.amount for each in buckets), Decimal(0)), currency=currency)
    return {
        "main": True,
        "value": float(whole.amount),
        "known": True,
        "state": "none",
        "words": {each: {"figure": format_money(whole, each)} for each in LANGUAGES},
        "bars": [{"low": each.low, "high": each.high, "amount": str(each.amount)} for each in buckets],
    }
