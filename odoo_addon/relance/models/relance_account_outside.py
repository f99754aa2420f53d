"""What Relance outside writes through the addon: with the same writer, and into the same account files.

Outside decides, from its own policy; here nothing is decided. Each effect is written with its receipt or not
at all, and one that has a receipt is not written again. Those of one call are written together, with few
queries; if Odoo refuses one of them, each by itself.
"""

from collections.abc import Iterable
from typing import Self

from relance_connectors.odoo.effect_data import effect_from, outcome_data
from relance_connectors.odoo.site import deleted
from relance_connectors.odoo.told_data import told_data
from relance_connectors.odoo.writer import Writer
from relance_sync.errors import RelanceError, Retry, Skip, Stop
from relance_sync.ports import Effect, EffectKind, Receipt
from relance_sync.rules.plans import Channel

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..inside.office import Office
from ..inside.rpc import InsideRpc
from ..inside.together import InsideTogether

OUTSIDE = "outside"
_TOLD = {
    "relance.promise": [],
    "relance.payment.plan": [],
    "relance.settlement": [],
    "relance.dispute": [],
    "relance.pause": [],
    "relance.override": [],
    "relance.approval": [],
    "relance.hand.over": [],
    # A fact has no end: one that was ended was recorded by mistake.
    "relance.interruption": [("closed_on", "=", False)],
    "relance.call": [("closed_on", "=", False)],
}


