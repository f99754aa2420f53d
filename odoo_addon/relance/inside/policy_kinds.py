"""Kinds of keys of a policy: what a field means as TOML, and what to write into it for a value.

A value that a field cannot hold exactly is not kept (None); where it stays then is `policy_keys`. Nothing
here checks a policy: that is `relance_sync.plain_policy`. Every kind has the two methods of `Kind`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Any

ABSENT = object()
"""A field that says nothing: the key is left out."""

_MOST = 2**31
_MANY = 10**15
_MINUTES = 60


@dataclass(frozen=True)
class Kind:
    """A plain value of one type.

    Attributes:
        shape: The type in TOML.
        always: Whether an empty field is said too (`0`, `false`); otherwise its key is left out.
        empty: Whether leaving the key out says the same as `0` or `false`.
    """

    shape: type = str
    always: bool = False
    empty: bool = False

    def said(self, record, name: str) -> Any:
        """Return the value as TOML, or ABSENT."""
        value = record[name]
        return value if value or (self.always and self.shape is not str) else ABSENT

    def kept(self, raw: Any, name: str, _owner) -> dict | None:
        """Return what to write for a value; None if the field cannot hold it.

        Args:
            raw: The value in TOML.
            name: Of the field.
            _owner: The record among whose parts names are looked up.
        """
        if type(raw) is not self.shape or not (raw or self.always or self.empty):
            return None
        if self.shape is int and not -_MOST < raw < _MOST:
            return None
        if self.shape is str and ("\0" in raw or "\r" in raw):
            return None
        return {name: raw}


@dataclass(frozen=True)
class Line(Kind):
    """A text of one line."""

    def kept(self, raw, name, _owner):
        """See `Kind`."""
        return None if isinstance(raw, str) and "\n" in raw else super().kept(raw, name, _owner)


@dataclass(frozen=True)
class Number(Kind):
    """An amount, a share or a percentage; TOML has it as a whole number where it is one."""

    def said(self, record, name):
        """See `Kind`."""
        value = record[name]
        return _number(value) if value or self.always else ABSENT

    def kept(self, raw, name, _owner):
        """See `Kind`."""
        if type(raw) not in {int, Decimal} or not (raw or self.always or self.empty) or not abs(raw) < _MANY:
            return None
        return {name: float(raw)} if Decimal(repr(float(raw))) == raw else None


@dataclass(frozen=True)
class Given:
    """A number that may be missing, which is not the same as 0: a box beside it says whether it is there."""

    kind: Kind

    def said(self, record, name):
        """See `Kind`."""
        return self.kind.said(record, name) if record[f"has_{name}"] else ABSENT

    def kept(self, raw, name, _owner):
        """See `Kind`."""
        found = self.kind.kept(raw, name, _owner)
        return None if found is None else {f"has_{name}": True, **found}


@dataclass(frozen=True)
class Offset:
    """Days before or after the due date: two keys, of which a step has one."""

    when: str

    def said(self, record, name):
        """See `Kind`."""
        return record[name] if record.when == self.when else ABSENT

    def kept(self, raw, name, _owner):
        """See `Kind`."""
        found = Kind(int, always=True).kept(raw, name, _owner)
        return None if found is None else {"when": self.when, **found}


@dataclass(frozen=True)
class Listed:
    """A list on one line with commas; what is no number is said as it is, for its reader to refuse."""

    shape: type
    always: bool = False

    def said(self, record, name):
        """See `Kind`."""
        entries = [each.strip() for each in (record[name] or "").split(",") if each.strip()]
        return [self._entry(each) for each in entries] if entries or self.always else ABSENT

    def _entry(self, text: str):
        if self.shape is str:
            return text
        try:
            return int(text) if self.shape is int else _number(float(text))
        except (ValueError, OverflowError):
            return text

    def kept(self, raw, name, _owner):
        """See `Kind`."""
        if not isinstance(raw, list) or any(isinstance(each, bool) for each in raw):
            return None
        value = ", ".join(str(each) for each in raw)
        back = self.said({name: value}, name) if raw else raw
        return {name: value} if back == raw and "\0" not in value and "\n" not in value else None


@dataclass(frozen=True)
class Chosen:
    """One of the choices of a selection.

    Attributes:
        values: What the choices mean in TOML; None if they are called the same there.
    """

    values: Mapping[str, Any] | None = None

    def said(self, record, name):
        """See `Kind`."""
        code = record[name]
        if not code:
            return ABSENT
        return code if self.values is None else self.values.get(code, ABSENT)

    def kept(self, raw, name, _owner):
        """See `Kind`."""
        if self.values is not None:
            code = next((code for code, value in self.values.items() if value == raw), None)
            return {name: code} if code else None
        return {name: raw} if isinstance(raw, str) and raw else None


@dataclass(frozen=True)
class Several:
    """Some of the choices of a topic (`relance.policy.choice`); their order says nothing."""

    topic: str
    always: bool = False

    def said(self, record, name):
        """See `Kind`."""
        codes = record[name].sorted("sequence").mapped("code")
        return codes if codes or self.always else ABSENT

    def kept(self, raw, name, owner):
        """See `Kind`."""
        choices = owner.env["relance.policy.choice"].search([("topic", "=", self.topic)])
        if not isinstance(raw, list):
            return None
        found = choices.filtered(lambda each: each.code in raw)
        return {name: [(6, 0, found.ids)]} if len(found) == len(raw) else None


@dataclass(frozen=True)
class Hour:
    """A time of day; the field holds hours, as Odoo shows them, to the minute."""

    def said(self, record, name):
        """See `Kind`."""
        minutes = round(record[name] * _MINUTES)
        hour, minute = divmod(minutes, _MINUTES)
        return time(hour, minute) if 0 <= hour < 24 else f"{hour:02}:{minute:02}"  # noqa: PLR2004

    def kept(self, raw, name, _owner):
        """See `Kind`."""
        if not isinstance(raw, time) or raw.second or raw.microsecond:
            return None
        return {name: raw.hour + raw.minute / _MINUTES}


@dataclass(frozen=True)
class Country:
    """A country by its code."""

    def said(self, record, name):
        """See `Kind`."""
        return record[name].code or ABSENT

    def kept(self, raw, name, owner):
        """See `Kind`."""
        found = owner.env["res.country"].search([("code", "=", raw)], limit=1)
        return {name: found.id} if found else None


@dataclass(frozen=True)
class User:
    """A colleague, by login: numbers differ from database to database."""

    def said(self, record, name):
        """See `Kind`."""
        # Whoever may read a policy may read whom it names, although not every user.
        return record[name].sudo().login or ABSENT

    def kept(self, raw, name, owner):
        """See `Kind`."""
        # A number is left as it is written: as a login it would say something else.
        domain = [("login", "=", raw), ("share", "=", False)]
        found = owner.env["res.users"].search(domain, limit=1) if not str(raw).isdigit() else None
        return {name: found.id} if found else None


@dataclass(frozen=True)
class Named:
    """Another part of the same policy, by its name.

    Attributes:
        parts: The field of the owner among which it is.
    """

    parts: str

    def said(self, record, name):
        """See `Kind`."""
        return record[name].name or ABSENT

    def kept(self, raw, name, owner):
        """See `Kind`."""
        found = owner[self.parts].filtered(lambda each: each.name == raw)[:1]
        return {name: found.id} if found else None


def _number(value: float) -> int | Decimal:
    """Return a number as it is written: without a point where it is whole."""
    exact = Decimal(repr(value))
    return int(exact) if exact == exact.to_integral_value() else exact
