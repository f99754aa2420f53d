"""The account file: what was last decided about a customer of a company, and what Relance remembers of it.

Its figures are those of the last assessment. What a customer owes is never copied: see `inside.office`.
"""

from collections.abc import Iterable
from dataclasses import replace

from markupsafe import Markup, escape

from relance_sync.plan_files import decision_said
from relance_sync.ports import Effect, EffectKind
from relance_sync.rules.account import Account, HoldState, OpenTask
from relance_sync.rules.agreements import ContactEvent, ItemStep
from relance_sync.rules.decisions import Assessment, Hold
from relance_sync.rules.explain import LANGUAGES, supported, word
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.plans import Stage
from relance_sync.rules.score import Grade
from relance_sync.rules.score_words import explain_rating

from odoo import api, fields, models

from ..inside.figures import keep_figures
from ..inside.office import Office
from ..inside.policy_choices import STAGES


class RelanceAccount(models.Model):
    _name = "relance.account"
    _description = "Credit Control Account"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "overdue desc, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson", store=True)
    due = fields.Boolean(
        string="To Assess",
        default=True,
        readonly=True,
        help="Something about it changed since it was assessed.",
    )
    problem = fields.Text(readonly=True, help="What could not be done in the last run.")
    assessed_on = fields.Date(readonly=True)
    next_review = fields.Date(readonly=True, help="First day on which the decision can change by itself.")
    policy_version = fields.Char(readonly=True)
    mode = fields.Char(readonly=True)
    stage = fields.Selection(STAGES, readonly=True, group_expand="_all_stages")
    grade = fields.Selection(
        [("A", "A"), ("B", "B"), ("C", "C"), ("D", "D"), ("unrated", "Not rated")],
        readonly=True,
    )
    rating = fields.Json(readonly=True, help="The grade in words, by language")
    exposure = fields.Monetary(readonly=True)
    overdue = fields.Monetary(readonly=True)
    has_limit = fields.Boolean(readonly=True)
    headroom = fields.Monetary(
        readonly=True, help="The credit limit less the exposure. Empty without a credit limit."
    )
    hold = fields.Selection(
        [("none", "Not held"), ("warn", "Warning"), ("proposed", "Hold proposed"), ("hold", "On hold")],
        string="Orders",
        readonly=True,
    )
    why = fields.Html(compute="_compute_why", sanitize=False)
    rating_text = fields.Html(compute="_compute_rating_text", sanitize=False)
    decision_ids = fields.One2many("relance.decision", "account_id", readonly=True)
    receipt_ids = fields.One2many("relance.receipt", "account_id", readonly=True)
    hold_ids = fields.One2many("relance.hold", "account_id", readonly=True)
    promise_ids = fields.One2many("relance.promise", "account_id")
    dispute_ids = fields.One2many("relance.dispute", "account_id")
    pause_ids = fields.One2many("relance.pause", "account_id")
    override_ids = fields.One2many("relance.override", "account_id", readonly=True)
    approval_ids = fields.One2many("relance.approval", "account_id", readonly=True)

    _partner_company_unique = models.Constraint(
        "UNIQUE(partner_id, company_id)", "There is one account file for each customer and company."
    )

    # What is shown

    @api.model
    def _all_stages(self, *_):
        return [str(each) for each in Stage]

    @api.depends("decision_ids")
    @api.depends_context("lang", "tz")
    def _compute_why(self):
        for file in self:
            current = file.decision_ids.filtered("current").sorted("id")
            # Two currencies, or two groups of items, may wait for the same reason.
            file.why = listed(dict.fromkeys(current.mapped("text")))

    @api.depends("rating")
    @api.depends_context("lang")
    def _compute_rating_text(self):
        language = self._language()
        for file in self:
            lines = [Markup("%s<br/>") % escape(each) for each in (file.rating or {}).get(language, [])]
            file.rating_text = Markup().join(lines) if lines else False

    @api.model
    def _language(self) -> str:
        """Return the reader's language if the rules speak it."""
        return supported((self.env.lang or "en").split("_")[0])

    @api.model
    def _word(self, key: str) -> str:
        """Return one of the rules' words, such as a stage, for the reader."""
        return word(key, self._language())

    # Finding and making them

    @api.model
    def _of(self, partners, company):
        """Return the files of these customers, making those that are not there yet."""
        debtors = partners.commercial_partner_id
        domain = [("company_id", "=", company.id)]
        found = self.search([*domain, ("partner_id", "in", debtors.ids)])
        missing = debtors - found.partner_id
        values = [{"partner_id": each.id, "company_id": company.id} for each in missing]
        return found | self.with_context(tracking_disable=True, mail_create_nolog=True).create(values)

    # What is kept of an assessment

    def _keep(self, assessments: dict, accounts: dict, office: Office) -> None:
        """Keep the figures for lists, and the decisions that are not those of the last time.

        Args:
            assessments: By file, these files'.
            accounts: By file, what they rest on.
            office: Of their company.
        """
        keep_figures(self, [file._figures(assessments[file], accounts[file], office) for file in self])
        said = {
            file: (
                {"day": each.today, "mode": str(office.mode), "policy_version": each.policy_version},
                [decision_said(decision) for decision in each.decisions],
            )
            for file, each in assessments.items()
        }
        self.env["relance.decision"]._keep(said, office.company)

    def _figures(self, assessment: Assessment, account: Account, office: Office) -> dict:
        """Return what is kept of an assessment in the file itself, for one statement: plain columns only."""
        limit, exposed = account.customer.credit_limit, assessment.exposure.amount.amount
        rating, grade = assessment.risk.rating, assessment.risk.grade
        return {
            "assessed_on": assessment.today,
            "next_review": assessment.next_review or False,
            "policy_version": assessment.policy_version,
            "mode": str(office.mode),
            "stage": str(assessment.stage),
            "grade": "unrated" if grade is Grade.UNRATED else str(grade),
            "rating": {each: explain_rating(rating, each) for each in LANGUAGES} if rating else False,
            "exposure": float(exposed),
            "overdue": float(assessment.overdue.amount),
            "has_limit": limit is not None,
            "headroom": float(limit - exposed) if limit is not None else 0.0,
            "hold": _hold_word(assessment),
            # What of it cannot be written is told after this.
            "due": False,
            "problem": False,
        }

    # What Relance remembers, for the rules

    def _told(self, account: Account) -> Account:
        """Add what is remembered of this customer to what the books say."""
        self.ensure_one()
        in_force = self.hold_ids.filtered(lambda each: not each.ended_on)[:1]
        return knowing(
            account,
            contacts=self._contacts(),
            tasks=self._open_tasks(),
            promises=tuple(each._rule() for each in self.promise_ids),
            disputes=tuple(each._rule() for each in self.dispute_ids),
            pauses=tuple(each._rule() for each in self.pause_ids),
            overrides=tuple(each._rule() for each in self.override_ids),
            approvals=tuple(each._rule() for each in self.approval_ids),
            hold=HoldState(
                level=Level(in_force.level),
                since=in_force.since,
                cycle=in_force.cycle,
                proposal=in_force.proposal,
            )
            if in_force
            else None,
            holds_before=max((each.cycle for each in self.hold_ids if each.ended_on), default=0),
        )

    def _contacts(self) -> tuple[ContactEvent, ...]:
        return tuple(
            ContactEvent(
                key=each.key,
                day=each.day,
                channel=each.channel,
                currency=each.currency,
                steps=tuple(ItemStep(**step) for step in each.steps),
            )
            for each in self.receipt_ids
            if each.steps
        )

    def _open_tasks(self) -> tuple[OpenTask, ...]:
        return tuple(
            OpenTask(
                key=each.key,
                items=tuple(each.items or ()),
                order=each.order_ref or None,
                hold_cycle=each.hold_cycle or None,
                alert=each.alert or None,
            )
            for each in self.receipt_ids
            if each.is_task and not each.closed_on
        )

    # What follows from a written effect

    @api.model
    def _save_receipts(self, written: list[tuple], day) -> None:
        """Keep the proof that effects were written, with all that follows.

        Args:
            written: File, effect and receipt of each.
            day: In the company's zone.
        """
        self.env["relance.receipt"]._keep(written, day)
        for file, effect, receipt in written:
            if effect.kind is EffectKind.CLOSE:
                file._close_task(effect, day)
            if effect.kind is EffectKind.RELEASE:
                file.hold_ids._end(day, cycle=effect.hold_cycle)
            if effect.hold is not None:
                self.env["relance.hold"]._begin(file, effect.hold, receipt.reference, day)
        files = self.browse([file.id for file, _, _ in written])
        files.invalidate_recordset(["receipt_ids", "hold_ids"])

    def _close_task(self, effect: Effect, day) -> None:
        tasks = self.receipt_ids.filtered(
            lambda each: each.is_task and not each.closed_on and each.reference == effect.closes
        )
        tasks.closed_on = day
        for task in tasks:
            if not task.order_ref and task.hold_cycle:
                self.hold_ids.filtered("proposal")._end(day, cycle=task.hold_cycle)

    # Buttons

    def action_open_partner(self):
        """Open the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
        }

    def action_promise(self):
        """Record a promise."""
        return self._record("relance.promise", self.env._("Record a Promise"))

    def action_dispute(self):
        """Record a dispute."""
        return self._record("relance.dispute", self.env._("Record a Dispute"))

    def action_pause(self):
        """Pause the reminders."""
        return self._record("relance.pause", self.env._("Pause Reminders"))

    def action_approve(self):
        """Confirm the proposed hold."""
        return self._record("relance.approval", self.env._("Confirm the Hold"))

    def _record(self, model: str, title: str):
        self.ensure_one()
        return self._dialog(model, title, default_account_id=self.id)

    @api.model
    def _dialog(self, model: str, title: str, **context):
        """Return what opens an empty form of a model above the page."""
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": context,
        }


def listed(lines: Iterable[str]) -> Markup | bool:
    """Return texts as a list in HTML; False for none."""
    items = [Markup("<li>%s</li>") % each for each in lines]
    return Markup("<ul>%s</ul>") % Markup().join(items) if items else False


def _hold_word(assessment: Assessment) -> str:
    """Name what is to become of the customer's orders."""
    hold = next((each for each in assessment.decisions if isinstance(each, Hold)), None)
    if hold is None:
        return "none"
    if hold.proposal:
        return "proposed"
    return "hold" if hold.level is Level.HOLD else "warn"


def knowing(account: Account, **facts) -> Account:
    """Return an account that knows these facts too; the same one if there is nothing new.

    Most customers have no agreement, and a new account works out its open items anew.
    """
    known = all(getattr(account, name) == value for name, value in facts.items())
    return account if known else replace(account, **facts)
