"""A run as people look at it: who began it, how far it is, what came of it and what went wrong.

The run itself is in `relance_account_run`; what is remembered here decides nothing.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_datetime

_KEPT = timedelta(days=365)
_TOLD = 200
"""How many problems a run tells; each stands on its account file too."""


class RelanceRun(models.Model):
    _name = "relance.run"
    _description = "Credit Control Run"
    _order = "id desc"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Started By", help="Empty: the scheduled run.")
    started = fields.Datetime(required=True, default=fields.Datetime.now)
    ended = fields.Datetime()
    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("stopped", "Stopped")], required=True, default="running"
    )
    total = fields.Integer(string="To Assess", help="Accounts that were due, or became due meanwhile.")
    handled = fields.Integer(help="Accounts that were assessed or failed so far.")
    assessed = fields.Integer()
    written = fields.Integer(help="Notes, activities, holds and messages.")
    refused = fields.Integer(help="What Odoo refused to write; it is tried again with the next assessment.")
    failed = fields.Integer(help="Accounts that could not be assessed; each became an activity on its file.")
    seconds = fields.Float(digits=(16, 1), help="Working time, without waiting for the background.")
    progress = fields.Float(compute="_compute_progress")
    problems = fields.Text()

    @api.depends("total", "handled", "state")
    def _compute_progress(self):
        for run in self:
            # What nobody counts is whole when it is over.
            share = run.handled / run.total if run.total else float(run.state == "done")
            run.progress = 100 * min(share, 1.0)

    @api.depends("started")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for run in self:
            run.display_name = format_datetime(self.env, run.started, dt_format="short")

    @api.model
    def _begin(self, company, left: int, user=None):
        """Return the company's run that is not over yet, or a new one, with so many accounts left."""
        run = self.search([("company_id", "=", company.id), ("state", "=", "running")], limit=1)
        run = run or self.create({"company_id": company.id, "user_id": user.id if user else False})
        run.total = run.handled + left
        return run

    @api.model
    def _could_not(self, company, problem: str) -> None:
        """Note a run that could not begin, once a day for the same reason."""
        now = fields.Datetime.now()
        last = self.search([("company_id", "=", company.id)], limit=1)
        if last.state == "stopped" and last.problems == problem and last.started.date() == now.date():
            return
        self.create({"company_id": company.id, "ended": now, "state": "stopped", "problems": problem})

    def _count(self, outcome, handled: int, seconds: float) -> None:
        """Add what came of a batch of accounts."""
        self.ensure_one()
        told = (self.problems or "").splitlines() + outcome.problems
        self.write(
            {
                "handled": self.handled + handled,
                "assessed": self.assessed + outcome.assessed,
                "written": self.written + outcome.written,
                "refused": self.refused + len(outcome.refused),
                "failed": self.failed + len(outcome.failed),
                "seconds": self.seconds + seconds,
                "problems": "\n".join(told[:_TOLD]) or False,
            }
        )

    def _end(self) -> None:
        self.write({"state": "done", "ended": fields.Datetime.now()})

    @api.autovacuum
    def _gc_runs(self):
        """Forget runs after a year: what they decided stands in the accounts' histories."""
        self.search([("started", "<", fields.Datetime.now() - _KEPT)], limit=1000).unlink()
