"""What a policy and its parts have in common: their keys as TOML, and that a change is checked as a whole.

Half a change is no mistake: two steps may change places. So the outermost call checks, once, when all is
written. The one check is that of `relance_sync.plain_policy`.
"""

import tomllib
from decimal import Decimal

from relance_sync.plain_policy import Mistake
from relance_sync.toml_text import toml_text

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..inside.policy_keys import Key, kept, merged, said

# In the context of what an outer call does and checks.
WITHIN = "relance_policy_within"


class RelancePolicyPart(models.AbstractModel):
    _name = "relance.policy.part"
    _description = "Part of a Credit Control Policy"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    more = fields.Text(
        "Further Settings",
        help="Keys of policy.toml for which there is no field, or whose value no field can hold. What stands "
        "here goes before the fields; what a field can hold is moved into it.",
    )

    def _keys(self) -> tuple[Key, ...]:
        """Return which key stands in which field."""
        raise NotImplementedError

    def _policies(self):
        """Return the policies that these are parts of."""
        return self.policy_id

    def _owner(self):
        """Return the record among whose parts names are looked up."""
        return self.policy_id

    def _name_for_people(self) -> str:
        """Name the part in a message."""
        return self.display_name

    # As TOML

    def _raw(self) -> dict:
        """Return the part's section, as `tomllib` would give it.

        Raises:
            Mistake: If the further settings are not TOML.
        """
        self.ensure_one()
        return merged({**said(self._keys(), self), **self._parts_raw()}, self._more())

    def _parts_raw(self) -> dict:
        """Return the sections of what the part consists of."""
        return {}

    def _more(self) -> dict:
        try:
            return tomllib.loads(self.more or "", parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            place = " > ".join([self._name_for_people(), self.env._("Further Settings")])
            problem = self.env._("%(place)s: this is not TOML: %(error)s", place=place, error=error)
            raise Mistake(self._policies()[:1].name or "", (), problem) from error

    @api.model
    def _load_sections(self, owner, sections, **belongs) -> None:
        """Make a record of each section.

        Args:
            owner: The policy.
            sections: As TOML, in their order.
            belongs: What all of them are part of.
        """
        rows = []
        for number, section in enumerate(sections, start=1):
            values, rest = kept(self._keys(), section, owner)
            rows.append({**belongs, "sequence": number, **values, "more": toml_text(rest) or False})
        self.create(rows)

    def _absorb(self) -> None:
        """Move into the fields what they can hold of the further settings."""
        values, rest = kept(self._keys(), self._more(), self._owner())
        if values:
            self.write({**values, "more": toml_text(rest) or False})

    # Where a mistake is

    def _where(self, place) -> list[str]:
        """Name what a person sees for a place inside the part, from the outside to the inside."""
        self.ensure_one()
        path = ".".join(str(each) for each in place)
        for key in self._keys():
            if path and (path == key.path or path.startswith(f"{key.path}.")):
                return [self.fields_get([key.field], ["string"])[key.field]["string"]]
        return [path] if path else []

    # A change is checked as a whole

    @api.model_create_multi
    def create(self, vals_list):
        made = super(RelancePolicyPart, self.with_context(**{WITHIN: True})).create(vals_list)
        made = made.with_env(self.env)
        made._settle(made._policies())
        return made

    def write(self, vals):
        policies = self._policies()
        done = super(RelancePolicyPart, self.with_context(**{WITHIN: True})).write(vals)
        self._settle(policies | self._policies())
        return done

    def unlink(self):
        policies = self._policies()
        done = super(RelancePolicyPart, self.with_context(**{WITHIN: True})).unlink()
        self._settle(policies.exists())
        return done

    @api.model
    def _settle(self, policies) -> None:
        """Check the policies that were changed, unless an outer call does."""
        # What was read of them before (`relance.policy._known`), in every worker of Odoo.
        self.env.registry.clear_cache()
        if self.env.context.get(WITHIN):
            return
        if shipped := policies.filtered("shipped"):
            raise UserError(
                self.env._(
                    "%s comes with Relance and is the same for everybody: duplicate it and change the copy.",
                    shipped[0].name,
                )
            )
        for policy in policies:
            policy._check_rules()
            policy.with_context(**{WITHIN: True})._absorb_all()
