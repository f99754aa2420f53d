"""A hold on a customer, in Odoo: a contact tag and our block in the sales warning, set and removed together.

Both go in one write, so that a crash leaves either nothing or all of it. What a person wrote or tagged
stays: a release takes out our tag and this company's block only. Orders are not touched here.
"""

from relance_connectors.block import has_blocks, markers, put_block, without_block
from relance_connectors.odoo.markup import html
from relance_connectors.odoo.rpc import Value, Values, one_id
from relance_connectors.odoo.site import Site, deleted
from relance_connectors.odoo.texts import TAGS, words
from relance_connectors.plain_text import plain
from relance_sync.errors import Skip
from relance_sync.ports import Effect, Receipt
from relance_sync.rules.hold_rules import Level

_RED = 1


class Holds:
    """Sets, releases and finds holds."""

    def __init__(self, site: Site, *, language: str) -> None:
        self._site = site
        self._language = language
        # Companies share their contacts: each has a block of its own.
        self._owner = str(site.company_id)
        self._warning_fields: tuple[str, ...] | None = None

    def hold(self, effect: Effect) -> Receipt:
        """Put the hold on the customer; no write if it is there already.

        Raises:
            Skip: If the customer was deleted or Odoo refuses.
        """
        customer, row = self._customer(effect)
        strict = _level(effect) == Level.HOLD
        values: dict[str, Value] = {}
        if self._warns():
            values |= self._warning(row, effect)
        values |= self._tagged(row) if strict else self._untagged(row, values)
        if values:
            self._site.call("res.partner", "write", ids=[customer], vals=values)
        noted = False
        if not self._warns() and self._note(effect, customer) is None:
            self._post_note(effect, customer)
            noted = True
        return self._site.receipt(effect, f"res.partner:{customer}", found=not values and not noted)

    def release(self, effect: Effect) -> Receipt:
        """Take our tag and block off the customer; no write if a person already did.

        Raises:
            Skip: If the customer was deleted or Odoo refuses.
        """
        customer, row = self._customer(effect)
        values = self._released(row)
        if values:
            self._site.call("res.partner", "write", ids=[customer], vals=values)
        return self._site.receipt(effect, f"res.partner:{customer}", found=not values)

    def find_hold(self, effect: Effect) -> Receipt | None:
        """Return a receipt if this very hold is on the customer."""
        customer, row = self._customer(effect)
        text = row.get("sale_warn_msg") or ""
        there = (
            effect.marker in markers(text, self._owner)
            if self._warns()
            else self._note(effect, customer) is not None
        )
        if there and _level(effect) == Level.HOLD:
            there = bool(set(self._tags(archived=False)) & set(row["category_id"]))
        return self._site.receipt(effect, f"res.partner:{customer}", found=True) if there else None

    def find_release(self, effect: Effect) -> Receipt | None:
        """Return a receipt if nothing of ours is left on the customer."""
        customer, row = self._customer(effect)
        if self._released(row):
            return None
        return self._site.receipt(effect, f"res.partner:{customer}", found=True)

    def _customer(self, effect: Effect) -> tuple[int, Values]:
        model, record = self._site.target(effect.target)
        if model != "res.partner":
            raise Skip(
                f"A hold stands on a customer in Odoo, not on {effect.target.kind} {effect.target.id}."
            )
        row = self._site.one("res.partner", record, ["category_id", *self._warning_names()])
        if row is None:
            raise deleted(effect)
        return record, row

    def _released(self, row: Values) -> dict[str, Value]:
        """Return the values to write to take off what is ours; empty if nothing is there."""
        values: dict[str, Value] = {}
        text = row.get("sale_warn_msg") or ""
        rest = without_block(text, self._owner)
        if rest != text:
            values["sale_warn_msg"] = rest or False
            if row.get("sale_warn") == "warning" and not rest:
                values["sale_warn"] = "no-message"
        return values | self._untagged(row, values)

    def _warning(self, row: Values, effect: Effect) -> dict[str, Value]:
        text = row["sale_warn_msg"] or ""
        if effect.marker in markers(text, self._owner):
            return {}
        content = plain(effect.text, effect.language)
        values: dict[str, Value] = {"sale_warn_msg": put_block(text, content, effect.marker, self._owner)}
        # Odoo 16 to 18 show the message only if this says so; `block`, chosen by a person, is stronger.
        if row.get("sale_warn") == "no-message":
            values["sale_warn"] = "warning"
        return values

    def _tagged(self, row: Values) -> dict[str, Value]:
        tags = self._tags(archived=False)
        if set(tags) & set(row["category_id"]):
            return {}
        return {"category_id": [[4, tags[0] if tags else self._new_tag()]]}

    def _untagged(self, row: Values, values: Values) -> dict[str, Value]:
        """Return the removal of our tag, unless another company still has a block on the customer."""
        text = values.get("sale_warn_msg", row.get("sale_warn_msg")) or ""
        if has_blocks(without_block(text, self._owner)):
            return {}
        ours = sorted(set(self._tags(archived=True)) & set(row["category_id"]))
        return {"category_id": [[3, tag] for tag in ours]} if ours else {}

    def _tags(self, *, archived: bool) -> list[int]:
        """Return the ids of our tag, oldest first: in any language, so that there is never a second one."""
        rows = self._site.search(
            "res.partner.category", [("name", "in", TAGS)], ["name"], archived=archived, limit=10
        )
        return [row["id"] for row in rows]

    def _new_tag(self) -> int:
        made = self._site.call(
            "res.partner.category",
            "create",
            vals_list=[{"name": words(self._language).tag, "color": _RED}],
        )
        tag = one_id(made)
        if tag is None:
            raise Skip("Odoo did not make the contact tag for held orders. Make it by hand and sync again.")
        return tag

    def _note(self, effect: Effect, customer: int) -> int | None:
        rows = self._site.search(
            "mail.message",
            [("model", "=", "res.partner"), ("res_id", "=", customer), ("body", "ilike", effect.marker)],
            ["id"],
        )
        return rows[0]["id"] if rows else None

    def _post_note(self, effect: Effect, customer: int) -> None:
        self._site.call(
            "res.partner",
            "message_post",
            ids=[customer],
            body=html(effect.text, effect.language, effect.marker),
            body_is_html=True,
            subtype_xmlid="mail.mt_note",
        )

    def _warns(self) -> bool:
        return "sale_warn_msg" in self._warning_names()

    def _warning_names(self) -> tuple[str, ...]:
        """Return the fields of the sales warning; none without the sales app."""
        if self._warning_fields is None:
            names = ["sale_warn", "sale_warn_msg"]
            known = self._site.call("res.partner", "fields_get", allfields=names, attributes=["type"])
            self._warning_fields = tuple(name for name in names if name in known)
        return self._warning_fields


def _level(effect: Effect) -> Level:
    return effect.hold.level if effect.hold else Level.HOLD
