"""The history of decisions: codes and figures, put into words for whoever reads them.

A run writes those of a batch down with one statement (`inside.rows`): nobody may make or change one, nothing
is computed of them, and whoever wants Odoo to react to decisions does it on the account file, whose stage,
grade and hold are written as ever.
"""

from relance_sync.rules.explain import explain
from relance_sync.rules.reason_data import reason_from

from odoo import api, fields, models

from ..inside.rows import insert


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

    @api.depends("headline", "reasons", "current", "day")
    @api.depends_context("lang", "tz")
    def _compute_text(self):
        today = fields.Date.context_today(self)
        for each in self:
            each.text = each._words_on(today if each.current else each.day)

    def _words_on(self, day) -> str:
        """Say what was decided and why, as it read on a day: "20 days late" is another day's word later."""
        language = self.env["relance.account"]._language()
        sentences = [explain(reason_from(said), day, language) for said in self.reasons or []]
        return " ".join([f"{(self.headline or {}).get(language, self.kind)}.", *sentences])

    def _history_words(self, *, ended: bool = False) -> str:  # noqa: ARG002  # a decision does not end
        """Say it as of its own day."""
        return self._words_on(self.day)

    @api.model
    def _keep(self, said: dict, company) -> None:
        """Write decisions down unless they are those of the last time.

        Args:
            said: By file, what its decisions share (day, mode, policy), and each as `decision_said` has it.
            company: Of all files.
        """
        numbers = [file.id for file in said]
        current = self.search([("account_id", "in", numbers), ("current", "=", True)], order="id")
        before = current.grouped("account_id")
        values, overtaken = [], self.browse()
        for file, (shared, now) in said.items():
            last = before.get(file, self.browse())
            if now == [{name: each[name] for name in ("kind", "headline", "reasons")} for each in last]:
                continue
            overtaken |= last
            own = {"account_id": file.id, "company_id": company.id, "current": True, **shared}
            values += [{**own, **each} for each in now]
        overtaken.current = False
        insert(self, values)
        files = self.env["relance.account"].browse(numbers)
        files.invalidate_recordset(["decision_ids"])
        files.modified(["decision_ids"])
