"""The history of decisions: codes and figures, put into words for whoever reads them."""

from relance_sync.rules.decisions import Alert, CloseTask, Hold, Release, Remind, Wait
from relance_sync.rules.explain import explain, headline
from relance_sync.rules.reason_data import reason_from, reason_json

from odoo import api, fields, models

_KINDS = {
    Remind: "remind",
    Wait: "wait",
    Hold: "hold",
    Release: "release",
    CloseTask: "close_task",
    Alert: "alert",
}


class RelanceDecision(models.Model):
    _name = "relance.decision"
    _description = "Credit Control Decision"
    _order = "id desc"
    _rec_name = "kind"
    _check_company_auto = True

    account_id = fields.Many2one("relance.account", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    day = fields.Date(required=True)
    kind = fields.Selection(
        [
            ("remind", "Remind"),
            ("wait", "Wait"),
            ("hold", "Hold orders"),
            ("release", "Release orders"),
            ("close_task", "Close a task"),
            ("alert", "Alert"),
        ],
        required=True,
    )
    current = fields.Boolean(default=True, help="It is of the last assessment.")
    mode = fields.Char()
    policy_version = fields.Char()
    headline = fields.Json(help="What was decided, in words by language")
    reasons = fields.Json(help="Code and figures of each reason")
    text = fields.Text(compute="_compute_text")

    @api.depends("headline", "reasons")
    @api.depends_context("lang", "tz")
    def _compute_text(self):
        language = self.env["relance.account"]._language()
        today = fields.Date.context_today(self)
        for each in self:
            sentences = [explain(reason_from(said), today, language) for said in each.reasons or []]
            each.text = " ".join([f"{(each.headline or {}).get(language, each.kind)}.", *sentences])

    @api.model
    def _keep(self, assessments: dict, office) -> None:
        """Write decisions down, by file, unless they are those of the last time."""
        numbers = [file.id for file in assessments]
        current = self.search([("account_id", "in", numbers), ("current", "=", True)], order="id")
        before = current.grouped("account_id")
        values, overtaken = [], self.browse()
        for file, assessment in assessments.items():
            last = before.get(file, self.browse())
            now = [_values(each) for each in assessment.decisions]
            if now == [{name: each[name] for name in ("kind", "headline", "reasons")} for each in last]:
                continue
            overtaken |= last
            shared = {
                "account_id": file.id,
                "day": assessment.today,
                "mode": str(office.mode),
                "policy_version": assessment.policy_version,
            }
            values += [{**shared, **each} for each in now]
        overtaken.current = False
        self.create(values)


def _values(decision) -> dict:
    reasons = [*decision.reasons, *getattr(decision, "release", ())]
    return {
        "kind": _KINDS[type(decision)],
        "headline": {each: headline(decision, each) for each in ("en", "fr")},
        "reasons": [reason_json(each) for each in reasons],
    }
