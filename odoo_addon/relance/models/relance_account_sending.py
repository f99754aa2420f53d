"""Approving messages from the account file and the worklist; the run that follows sends them."""

from dataclasses import replace

from relance_sync.plan import Mode
from relance_sync.ports import EffectKind
from relance_sync.rules.account import Account
from relance_sync.rules.explain import LANGUAGES

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ..inside.approved import answer, can_be_sent
from ..inside.office import Office
from ..inside.reminders import Reminder, reminder_of
from ..inside.run import WAITS, Outcome, run_batch

_OPEN_TASKS = [
    ("is_task", "=", True),
    ("closed_on", "=", False),
    ("channel", "in", ("email", "sms", "letter")),
]


class RelanceAccount(models.Model):
    _inherit = "relance.account"

    sending_ids = fields.One2many("relance.sending", "account_id", readonly=True)
    to_approve = fields.Boolean(
        string="Waits for Approval",
        compute="_compute_to_approve",
        search="_search_to_approve",
        help="A message is ready and leaves once a person approves it.",
    )

    @api.depends("receipt_ids.closed_on", "sending_ids.state")
    def _compute_to_approve(self):
        waiting = self.sudo()._waiting_tasks().account_id
        for file in self:
            file.to_approve = file in waiting

    @api.model
    def _search_to_approve(self, operator, value):
        if operator != "in":
            return NotImplemented
        files = self.sudo().search([("receipt_ids", "any", _OPEN_TASKS), ("mode", "=", "auto")])
        return Domain("id", "in" if True in value else "not in", files._waiting_tasks().account_id.ids)

    def _waiting_tasks(self):
        """Return the tasks whose message is sent once somebody approves it, of companies that send."""
        tasks = self.env["relance.receipt"].search([("account_id", "in", self.ids), *_OPEN_TASKS])
        tasks -= self.sending_ids.filtered(lambda each: each._is_open()).task_id
        found = tasks.browse()
        for company, some in tasks.grouped("company_id").items():
            if company.relance_mode == "auto" and not company.relance_outside:
                office = Office(company)
                found |= some.filtered(lambda each, office=office: can_be_sent(office, each))
        # Whoever marks the activity as done has sent it in another way.
        return found.filtered(lambda each: each._activities().filtered("active"))

    # Buttons

    def action_send_approved(self):
        """Approve what waits for it on these files and send it now; a button."""
        self.check_access("write")
        sendings, gone, failed = self.env["relance.sending"], self.env["relance.receipt"], Outcome()
        for company in self.company_id:
            self._check_sends(company)
            office = Office(company)
            self._lock_run(company)
            files = self.sudo().with_env(office.env).filtered(lambda each, c=company: each.company_id == c)
            # What is written today is approved too, and what has lost its point is closed before.
            before = files._waiting_tasks()
            run_batch(office, files, failed)
            waiting = files._waiting_tasks()
            made = self._approve(waiting, office.today)
            # A run keeps what it has read; the second one sees what the first has written.
            run_batch(Office(company), made.account_id.with_env(office.env), failed)
            sendings |= made
            # What a run writes is in the company's language; who pressed the button reads its own.
            gone |= (before - waiting).with_context(lang=self.env.lang)
        return self._told_sendings(sendings, gone, failed)

    def _check_sends(self, company) -> None:
        """Refuse where no message leaves for a customer."""
        company.sudo()._relance_check_own()
        if company.relance_mode != "auto":
            raise UserError(
                self.env._(
                    "No message leaves %s for a customer: in Settings > Invoicing > Credit Control it is not"
                    " on Auto. The task of the customer has the text, ready to be sent by yourself.",
                    company.name,
                )
            )

    @api.model
    def _approve(self, tasks, day):
        """Record that the user approves these tasks' messages."""
        sendings = self.env["relance.sending"]
        values = [{"account_id": each.account_id.id, "task_id": each.id, "day": day} for each in tasks]
        return sendings.create(values)

    def _told_sendings(self, sendings, gone, outcome: Outcome):
        """Say what became of what was approved, and of tasks that had lost their point."""
        states = sendings.grouped("state")
        told = []
        if sent := states.get("sent"):
            told.append(self.env._("Messages sent: %s.", len(sent)))
        if waiting := states.get("waiting"):
            told.append(self.env._("Approved, and leaving when the sending hours begin: %s.", len(waiting)))
        refused = [
            f"{each.account_id.partner_id.display_name}: {each.why}" for each in states.get("refused", ())
        ]
        refused += [f"{each.partner_id.display_name}: {each._why_not_sent()}" for each in gone.account_id]
        refused += outcome.problems
        told += refused[:5]
        if not told:
            told = [self.env._("Nothing waits for approval here."), self[:1]._why_not_sent()]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Approve and Send"),
                "message": " ".join(told),
                "type": "success" if sendings and not refused else "warning",
                "sticky": bool(refused),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _why_not_sent(self) -> str:
        """Say why the newest message that a person was to send is not to be sent any more."""
        self.ensure_one()
        office, language = Office(self.company_id), self._language()
        task = self.sudo().receipt_ids.filtered(lambda each: each.is_task and each.closed_on and each.steps)[
            :1
        ]
        account = office.account(self.partner_id)
        if not account or not task or task in self.sending_ids.task_id or not can_be_sent(office, task):
            return html2plaintext(self.why or "")
        return (answer(office, task, account, (language,)).why or {}).get(language, "")

    # What would be sent

    def _needs_approval(self, reminder: Reminder) -> bool:
        """Tell whether a reminder leaves once a person approves it."""
        return not reminder.leaves and Office(self.company_id).planner.sends(reminder.channel)

    def _reminders_approved(self) -> list[Reminder]:
        """Return what waits for approval, or is approved and has not left."""
        self.ensure_one()
        office = Office(self.company_id)
        file = self.sudo().with_env(office.env)
        account = office.account(file.partner_id)
        waiting = file._waiting_tasks()
        found = []
        for task in waiting | file.sending_ids.filtered(lambda each: each._is_open()).task_id:
            effects = answer(office, task, account, ()).effects if account else ()
            said = [each for effect in effects if (each := reminder_of(effect, office.policy))]
            found += [replace(each, leaves=task not in waiting) for each in said]
        return found

    # In a run

    def _approved_effects(self, office: Office, account: Account, refused: dict[str, str]) -> tuple:
        """Return what sends the approved messages; those that the rules do not send are told.

        Args:
            office: Of the file's company.
            account: As it is now.
            refused: What was not written in this run; what waits for an open day is put there.
        """
        effects = []
        if office.mode is not Mode.AUTO:
            return ()
        for each in self.sending_ids.filtered(lambda one: one._is_open()):
            found = answer(office, each.task_id, account, LANGUAGES)
            if found.effects:
                effects += found.effects
                if any(office.desk.puts_off(effect) for effect in found.effects):
                    each._wait()
            elif found.waits:
                each._wait()
                refused[f"sending:{each.id}"] = WAITS
            else:
                each._refuse(found)
        return tuple(effects)

    @api.model
    def _save_receipts(self, written, day):
        result = super()._save_receipts(written, day)
        for file, effect, receipt in written:
            if effect.kind is EffectKind.MESSAGE and file.sending_ids:
                file._approved_sent(effect, receipt)
        return result

    def _approved_sent(self, effect, receipt) -> None:
        """Keep that an approved message was sent."""
        step = effect.steps[0]
        for each in self.sending_ids.filtered(lambda one: one._is_open()):
            task = each.task_id
            taken = (task.steps[0]["plan"], task.steps[0]["step"], task.currency)
            if taken == (step.plan, step.step, effect.currency):
                each._sent(self.receipt_ids.filtered(lambda one: one.key == receipt.key))

    def _contacts(self):
        """Leave out the tasks whose message was sent: the message is the contact."""
        sent = set(self.sending_ids.filtered(lambda each: each.state == "sent").task_id.mapped("key"))
        return tuple(each for each in super()._contacts() if each.key not in sent)
