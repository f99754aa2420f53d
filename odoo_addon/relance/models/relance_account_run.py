"""Runs over account files: the buttons, the scheduled action, and what they say. The work is `inside.run`."""

import logging
import time

from markupsafe import escape
from psycopg2 import OperationalError

from relance_sync.errors import RelanceError

from odoo import api, models
from odoo.exceptions import UserError

from ..inside.office import BATCH, Office
from ..inside.run import Outcome, run_batch

_logger = logging.getLogger(__name__)

# How many accounts a person waits for; the rest is done in the background.
_AT_ONCE = 200
# Two runs of one company at the same time would write everything twice: they ask for this lock.
_LOCK = 0x52454C


class RelanceAccount(models.Model):
    _inherit = "relance.account"

    @api.model
    def _to_assess(self, office: Office):
        """Return the files that are due, those that failed last."""
        return self.search(
            [
                ("company_id", "=", office.company.id),
                "|", "|", "|",
                ("due", "=", True),
                ("next_review", "<=", office.today),
                ("policy_version", "!=", office.policy.version),
                ("mode", "!=", str(office.mode)),
            ],
            order="problem desc, id",
        )  # fmt: skip

    def action_assess(self):
        """Assess these accounts now and write what follows; a button."""
        self.check_access("write")
        outcome = Outcome()
        for company in self.company_id:
            company.sudo()._relance_check_own()
            office = Office(company)
            self._lock_run(company)
            files = self.sudo().with_env(office.env).filtered(lambda each, c=company: each.company_id == c)
            run_batch(office, files, outcome)
        return self._told_outcome(outcome)

    @api.model
    def action_sync(self):
        """Look for news and assess what is due in the current company; a button."""
        self.check_access("write")
        office = Office(self.env.company)
        self._lock_run(office.company)
        files = self._begin(office)
        run = self._run_record(office)._begin(office.company, len(files), self.env.user)
        outcome = Outcome()
        for start in range(0, min(len(files), _AT_ONCE), BATCH):
            outcome.add(self._run_some(office, files[start : start + BATCH], run))
        left = max(len(files) - _AT_ONCE, 0)
        if left:
            self._trigger_sync()
        else:
            run._end()
        return self._told_outcome(outcome, left, run)

    @api.model
    def _run_record(self, office: Office):
        # Whoever may run may not write down what came of it.
        return self.env["relance.run"].sudo().with_env(office.env)

    @api.model
    def _run_some(self, office: Office, files, run) -> Outcome:
        """Handle a batch of accounts and count it in the run."""
        outcome, began = Outcome(), time.monotonic()
        run_batch(office, files, outcome)
        run._count(outcome, len(files), time.monotonic() - began)
        return outcome

    @api.model
    def _trigger_sync(self) -> None:
        """Let the scheduled run begin soon."""
        cron = self.env.ref("relance.cron_sync", raise_if_not_found=False)
        if cron:
            # Who may run it may not change it, and need not.
            cron.sudo()._trigger()

    @api.model
    def _catch_up(self, company, debtors) -> bool:
        """Assess a few customers of whom the books have news; tell whether there was time for it.

        Before the first run nobody is graded and nothing is expected: it comes by itself.
        """
        if not company.relance_looked_at:
            return True
        try:
            self._lock_run(company)
        except UserError:
            return False
        office = Office(company)
        # Wrong settings are the run's to tell, not every account's.
        _ = office.policy
        files = self.with_env(office.env)._of(debtors.with_env(office.env), office.company)
        run_batch(office, files, Outcome())
        return True

    @api.model
    def _cron_sync(self):
        """Run every company in batches, each committed; what is left when the time is over goes on soon."""
        for company in self.env["res.company"]._relance_own():
            if not self._run_company(Office(company)):
                return

    @api.model
    def _run_company(self, office: Office) -> bool:
        """Run one company as far as there is time; tell whether there was enough."""
        cron, company = self.env["ir.cron"], office.company
        try:
            self._lock_run(company)
        except UserError:
            # Somebody has just pressed the button.
            return True
        try:
            files = self._begin(office)
        except UserError as problem:
            _logger.warning("Credit control of %s did not run: %s", company.name, problem)
            self._run_record(office)._could_not(company, str(problem))
            return True
        runs = self._run_record(office)
        # A day on which nothing is due is no news; a run that was left half done is ended.
        going_on = runs.search_count([("company_id", "=", company.id), ("state", "=", "running")])
        run = runs._begin(company, len(files)) if files or going_on else runs
        in_time = cron._commit_progress(remaining=len(files))
        while files and in_time:
            some, files = files[:BATCH], files[BATCH:]
            try:
                self._lock_run(company)
                self._run_some(office, some, run)
            except (OperationalError, UserError) as problem:
                # Somebody else writes or runs at the same time: what was done is kept, the rest tried again.
                _logger.info("Credit control of %s goes on later: %s", company.name, problem)
                self.env.cr.rollback()
                self._trigger_sync()
                return True
            if not files:
                run._end()
            in_time = cron._commit_progress(len(some))
        if run and run.state == "running" and not files:
            run._end()
        return not files

    @api.model
    def _begin(self, office: Office):
        """Look for news and return the files to assess."""
        office.company._relance_check_own()
        files = self.sudo().with_env(office.env).with_context(tracking_disable=True)
        try:
            office.calibrate_if_due()
            office.mark_touched()
            return files._to_assess(office)
        except RelanceError as problem:
            raise UserError(problem.user_message) from problem

    @api.model
    def _lock_run(self, company) -> None:
        """Keep a second run of the company out until this transaction ends."""
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, company.id])
        if not self.env.cr.fetchone()[0]:
            raise UserError(self.env._("A run of %s is going on. Try again in a minute.", company.name))

    @api.model
    def _told_outcome(self, outcome: Outcome, left: int = 0, run=None):
        """Say what a run did, and show the accounts anew."""
        told = [
            self.env._("%(accounts)s accounts assessed, %(written)s things written.",
                       accounts=outcome.assessed, written=outcome.written),
        ]  # fmt: skip
        if outcome.put_off:
            told.append(
                self.env._("Messages of %s accounts leave when the sending hours begin.", outcome.put_off)
            )
        if outcome.failed:
            told.append(self.env._("Failed: %s.", ", ".join(outcome.failed)))
        if outcome.refused:
            told.append(" ".join(outcome.refused[:3]))
        if left:
            told.append(self.env._("%s more are done in the background.", left))
        next_ = {"type": "ir.actions.client", "tag": "soft_reload"}
        if run and (left or outcome.problems):
            next_ = {
                "type": "ir.actions.act_window",
                "res_model": "relance.run",
                "res_id": run.id,
                "views": [[False, "form"]],
            }
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Credit control"),
                "message": " ".join(told),
                "type": "warning" if outcome.failed or outcome.refused else "success",
                "next": next_,
            },
        }

    def _news(self):
        """Assess anew after a person recorded something; the rights were checked when it was recorded."""
        for company in self.company_id:
            office = Office(company)
            files = self.sudo().with_env(office.env).filtered(lambda each, c=company: each.company_id == c)
            files.due = True
            run_batch(office, files, Outcome())

    def _tell_failure(self, problem: str) -> None:
        """Make a failure a task on the file, once."""
        self.ensure_one()
        file = self._in_company_language()
        summary = file.env._("Credit control could not assess this account")
        if self.problem != problem or not self.activity_ids.filtered(lambda each: each.summary == summary):
            responsible = self.company_id._relance_responsible() or self.env.user
            file.activity_schedule(
                "mail.mail_activity_data_todo", summary=summary, note=escape(problem), user_id=responsible.id
            )
        self.write({"problem": problem, "due": True})
