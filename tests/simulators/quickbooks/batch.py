"""Runs a batch: up to 30 items, each answered or refused by itself, under the id its sender gave it.

How one item is done is api.py's, which hands in the function for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import entities, errors, querying, writing
from .company import Company, Data

MOST = 30
ID_LENGTH = 50
OnceOnly = Callable[[str | None, Callable[[], Any]], Any]


def run(company: Company, sent: Any, request_id: str | None, once: OnceOnly) -> list[Data]:
    """Return the answers to the items, in their order.

    Args:
        request_id: the batch's requestid; an item's own is this and its bId put together.
        once: does something once for an id and returns the first answer ever after.

    Raises:
        Refusal: no batch, or too many items.
    """
    items = sent.get("BatchItemRequest") if isinstance(sent, dict) else None
    if not isinstance(items, list) or not items:
        raise errors.missing("BatchItemRequest")
    if len(items) > MOST:
        raise errors.business(f"A batch can hold up to {MOST} items, this one has {len(items)}.", "6000")
    return [_item(company, each, request_id, once) for each in items]


def _item(company: Company, item: Any, request_id: str | None, once: OnceOnly) -> Data:
    b_id = str(item.get("bId", "")) if isinstance(item, dict) else ""
    try:
        if not isinstance(item, dict) or not b_id:
            raise errors.missing("bId")
        own_id = f"{request_id}{b_id}" if request_id else None
        check_request_id(own_id)
        if "Query" in item:
            return {"bId": b_id, "QueryResponse": querying.answer(company, str(item["Query"]))}
        return {"bId": b_id, **once(own_id, lambda: _done(company, item))}
    except errors.Refusal as refusal:
        return {"bId": b_id, "Fault": refusal.fault()}


def _done(company: Company, item: Data) -> Data:
    entity = next((name for name in item if name in entities.ENTITIES), None)
    if entity is None:
        raise errors.missing("entity")
    operation, sent = str(item.get("operation", "")).lower(), item[entity]
    if operation == "create":
        record = writing.create(company, entity, sent)
    elif operation == "update" and "void" in str(item.get("optionsData", "")):
        record = writing.void(company, entity, sent)
    elif operation == "update":
        record = writing.update(company, entity, sent)
    elif operation == "void":
        record = writing.void(company, entity, sent)
    elif operation == "delete":
        record = writing.delete(company, entity, sent)
    else:
        raise errors.bad_choice("operation", item.get("operation"))
    return {entity: record.text(company.zone)}


def check_request_id(value: str | None) -> None:
    """Refuse a requestid of more than 50 characters."""
    if value and len(value) > ID_LENGTH:
        raise errors.business(
            f"You cannot enter more than {ID_LENGTH} characters in the request_id field. "
            f"You tried entering {value[:10]}..., which is {len(value)} characters.",
            "6000",
        )
