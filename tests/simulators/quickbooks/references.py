"""Follows references: fills in names, and refuses what leads nowhere or to something inactive.

Whether a reference must be there at all is a rule of the record that holds it.
"""

from __future__ import annotations

from typing import Any

from . import errors
from .company import Company, Data

LEADS_TO = {
    "CustomerRef": "Customer",
    "SalesTermRef": "Term",
    "TermRef": "Term",
    "ItemRef": "Item",
    "AccountRef": "Account",
    "DepositToAccountRef": "Account",
    "ARAccountRef": "Account",
    "IncomeAccountRef": "Account",
    "ExpenseAccountRef": "Account",
    "AssetAccountRef": "Account",
    "DiscountAccountRef": "Account",
    "ItemAccountRef": "Account",
    "PaymentMethodRef": "PaymentMethod",
    "ClassRef": "Class",
    "DepartmentRef": "Department",
    "CustomerTypeRef": "CustomerType",
}
_ELEMENTS = {"Customer": "Names", "Account": "Accounts", "Item": "Items"}


def follow(company: Company, entity: str, data: Data, old: Data | None) -> Data:
    """Return the fields with every reference followed; one that did not change may be inactive."""
    done = dict(data)
    for name, value in data.items():
        target = entity if name == "ParentRef" else LEADS_TO.get(name)
        if target and value:
            known = (old or {}).get(name)
            done[name] = resolve(company, target, value, name, may_be_inactive=_same(known, value))
    return done


def follow_lines(company: Company, lines: list[Data], old: list[Data] | None) -> list[Data]:
    """Return lines with the references of their details followed."""
    known = {
        (name, value["value"])
        for line in old or []
        for detail in line.values()
        if isinstance(detail, dict)
        for name, value in detail.items()
        if isinstance(value, dict) and "value" in value
    }
    done: list[Data] = []
    for line in lines:
        kind = str(line.get("DetailType"))
        detail = line.get(kind)
        new = line
        if isinstance(detail, dict) and detail:
            new = {
                **line,
                kind: {name: _followed(company, name, value, known) for name, value in detail.items()},
            }
        done.append(new)
    return done


def resolve(company: Company, entity: str, value: Data, name: str, *, may_be_inactive: bool = False) -> Data:
    """Return the reference with the name of what it leads to.

    Raises:
        Refusal: it leads nowhere, or to something inactive.
    """
    record = company.find(entity, value["value"])
    if record is None:
        element = _ELEMENTS.get(entity, entity)
        raise errors.bad_reference(name, f"{element} element id {value['value']} not found")
    if not may_be_inactive and record.data.get("Active") is False:
        raise errors.bad_reference(name)
    shown = (
        record.data.get("DisplayName") or record.data.get("FullyQualifiedName") or record.data.get("Name", "")
    )
    return {"value": record.id, "name": shown}


def _followed(company: Company, name: str, value: Any, known: set[tuple[str, str]]) -> Any:
    target = LEADS_TO.get(name)
    # The platform's own pseudo items (SHIPPING_ITEM_ID) are words, not ids.
    if not target or not isinstance(value, dict) or not str(value.get("value", "")).isdigit():
        return value
    return resolve(company, target, value, name, may_be_inactive=(name, value["value"]) in known)


def _same(known: Any, value: Any) -> bool:
    return bool(known) and isinstance(value, dict) and known.get("value") == value.get("value")
