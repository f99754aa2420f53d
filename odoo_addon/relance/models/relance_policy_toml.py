"""A policy as the TOML of the command line, both ways, and where in its forms a mistake is.

One direction: records say what a policy is, their text goes through the rules' one reader. A text that comes
in is checked first and then made records of; what was there before is gone.
"""

import base64
import tomllib
from decimal import Decimal

from relance_sync.errors import Stop
from relance_sync.plain_policy import Mistake, read_plain
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.policy import Policy
from relance_sync.toml_text import toml_text

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ..inside.policy_forms import POLICY, usual_order
from ..inside.policy_keys import kept
from .relance_policy_part import WITHIN

_PARTS = {"plans", "segments", "texts"}


class RelancePolicy(models.Model):
    _inherit = "relance.policy"

    text = fields.Text("As policy.toml", compute="_compute_text")
    file = fields.Binary("policy.toml", compute="_compute_file")

    # As TOML

    @api.depends("more", "plan_ids", "segment_ids", "text_ids", "trigger_ids", *{key.field for key in POLICY})
    def _compute_text(self):
        for policy in self:
            try:
                policy.text = policy._text()
            except Stop as problem:
                policy.text = problem.user_message

    @api.depends("text")
    def _compute_file(self):
        for policy in self:
            policy.file = base64.b64encode((policy.text or "").encode())

    def action_export(self):
        """Download it as the command line reads it."""
        self.ensure_one()
        place = f"/web/content/{self._name}/{self.id}/file/policy.toml?download=true"
        return {"type": "ir.actions.act_url", "url": place, "target": "download"}

    def _text(self) -> str:
        """Return the policy as the command line reads it.

        Raises:
            Mistake: If further settings are not TOML.
        """
        return toml_text(self._raw())

    def _parts_raw(self) -> dict:
        plans = {each.name or "": each._raw() for each in self.plan_ids}
        raw = {"segments": [each._raw() for each in self.segment_ids], "plans": plans}
        raw["texts"] = {each.name or "": each._raw() for each in self.text_ids}
        raw = {name: each for name, each in raw.items() if each}
        if plans and not self.default_plan_id:
            raw["default_plan"] = next(iter(plans))
        return raw

    def _raw(self) -> dict:
        raw = super()._raw()
        triggers = [each._raw() for each in self.trigger_ids]
        hold = raw.setdefault("hold", {})
        if triggers:
            hold["overdue"] = [*triggers, *hold.get("overdue", [])]
        return raw

    def _read(self, calendar: Calendar | None = None) -> Policy:
        """Return what the rules know.

        Raises:
            Mistake: The first one.
        """
        newer = self.env["relance.reference.rate"]._newer()
        return read_plain(self._text(), self.name, calendar, newer=newer)

    @tools.ormcache("self.id", "self.env.lang", "calendar")
    def _known(self, calendar: Calendar) -> Policy:
        """Return what `_read` returns, read once until a policy, a rate of the law or a user's login changes.

        A policy is some thirty records, and every order that is confirmed asks for it. A change of the
        calendar is another key, and so is the language, in which the policy is named; when a login changes,
        Odoo itself forgets what it has read.
        """
        return self._read(calendar)

    # From TOML

    def _load_text(self, text: str) -> None:
        """Make this policy say what a text says; what it said before is gone.

        Raises:
            Mistake: The first one, named as in the text.
        """
        self.ensure_one()
        wanted = read_plain(text, self.name)
        self.with_context(**{WITHIN: True})._load(tomllib.loads(text, parse_float=Decimal))
        if usual_order(self._read()) != usual_order(wanted):
            raise UserError(self.env._("%s cannot be kept as records without loss.", self.name))

    def _load(self, raw: dict) -> None:
        """Make records of a policy that was found to be right."""
        for parts in (self.segment_ids, self.plan_ids, self.text_ids, self.trigger_ids):
            parts.unlink()
        raw = dict(raw)
        left = {
            "texts": self.text_ids._load_all(self, raw.pop("texts", {})),
            "plans": self.plan_ids._load_all(self, raw.pop("plans", {})),
        }
        hold = dict(raw.get("hold", {}))
        self.segment_ids._load_sections(self, raw.pop("segments", []), policy_id=self.id)
        self.trigger_ids._load_sections(self, hold.pop("overdue", []), policy_id=self.id)
        values, rest = kept(POLICY, {**raw, "hold": hold}, self)
        rest |= {name: each for name, each in left.items() if each}
        usual = self.default_get([key.field for key in POLICY])
        empty = dict.fromkeys((key.field for key in POLICY), False)
        flags = dict.fromkeys((each for each in self._fields if each.startswith("has_")), False)
        self.write({**empty, **flags, **usual, **values, "more": toml_text(rest) or False})

    def _absorb_all(self) -> None:
        """Move into records what they can hold of all further settings."""
        if self.more and (self._more().keys() & _PARTS or "overdue" in self._more().get("hold", {})):
            self._load(self._raw())
            return
        steps, languages = self.plan_ids.step_ids, self.text_ids.language_ids
        for parts in (self, self.plan_ids, steps, self.segment_ids, self.trigger_ids, languages):
            for part in parts.filtered("more"):
                part._absorb()

    # Mistakes

    def _check_rules(self) -> None:
        """Let the rules' reader check it; a mistake is told with what a person sees.

        Raises:
            ValidationError: At the first mistake.
        """
        self.ensure_one()
        try:
            self._read()
        except Mistake as mistake:
            where = " > ".join(self._where(mistake.place))
            told = f"{where}: {mistake.problem}." if where else f"{mistake.problem}."
            raise ValidationError(told) from mistake

    def _where(self, place) -> list[str]:
        found, left = self.browse(), ()
        match place:
            case ("plans", name, *left):
                found = self.plan_ids.filtered(lambda each: each.name == name)
            case ("texts", name, *left):
                found = self.text_ids.filtered(lambda each: each.name == name)
            case ("segments", int(number), *left):
                found = self.segment_ids[number : number + 1]
            case ("hold", "overdue", int(number), *left):
                found = self.trigger_ids[number : number + 1]
        if len(found) == 1:
            return [found._name_for_people(), *found._where(tuple(left))]
        return super()._where(place)
