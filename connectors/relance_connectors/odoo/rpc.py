"""The one way the Odoo reader and writer speak to Odoo, from outside over HTTP or inside through the ORM.

A protocol and a few facts about Odoo's methods; nothing is sent here.
"""

import re
from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

Value: TypeAlias = Any
"""Whatever a method of Odoo takes or gives back; checked where it is used."""

OLDEST, JSON2_FROM = 16, 19
"""Majors: the oldest Odoo we speak to, and the first with the JSON-2 API."""

# Since 18 a record opens at /odoo/<model>/<id>.
_SHORT_ADDRESSES_FROM = 18

READS = frozenset(
    {
        "check_access_rights",
        "context_get",
        "default_get",
        "fields_get",
        "find_delivered",
        "formatted_read_group",
        "has_access",
        "has_group",
        "name_search",
        "read",
        "read_group",
        "search",
        "search_count",
        "search_read",
        "told",
        "web_search_read",
    }
)
"""Methods that change nothing, so that they may be repeated; every other one counts as a write."""


class Rpc(Protocol):
    """One database of one Odoo, seen with the rights of one user."""

    @property
    def major(self) -> int:
        """Odoo's major version, such as 19."""

    def call(self, model: str, method: str, /, **arguments: Value) -> Value:
        """Call a public method with keyword arguments.

        Args:
            model: Odoo's model, such as `res.partner`.
            method: Public method of it.
            arguments: The method's own keywords, plus `ids` (records to call it on) and `context`.

        Returns:
            The bare result: records as a list of ids (a single id from older versions, see `one_id`),
            many2one values as `[id, name]`, money as Decimal, absent values as False.

        Raises:
            Retry: If Odoo could not be reached or is busy; Unclear for a write that was sent.
            Reconnect: If the key is not (or no longer) valid.
            Skip: If a record is gone or Odoo refuses this one write.
            Stop: If going on makes no sense: no such database, missing rights or fields.
        """


def one_id(result: Value) -> int | None:
    """Read the id of the one record a method returned, in the form of any version; None if there is none.

    >>> one_id([407]), one_id(407), one_id("mail.activity(23,)"), one_id(False)
    (407, 407, 23, None)
    """
    if isinstance(result, list):
        result = result[0] if result else None
    if isinstance(result, int) and not isinstance(result, bool):
        return result
    # Odoo 16 and 17 give a recordset as its Python text when the method declares nothing better.
    found = re.fullmatch(r"[\w.]+\((\d+),\)", result) if isinstance(result, str) else None
    return int(found[1]) if found else None


def many2one(value: Value) -> int | None:
    """Return the id in a many2one value, read with or without its name; None if it is empty."""
    return one_id(value)


def major_of(version_info: Value) -> int:
    """Read the major version out of Odoo's `version_info`; 0 if it says nothing usable.

    >>> major_of([19, 0, 0, "final", 0, ""]), major_of(["saas~18", 3, 0, "final", 0, ""])
    (19, 18)
    """
    first = version_info[0] if isinstance(version_info, list) and version_info else ""
    digits = re.search(r"\d+", str(first))
    return int(digits[0]) if digits else 0


def record_url(address: str, major: int, model: str, record: int) -> str:
    """Return where to open a record in the browser.

    >>> record_url("https://odoo.example.com", 19, "res.partner", 14)
    'https://odoo.example.com/odoo/res.partner/14'
    """
    if major >= _SHORT_ADDRESSES_FROM:
        return f"{address}/odoo/{model}/{record}"
    return f"{address}/web#id={record}&model={model}&view_type=form"


Values = Mapping[str, Value]
"""The values of one record, by field."""