class RelanceAccount(models.Model):
    _inherit = "relance.account"

    @api.model
    def deliver(self, effects, language="en", responsible=None):
        """Write effects in the current company; called from outside.

        Args:
            effects: JSON values, as `relance_connectors.odoo.effect_data` writes them.
            language: ISO 639-1 code of the words that are nobody's decision, such as the tag's name.
            responsible: Login or number of who gets what is nobody's; empty for the company's own.

        Returns:
            For each effect what `outcome_data` says of it, in their order.
        """
        self.check_access("write")
        company = self.env.company.sudo()
        if refused := self._outside_refused(company):
            return [outcome_data(refused)] * len(effects)
        office = Office(company)
        files = self.sudo().with_env(office.env)
        writer = self._outside_writer(office, language, responsible)
        return [outcome_data(each) for each in files._write_outside(office, writer, effects)]

    @api.model
    def _outside_refused(self, company) -> RelanceError | None:
        """Say why outside may not write into this company now; if it may, no run begins meanwhile."""
        try:
            self._lock_run(company)
        except UserError as busy:
            return Retry(str(busy))
        refused = company._relance_follow_outside()
        return Stop(refused) if refused else None

    @api.model
    def find_delivered(self, effects, language="en", responsible=None):
        """Look which effects were written already; called from outside. See `deliver`.

        Returns:
            For each effect what `outcome_data` says of its receipt, or None.
        """
        self.check_access("read")
        office = Office(self.env.company)
        files = self.sudo().with_env(office.env)
        writer = self._outside_writer(office, language, responsible)
        return [files._find_outside(office, writer, each) for each in effects]

    @api.model
    def told(self):
        """Return what people recorded in the current company's account files; called from outside.

        Returns:
            JSON values, as `relance_connectors.odoo.told_data` writes them, in no order.
        """
        self.check_access("read")
        mine = [("company_id", "=", self.env.company.id)]
        # What was ended is told too: how promises were kept is measured outside.
        return [
            told_data(each._rule())
            for model, domain in _TOLD.items()
            for each in self.env[model].search([*mine, *domain])
        ]

    @api.model
    def _outside_writer(self, office: Office, language: str, responsible: str | None) -> Writer:
        """Return what writes with the caller's rights, as from outside; only the files are the addon's."""
        own = office.company._relance_responsible()
        return Writer(
            InsideRpc(self.env),
            company_id=office.company.id,
            url=office.company.get_base_url(),
            language=language,
            responsible=responsible or (str(own.id) if own else None),
            together=InsideTogether(self.env),
        )

    @api.model
    def _write_outside(self, office: Office, writer: Writer, sent: list) -> list[Receipt | RelanceError]:
        """Write what was sent, all of it at once or, if Odoo refuses some of it, one by one."""
        try:
            return self._write_together(office, writer, sent)
        except RelanceError as problem:
            if len(sent) == 1:
                self._tell_text_outside(office, sent[0], problem)
                return [problem]
        return [answer for each in sent for answer in self._write_outside(office, writer, [each])]

    @api.model
    def _write_together(self, office: Office, writer: Writer, sent: list) -> list[Receipt]:
        """Write effects with their receipts, or nothing; older receipts are given again."""
        with self.env.cr.savepoint():
            effects = [effect_from(each) for each in sent]
            receipts = self._receipts_outside(office, effects)
            new = {each.key: each for each in effects if each.key not in receipts}
            files = self._files_outside(office, new.values())
            receipts |= self._deliver_outside(office, writer, list(new.values()))
            written = [(files[key], effect, receipts[key]) for key, effect in new.items()]
            self._save_receipts(written, office.today)
            for file, effect, _ in written:
                file._follow_outside(effect, office)
            return [receipts[each.key] for each in effects]

    @api.model
    def _deliver_outside(self, office: Office, writer: Writer, effects: list[Effect]) -> dict[str, Receipt]:
        """Write effects: text messages as a run here sends them, all else by the writer."""
        texts = [each for each in effects if _is_text(each)]
        rest = [each for each in effects if not _is_text(each)]
        receipts = writer.deliver_together(rest) if rest else []
        receipts += [writer.find(each) or office.desk.send_text(each) for each in texts]
        return {each.key: each for each in receipts}

    @api.model
    def _tell_text_outside(self, office: Office, sent: dict, problem: RelanceError) -> None:
        """Make a text message that found no number a task here too: outside does not know the blacklist."""
        try:
            effect = effect_from(sent)
            files = self._files_outside(office, [effect]) if _is_text(effect) else {}
        except RelanceError:
            return
        if isinstance(problem, Skip):
            for file in files.values():
                file._tell_undelivered(problem.user_message)

    @api.model
    def _find_outside(self, office: Office, writer: Writer, data: dict) -> dict | None:
        try:
            effect = effect_from(data)
            # One from before the addon was there has its marker in Odoo, and no receipt here.
            found = self._receipts_outside(office, [effect]).get(effect.key) or writer.find(effect)
        except RelanceError as problem:
            return outcome_data(problem)
        return outcome_data(found) if found else None

    @api.model
    def _receipts_outside(self, office: Office, effects: list[Effect]) -> dict[str, Receipt]:
        """Return the receipts of what was written already, by key."""
        keys = [each.key for each in effects]
        return {
            key: Receipt(key=key, reference=reference, written_at=fields.Datetime.now(), found=True)
            for key, reference in self.env["relance.receipt"]._references(office.company, keys).items()
        }

    @api.model
    def _files_outside(self, office: Office, effects: Iterable[Effect]) -> dict[str, Self]:
        """Return the account files of effects' customers, by the effects' keys."""
        numbers = {each.key: int(each.customer) for each in effects if each.customer.isdigit()}
        customers = self.env["res.partner"].browse(set(numbers.values())).exists()
        files = self._of(customers, office.company).grouped("partner_id")
        by_number = {each.id: files[each.commercial_partner_id] for each in customers}
        for effect in effects:
            if numbers.get(effect.key) not in by_number:
                raise deleted(effect)
        return {key: by_number[number] for key, number in numbers.items()}

    def _follow_outside(self, effect: Effect, office: Office) -> None:
        """Keep in the file what outside decided, in its words."""
        kind = _decision(effect)
        if not kind:
            return
        said = " ".join([f"{effect.text.title}.", *effect.text.paragraphs])
        self.decision_ids.filtered(lambda each: each.current and each.day != office.today).current = False
        self.env["relance.decision"].create(
            {
                "account_id": self.id,
                "day": office.today,
                "kind": kind,
                "mode": OUTSIDE,
                # In the company's language, whoever reads: it is what colleagues were told.
                "headline": dict.fromkeys(("en", "fr"), said.removesuffix(".")),
                "reasons": [],
            }
        )
        in_force = self.hold_ids.filtered(lambda each: not each.ended_on)[:1]
        if effect.hold is not None and in_force.cycle == effect.hold.cycle:
            in_force.said = said
        self.write({"hold": in_force._word(), "due": False, "mode": OUTSIDE})


class RelanceHold(models.Model):
    _inherit = "relance.hold"

    said = fields.Text(help="Why, in the words of who decided outside.")

    def _word(self) -> str:
        """Name what becomes of the customer's orders; none if no hold is in force."""
        if not self:
            return "none"
        if self.proposal:
            return "proposed"
        return "hold" if self.level > 1 else "warn"


def _is_text(effect: Effect) -> bool:
    """Tell whether an effect is a text message that is to leave."""
    return effect.kind is EffectKind.MESSAGE and effect.channel == Channel.SMS


def _decision(effect: Effect) -> str:
    """Name the decision that an effect is the fact of; empty for one that only accompanies it."""
    if effect.kind is EffectKind.HOLD or (effect.kind is EffectKind.ACTIVITY and effect.hold):
        return "hold"
    if effect.steps:
        return "remind"
    if effect.alert:
        return "alert"
    return {EffectKind.RELEASE: "release", EffectKind.CLOSE: "close_task"}.get(effect.kind, "")
