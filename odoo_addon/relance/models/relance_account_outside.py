"""What Relance outside writes through the addon: with the same writer, and into the same account files.

Outside decides, from its own policy; here nothing is decided. Each effect is written with its receipt or not
at all, and one that has a receipt is not written again.
"""

from relance_connectors.odoo.effect_data import effect_from, outcome_data
from relance_connectors.odoo.site import deleted
from relance_connectors.odoo.told_data import told_data
from relance_connectors.odoo.writer import Writer
from relance_sync.errors import RelanceError, Retry, Stop
from relance_sync.ports import Effect, EffectKind, Receipt

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..inside.office import Office
from ..inside.rpc import InsideRpc

_MODE = "outside"
_TOLD = {
    "relance.promise": [],
    "relance.payment.plan": [],
    "relance.settlement": [],
    "relance.dispute": [],
    "relance.pause": [],
    "relance.override": [],
    # A fact has no end: one that was ended was recorded by mistake.
    "relance.interruption": [("closed_on", "=", False)],
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
        try:
            self._lock_run(company)
        except UserError as busy:
            return [outcome_data(Retry(str(busy)))] * len(effects)
        if refused := company._relance_follow_outside():
            return [outcome_data(Stop(refused))] * len(effects)
        office = Office(company)
        files = self.sudo().with_env(office.env)
        writer = self._outside_writer(office, language, responsible)
        return [outcome_data(files._write_outside(office, writer, each)) for each in effects]

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
        )

    @api.model
    def _write_outside(self, office: Office, writer: Writer, data: dict) -> Receipt | RelanceError:
        """Write one effect with its receipt, or neither; an older receipt is given again."""
        try:
            with self.env.cr.savepoint():
                effect = effect_from(data)
                known = self._receipt_outside(office, effect)
                if known:
                    return known
                file = self._file_outside(office, effect)
                receipt = writer.deliver(effect)
                file._save_receipts([(file, effect, receipt)], office.today)
                file._follow_outside(effect, office)
                return receipt
        except RelanceError as problem:
            return problem

    @api.model
    def _find_outside(self, office: Office, writer: Writer, data: dict) -> dict | None:
        try:
            effect = effect_from(data)
            # One from before the addon was there has its marker in Odoo, and no receipt here.
            found = self._receipt_outside(office, effect) or writer.find(effect)
        except RelanceError as problem:
            return outcome_data(problem)
        return outcome_data(found) if found else None

    @api.model
    def _receipt_outside(self, office: Office, effect: Effect) -> Receipt | None:
        reference = self.env["relance.receipt"]._reference(office.company, effect.key)
        if reference is None:
            return None
        return Receipt(key=effect.key, reference=reference, written_at=fields.Datetime.now(), found=True)

    @api.model
    def _file_outside(self, office: Office, effect: Effect):
        """Return the account file of the effect's customer."""
        numbers = [int(effect.customer)] if effect.customer.isdigit() else []
        customer = self.env["res.partner"].browse(numbers).exists()
        if not customer:
            raise deleted(effect)
        return self._of(customer, office.company)

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
                "mode": _MODE,
                # In the company's language, whoever reads: it is what colleagues were told.
                "headline": dict.fromkeys(("en", "fr"), said.removesuffix(".")),
                "reasons": [],
            }
        )
        in_force = self.hold_ids.filtered(lambda each: not each.ended_on)[:1]
        if effect.hold is not None and in_force.cycle == effect.hold.cycle:
            in_force.said = said
        self.write({"hold": in_force._word(), "due": False, "mode": _MODE})


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


def _decision(effect: Effect) -> str:
    """Name the decision that an effect is the fact of; empty for one that only accompanies it."""
    if effect.kind is EffectKind.HOLD or (effect.kind is EffectKind.ACTIVITY and effect.hold):
        return "hold"
    if effect.steps:
        return "remind"
    if effect.alert:
        return "alert"
    return {EffectKind.RELEASE: "release", EffectKind.CLOSE: "close_task"}.get(effect.kind, "")
