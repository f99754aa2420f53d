"""What a collector's list needs of an account file: in which order, and what comes next.

Tasks stay where they are, on the customer: here they are only looked up.
"""

import operator as operators

from relance_sync.rules.account import Account
from relance_sync.rules.decisions import Assessment
from relance_sync.rules.priority import at_risk
from relance_sync.rules.resumption import broken_agreements

from odoo import api, fields, models
from odoo.fields import Domain

from ..inside.office import Office

_COMPARE = {"<": operators.lt, "<=": operators.le, ">": operators.gt, ">=": operators.ge}


class RelanceAccount(models.Model):
    _inherit = "relance.account"
    _order = "at_risk desc, overdue desc, id"

    at_risk = fields.Monetary(
        readonly=True,
        help="Of what is overdue: half of it for the best payer, all of it for the worst. Whom to look after"
        " first.",
    )
    broken = fields.Boolean(
        string="Broken Agreement", readonly=True, help="A promise or another agreement was not kept."
    )
    next_action_on = fields.Date(
        string="Next Action",
        compute="_compute_next_action",
        search="_search_next_action_on",
        help="Day of the first open activity on the customer; without one, that of the next review.",
    )
    next_action = fields.Char(string="What Is Next", compute="_compute_next_action")
    to_call = fields.Boolean(
        compute="_compute_to_call",
        search="_search_to_call",
        help="A call to the customer is planned for today or an earlier day.",
    )

    def _figures(self, assessment: Assessment, account: Account, office: Office) -> dict:
        risk = at_risk(assessment.overdue, assessment.risk.rating, office.policy.score)
        return {
            **super()._figures(assessment, account, office),
            "at_risk": float(risk.amount),
            "broken": bool(broken_agreements(account, office.policy, assessment.today)),
        }

    @api.depends("partner_id", "next_review")
    @api.depends_context("uid", "lang")
    def _compute_next_action(self):
        tasks = self.env["mail.activity"].search(self._tasks(self.partner_id.ids), order="date_deadline, id")
        first = {}
        for task in tasks:
            first.setdefault(task.res_id, task)
        for file in self:
            task = first.get(file.partner_id.id)
            file.next_action_on = task.date_deadline if task else file.next_review
            file.next_action = task.summary or task.activity_type_id.name if task else False

    @api.model
    def _search_next_action_on(self, operator, value):
        """Compare the first open activity's day; of customers without one, the next review's."""
        if operator == "in":
            wanted = {fields.Date.to_date(day) for day in value}
        elif operator in _COMPARE:
            wanted = None
        else:
            return NotImplemented
        days = dict(self.env["mail.activity"]._read_group(self._tasks(), ["res_id"], ["date_deadline:min"]))
        fitting = [
            customer
            for customer, day in days.items()
            if (day in wanted if wanted is not None else _COMPARE[operator](day, fields.Date.to_date(value)))
        ]
        without = Domain("partner_id", "not in", list(days)) & Domain("next_review", operator, value)
        return Domain("partner_id", "in", fitting) | without

    @api.depends("partner_id")
    @api.depends_context("uid", "tz")
    def _compute_to_call(self):
        called = self.env["mail.activity"].search(self._calls())
        customers = set(called.mapped("res_id"))
        for file in self:
            file.to_call = file.partner_id.id in customers

    @api.model
    def _search_to_call(self, operator, value):
        if operator != "in":
            return NotImplemented
        called = self.env["mail.activity"].search(self._calls()).mapped("res_id")
        return Domain("partner_id", "in" if True in value else "not in", called)

    @api.model
    def _tasks(self, customers=None) -> Domain:
        """Return the domain of open activities on customers."""
        domain = Domain("res_model", "=", "res.partner")
        return domain if customers is None else domain & Domain("res_id", "in", customers)

    @api.model
    def _calls(self) -> Domain:
        """Return the domain of the calls that are due."""
        return (
            self._tasks()
            & Domain("activity_type_id.category", "=", "phonecall")
            & Domain("date_deadline", "<=", fields.Date.context_today(self))
        )

    @api.model
    def _favourite_name(self, which: str) -> str:
        """Return the name of a favourite that comes with the addon, in the company's language."""
        own = self.with_context(lang=self.env.company._relance_lang())
        return {
            "call": own.env._("My calls today"),
            "broken": own.env._("Just broken"),
            "risk": own.env._("Most at risk"),
        }[which]

    def action_pause_many(self):
        """Pause the reminders to these customers; a button."""
        return self._dialog("relance.pause.many", self.env._("Pause Reminders"), default_account_ids=self.ids)

    def action_assign_many(self):
        """Give these accounts to a collector; a button."""
        return self._dialog(
            "relance.assign", self.env._("Assign to a Collector"), default_account_ids=self.ids
        )
